"""readOnly and writeOnly: which schemas look different in requests and in responses."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from exactapi.generate.models.schemas.schemas import Schema, parts
from exactapi.generate.models.schemas.use import Direction
from exactapi.schemas.pointers import join, pointer_of


def hidden(schema: Schema, direction: Direction, resolve: Callable[[str], Schema]) -> bool:
    """Return whether a member is left out: readOnly of requests, writeOnly of responses.

    A `$ref` or a part of `allOf` may say so as well.
    """
    keyword = "readOnly" if direction == "input" else "writeOnly"
    return any(part.get(keyword) is True for part in parts(schema, resolve))


def directional(document: Mapping[str, Any]) -> frozenset[str]:
    """Pointers of the component schemas that hold such a member, themselves or by reference."""
    components = document.get("components") or {}
    found: set[str] = set()
    users: dict[str, list[str]] = {}
    for name, schema in (components.get("schemas") or {}).items():
        pointer = join("/components/schemas", name)
        for keyword, value in _keywords(schema):
            if keyword == "$ref" and isinstance(value, str):
                users.setdefault(pointer_of(value) or "", []).append(pointer)
            elif keyword in ("readOnly", "writeOnly") and value is True:
                found.add(pointer)
    pending = list(found)
    while pending:
        for user in users.get(pending.pop(), ()):
            if user not in found:
                found.add(user)
                pending.append(user)
    return frozenset(found)


def is_directional(schema: Schema, components: frozenset[str]) -> bool:
    """Return the same of a schema anywhere, given the components for which it holds."""
    return any(
        (keyword in ("readOnly", "writeOnly") and value is True)
        or (keyword == "$ref" and isinstance(value, str) and pointer_of(value) in components)
        for keyword, value in _keywords(schema)
    )


def _keywords(schema: Schema) -> Iterable[tuple[str, Any]]:
    pending = [schema]
    while pending:
        value = pending.pop()
        if isinstance(value, Mapping):
            yield from value.items()
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
