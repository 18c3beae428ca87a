"""Cut an OpenAPI document in YAML to some of its tags; comments and layout of the rest stay."""

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

import yaml

_BLOCKS: Final = ("|", ">")
_REFERENCE: Final = re.compile(r"#/components/(\w+)/([^\s\"'}\],]+)")


def only(text: str, tags: Collection[str]) -> str:
    """Return the document with the paths of these tags, and what these refer to."""
    lines = text.split("\n")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    document = yaml.safe_load(text)
    unwanted = {
        path
        for path, item in document["paths"].items()
        if not any(set(tags) & set(each.get("tags", ())) for each in _operations(item))
    }
    gone = [*_places(_value(root, "paths"), unwanted)]
    gone += _items(_value(root, "tags"), tags)
    names = set(document) & {"security", "webhooks"}
    gone += _places(root, names)
    return "\n".join(_without_unused_components(_without(lines, gone)))


def with_info(text: str, info: str) -> str:
    """Return the document with another Info Object, given as YAML."""
    lines = text.split("\n")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    ((first, last),) = _places(root, {"info"})
    return "\n".join([*lines[:first], *info.rstrip("\n").split("\n"), "", *lines[last:]])


def _operations(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (value for value in item.values() if isinstance(value, dict) and "responses" in value)


def _without_unused_components(lines: list[str]) -> list[str]:
    """Leave out components until each that is left is referred to."""
    while True:
        text = "\n".join(lines)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        components = _value(root, "components")
        used = set(_REFERENCE.findall(text))
        gone: list[tuple[int, int]] = []
        for kind, nodes in _members(components):
            names = {name for name, _ in _members(nodes)}
            unused = {name for name in names if (kind, name) not in used}
            gone += _places(components, {kind}) if unused == names else _places(nodes, unused)
        if not gone:
            return lines
        lines = _without(lines, gone)


def _members(node: Any) -> list[tuple[str, Any]]:
    return [(key.value, value) for key, value in node.value] if node is not None else []


def _value(node: Any, name: str) -> Any:
    return next((value for key, value in _members(node) if key == name), None)


def _places(node: Any, names: Collection[str]) -> list[tuple[int, int]]:
    """Return the lines of some members of a mapping: the first, and the one after the last."""
    return [
        (key.start_mark.line, _end(value)) for key, value in node.value if key.value in set(names)
    ]


def _items(node: Any, tags: Collection[str]) -> list[tuple[int, int]]:
    return [
        (item.start_mark.line, _end(item))
        for item in node.value
        if _value(item, "name").value not in tags
    ]


def _end(node: Any) -> int:
    """Return the line after a node, without the comments that stand above the next one."""
    mark = node.end_mark
    is_block = getattr(node, "flow_style", None) is False or getattr(node, "style", "") in _BLOCKS
    if not is_block:
        return int(mark.line) + 1
    lines = mark.buffer.rstrip("\0").split("\n")
    end = int(mark.line)
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return end


def _without(lines: list[str], places: list[tuple[int, int]]) -> list[str]:
    """Return the lines without those places, and without the second of two empty lines."""
    gone = {number for first, last in places for number in range(first, last)}
    kept: list[str] = []
    for number, line in enumerate(lines):
        is_second = not line.strip() and bool(kept) and not kept[-1].strip()
        if number not in gone and not is_second:
            kept.append(line)
    return kept
