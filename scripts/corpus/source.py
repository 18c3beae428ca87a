"""Reads a source document as simply as possible, to judge the generator's own reader."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from exactapi.schemas.operations import ADDITIONAL, METHODS
from exactapi.schemas.pointers import tokens


class SourceOperation(NamedTuple):
    """`method` as requests write it; `statuses` are the keys of its Responses Object."""

    path: str
    method: str
    statuses: frozenset[str]


class _Loader(yaml.CSafeLoader):
    """YAML without timestamps, which JSON has not."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Any:
    """Return the value of a JSON or YAML file; only JSON writes one character as two escapes."""
    if path.suffix == ".json":
        return json.loads(path.read_bytes())
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506  a safe loader's child


def operations(path: Path) -> Iterator[SourceOperation]:
    """Every operation under `paths`, path items from elsewhere included."""
    document = read(path)
    for template, item in (document.get("paths") or {}).items():
        if template.startswith("x-"):
            continue
        for method, operation in by_method(_followed(item, document, path)).items():
            statuses = [str(each) for each in operation.get("responses") or {}]
            declared = frozenset(each for each in statuses if not each.startswith("x-"))
            yield SourceOperation(template, method, declared)


def by_method(item: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the operations of a path item by their methods, as requests write them."""
    own = {method.upper(): item[method] for method in METHODS if method in item}
    return {**own, **item.get(ADDITIONAL, {})}


def _followed(item: Any, document: Any, path: Path) -> dict[str, Any]:
    """Return a path item with what its `$ref` adds."""
    if not isinstance(item, dict):
        return {}
    if "$ref" not in item:
        return item
    file, _, pointer = item["$ref"].partition("#")
    place = path.parent / file if file else path
    found = read(place) if file else document
    for token in tokens(pointer):
        found = found[token]
    return _followed(found, read(place) if file else document, place) | item
