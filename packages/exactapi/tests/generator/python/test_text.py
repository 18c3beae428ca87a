import ast
import subprocess
import sys
from pathlib import Path

import pytest

from exactapi.generate.python.text import docstring, note, paragraphs, summarised

HOSTILE = [
    '"""',
    "\\",
    '"',
    "\\\\",
    '"""\nraise SystemExit(1)\n"""',
    "\N{BULLET}\\N{BULLET}",
    "a\0b",
    "\ud800",
    "x\u2028y",
    '\\"""',
    "'''",
    '\\"',
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("indent", [0, 4])
def test_no_text_leaves_its_docstring(text: str, indent: int) -> None:
    for source in (
        docstring(text, "", indent=indent),
        docstring("a", text, indent=indent),
        note(text, indent=indent),
    ):
        body = ast.parse(source or '""').body
        assert len(body) == 1
        assert isinstance(body[0], ast.Expr)
        assert isinstance(body[0].value, ast.Constant)


def test_lines_are_filled_and_lists_keep_their_lines() -> None:
    long = "word " * 30
    assert all(len(line) <= 96 for line in paragraphs(long, indent=4))
    assert paragraphs("one\ntwo\n\n- a\n- b", indent=4) == ["one two", "", "- a", "- b"]


def test_the_first_sentence_is_the_summary_if_it_fits_on_a_line() -> None:
    assert summarised("A pet. It barks.", "Pet", indent=4) == ("A pet.", "It barks.")
    long = "word " * 30
    assert summarised(long, "Pet", indent=4) == ("Pet", long)


def test_a_summary_ends_with_a_full_stop() -> None:
    assert docstring("List pets", "", indent=4) == '"""List pets."""'
    assert docstring("Why?", "", indent=4) == '"""Why?"""'


SECTIONS = [
    "{0}:\n    x: y",
    "Text.\n\n    {0}:\n        x (int): y",
    "Text.\n\n{0}",
    "{0}",
    "Text.\n\n{1}:\n- a\n- b",
    "{1}\n\nmore",
    "Text.\n{0}\n----\nx",
]


def test_prose_that_looks_like_the_sections_of_a_docstring_is_prose(tmp_path: Path) -> None:
    names = ["Args", "Attributes", "Example", "Note", "Raises", "Returns", "Todo", "Warning"]
    texts = [layout.format(name, name.lower()) for name in names for layout in SECTIONS]
    source = ['"""Made of prose."""\n']
    for number, text in enumerate(texts):
        source.append(f"class C{number}:\n    {docstring('A', text, indent=4)}")
        described = docstring("A", text, indent=4)
        source.append(
            f"def f{number}(*, x: int, y: int) -> int:\n    {described}\n    return x + y"
        )
    path = tmp_path / "generated" / "models.py"
    path.parent.mkdir()
    path.write_text("\n\n".join(source))
    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", "--select=D"]
    configuration = Path(__file__).parents[5] / "pyproject.toml"
    found = subprocess.run(
        [*ruff, f"--config={configuration}", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout
