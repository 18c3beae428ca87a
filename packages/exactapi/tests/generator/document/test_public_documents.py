"""The canonical document is its source, upgraded, plus the listed overlay: whole documents.

The source is read by another YAML reader, and every difference must be one that the upgrade to
OpenAPI 3.1 explains. SPEC_CORPUS names the folder; CORPUS=all takes every document.
"""

import copy
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scripts.corpus.source import read

from exactapi.generate.load import load
from exactapi.schemas.pointers import tokens

CORPUS = Path(os.environ.get("SPEC_CORPUS", Path(__file__).parents[6] / "shared" / "specs"))
QUICK_BYTES = 200_000
ABSENT = object()

UPGRADED = {"exclusiveMinimum", "exclusiveMaximum", "minimum", "maximum", "items", "prefixItems"}
UPGRADED |= {"additionalItems", "$schema", "jsonSchemaDialect", "dependencies"}
UPGRADED |= {"$recursiveAnchor", "$recursiveRef"}
"""What drafts before 2020-12 wrote otherwise."""
UPGRADED_30 = {"openapi", "nullable", "type", "example", "examples", "contentEncoding"}
UPGRADED_30 |= {"contentMediaType"}


def selected() -> list[Path]:
    everything = os.environ.get("CORPUS") == "all"
    found = sorted(filter(Path.is_file, CORPUS.iterdir())) if CORPUS.is_dir() else []
    return [path for path in found if everything or path.stat().st_size < QUICK_BYTES]


if not selected():
    pytest.skip("set SPEC_CORPUS to a folder of public OpenAPI documents", allow_module_level=True)


def without(document: Any, pointers: tuple[str, ...]) -> Any:
    stripped = copy.deepcopy(document)
    for pointer in pointers:
        *path, last = tokens(pointer)
        owner = stripped
        for token in path:
            owner = owner[int(token)] if isinstance(owner, list) else owner[token]
        del owner[last]
    return stripped


def differences(
    source: Any, found: Any, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    if isinstance(source, dict) and isinstance(found, dict):
        if moved(source, found):
            return
        source = {str(name): each for name, each in source.items()}
        for name in dict.fromkeys([*source, *found]):
            pair = source.get(name, ABSENT), found.get(name, ABSENT)
            yield from differences(*pair, (*path, str(name)))
    elif isinstance(source, list) and isinstance(found, list) and len(source) == len(found):
        for index, pair in enumerate(zip(source, found, strict=True)):
            yield from differences(*pair, (*path, str(index)))
    elif type(source) is not type(found) or source != found:
        yield path, source, found


def moved(source: dict[str, Any], found: dict[str, Any]) -> bool:
    """A `$ref` into a file, or a path item's: what it means is on trial elsewhere."""
    reference = source.get("$ref")
    if not isinstance(reference, str) or reference.startswith("#/components/schemas/"):
        return False
    unchanged: bool = reference == found.get("$ref")
    return not unchanged


def explained(path: tuple[str, ...], source: Any, found: Any, *, is_30: bool) -> bool:
    name = path[-1]
    if name in UPGRADED or (is_30 and name in UPGRADED_30):
        return True
    if name == "$ref" and source is ABSENT:
        return True  # from a `$recursiveRef`
    if is_30 and found is ABSENT and name in ("description", "summary", "default"):
        return True  # beside a `$ref`, where OpenAPI 3.0 ignores it
    if name == "required" and isinstance(source, list):
        return bool(list(dict.fromkeys(source)) == found)
    return bool(isinstance(source, int | float) and found == str(source))


@pytest.mark.parametrize("path", selected(), ids=lambda path: path.name)
def test_nothing_but_the_upgrade_and_the_overlay_differs(path: Path) -> None:
    source, loaded = read(path), load(path)
    is_30 = source["openapi"].startswith("3.0")
    found = without(loaded.api.document, loaded.overlay)
    unexplained = [
        (each, before, after)
        for each, before, after in differences(source, found)
        if not explained(each, before, after, is_30=is_30)
    ]
    refused = {tuple(tokens(refusal.pointer)) for refusal in loaded.refusals}
    assert [each for each in unexplained if each[0] not in refused] == []
