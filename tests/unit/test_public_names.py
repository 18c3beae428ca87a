"""The service uses of the library only what its API page promises to keep."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "packages" / "exactapi" / "README.md").read_text(encoding="utf-8")
PUBLIC = set(re.findall(r"`(exactapi\.[a-z_.]+)`", PAGE.partition("## API")[2]))
FILES = [path for folder in ("impl", "generated") for path in (ROOT / folder).rglob("*.py")]


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_the_page_names_modules() -> None:
    assert "exactapi.runtime" in PUBLIC


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_public_modules_of_the_library(path: Path) -> None:
    used = imported(path.read_text(encoding="utf-8"))
    assert {name for name in used if name.partition(".")[0] == "exactapi"} <= PUBLIC
