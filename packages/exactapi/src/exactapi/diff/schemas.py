"""Compares two schemas, as those of what consumers send or of what they receive.

References and `allOf` are followed first, so that moving a schema to a component, or splitting it
in parts, is no change.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from exactapi.diff.changes import Changes
from exactapi.diff.rules import Direction
from exactapi.diff.values import KEYWORDS, bounds, shown
from exactapi.generate.models.schemas.schemas import (
    allowed_values,
    flatten,
    properties,
    required,
)
from exactapi.schemas.pointers import pointer_of, tokens, value_at

_WORDS: Final = ("title", "description", "summary", "example", "examples", "externalDocs")
_ALTERNATIVES: Final = ("oneOf", "anyOf")
_HANDLED: Final = frozenset(
    {
        *(*KEYWORDS, *_WORDS, *_ALTERNATIVES, "enum", "const", "default", "deprecated"),
        *("properties", "required", "additionalProperties", "items", "prefixItems", "not"),
        *("readOnly", "writeOnly", "$comment", "$id", "$schema", "$anchor", "$defs"),
    }
)
_DEEPEST: Final = 100

REVERSED: Final[Mapping[Direction, Direction]] = {"sent": "received", "received": "sent"}


class Schemas:
    """Compares schemas of two documents, and tells `changes`; each pair once an operation."""

    def __init__(self, base: Any, new: Any, changes: Changes) -> None:
        self._base = base
        self._new = new
        self._changes = changes
        self._seen: set[tuple[Any, ...]] = set()
        self._kept: list[Any] = []

    def forget(self) -> None:
        """Begin with another operation: what it shares with the last one concerns it, too."""
        self._seen.clear()
        self._kept.clear()

    def compare(
        self, base: Any, new: Any, direction: Direction, place: str, depth: int = 0
    ) -> None:
        key = (direction, _identity(base), _identity(new))
        if key in self._seen or depth > _DEEPEST:
            return
        self._seen.add(key)
        self._kept += [base, new]  # an identity is one only as long as its object lives
        place = self._place(base, new, direction, place)
        before, after = _flat(base, self._base), _flat(new, self._new)
        self._words(before, after, place)
        for verdict, text in bounds(before, after):
            self._changes.add(f"schema-{verdict}", place, text, direction)
        self._values(before, after, direction, place)
        self._default(before, after, direction, place)
        self._members(before, after, direction, place, depth)
        self._inner(before, after, direction, place, depth)
        self._choices(before, after, direction, place, depth)
        self._others(before, after, direction, place)

    def _place(self, base: Any, new: Any, direction: Direction, place: str) -> str:
        """Return a component's own name, so that what is wrong in it is told once."""
        before, after = _component(base), _component(new)
        if before and after and before != after and not self._still_there(before):
            self._changes.add("schema-renamed", place, f"schema {before} -> {after}")
        if not after:
            return place
        return f"{after} ({'requests' if direction == 'sent' else 'answers'})"

    def _still_there(self, component: str) -> bool:
        return value_at(self._new, f"/components/schemas/{component}") is not None

    def _words(self, base: Mapping[str, Any], new: Mapping[str, Any], place: str) -> None:
        where = place.partition(" (")[0]
        changed = [name for name in _WORDS if base.get(name) != new.get(name)]
        if changed:
            self._changes.add("words-changed", where, ", ".join(changed))
        if new.get("deprecated") and not base.get("deprecated"):
            self._changes.add("deprecated", where, "is deprecated")

    def _values(
        self, base: Mapping[str, Any], new: Mapping[str, Any], direction: Direction, place: str
    ) -> None:
        before, after = allowed_values(base), allowed_values(new)
        if before is None and after is None:
            return
        if before is None or after is None:
            verdict = "narrowed" if before is None else "widened"
            text = f"`enum` {shown(before) if before else 'absent'} -> {shown(after or 'absent')}"
            self._changes.add(f"schema-{verdict}", place, text, direction)
            return
        for value in before:
            if value not in after:
                self._changes.add("enum-value-removed", place, f"without {shown(value)}", direction)
        for value in after:
            if value not in before:
                self._changes.add("enum-value-added", place, f"with {shown(value)}", direction)

    def _default(
        self, base: Mapping[str, Any], new: Mapping[str, Any], direction: Direction, place: str
    ) -> None:
        if "default" in base and "default" in new and base["default"] != new["default"]:
            text = f"default {shown(base['default'])} -> {shown(new['default'])}"
            self._changes.add("default-changed", place, text, direction)
        elif "default" in new and "default" not in base:
            self._changes.add("default-added", place, shown(new["default"]), direction)
        elif "default" in base and "default" not in new:
            self._changes.add("default-removed", place, shown(base["default"]), direction)

    def _members(
        self,
        base: Mapping[str, Any],
        new: Mapping[str, Any],
        direction: Direction,
        place: str,
        depth: int,
    ) -> None:
        before = _visible(properties(base), self._base, direction)
        after = _visible(properties(new), self._new, direction)
        needed, needs = required(base), required(new)
        for name in before:
            if name not in after:
                self._changes.add("member-removed", place, f"member `{name}`", direction)
        for name, schema in after.items():
            if name not in before:
                code = "member-added-required" if name in needs else "member-added"
                self._changes.add(code, place, f"member `{name}`", direction)
                continue
            if (name in needs) != (name in needed):
                code = "member-required" if name in needs else "member-optional"
                self._changes.add(code, place, f"member `{name}`", direction)
            self.compare(before[name], schema, direction, f"{place}.{name}", depth + 1)
        for name in sorted({*needs} ^ {*needed}):
            if name not in before and name not in after:
                code = "member-required" if name in needs else "member-optional"
                self._changes.add(code, place, f"member `{name}`", direction)

    def _inner(
        self,
        base: Mapping[str, Any],
        new: Mapping[str, Any],
        direction: Direction,
        place: str,
        depth: int,
    ) -> None:
        for name in ("items", "additionalProperties"):
            label = f"{place}[]" if name == "items" else f"{place}.*"
            self._open_or_closed(base.get(name), new.get(name), direction, label, depth)
        before, after = base.get("prefixItems") or [], new.get("prefixItems") or []
        for index, (one, other) in enumerate(zip(before, after, strict=False)):
            self.compare(one, other, direction, f"{place}[{index}]", depth + 1)
        if len(before) != len(after):
            text = f"`prefixItems` {len(before)} -> {len(after)}"
            self._changes.add("schema-changed", place, text, direction)
        if "not" in base or "not" in new:
            opposite = REVERSED[direction]
            self._open_or_closed(
                base.get("not", False), new.get("not", False), opposite, f"{place} not", depth
            )

    def _open_or_closed(
        self, base: Any, new: Any, direction: Direction, place: str, depth: int
    ) -> None:
        """Compare two schemas that may be absent, or say yes or no to everything."""
        before, after = _as_schema(base), _as_schema(new)
        if before is False and after is False:
            return
        if before is False or after is False:
            verdict = "widened" if before is False else "narrowed"
            text = "anything beyond is refused" if after is False else "more is allowed"
            self._changes.add(f"schema-{verdict}", place, text, direction)
            return
        if before or after:
            self.compare(before, after, direction, place, depth + 1)

    def _choices(
        self,
        base: Mapping[str, Any],
        new: Mapping[str, Any],
        direction: Direction,
        place: str,
        depth: int,
    ) -> None:
        for name in _ALTERNATIVES:
            before, after = base.get(name), new.get(name)
            if not isinstance(before, list) and not isinstance(after, list):
                continue
            if not isinstance(before, list) or not isinstance(after, list):
                verdict = "narrowed" if before is None else "widened"
                text = f"`{name}` {'begins' if before is None else 'ends'} to decide"
                self._changes.add(f"schema-{verdict}", place, text, direction)
                continue
            lost, won = self._paired(before, after, direction, place, depth)
            for schema in lost:
                self._changes.add("schema-narrowed", place, f"without {_told(schema)}", direction)
            for schema in won:
                self._changes.add("schema-widened", place, f"with {_told(schema)}", direction)

    def _paired(
        self, base: Sequence[Any], new: Sequence[Any], direction: Direction, place: str, depth: int
    ) -> tuple[list[Any], list[Any]]:
        """Compare the alternatives that belong together; the rest of both sides."""
        lost, won = [*base], [*new]
        for one in base:
            other = next((each for each in won if _belong_together(one, each)), None)
            if other is not None:
                lost.remove(one)
                won.remove(other)
                self.compare(one, other, direction, f"{place}|{_told(other)}", depth + 1)
        for one, other in zip([*lost], [*won], strict=False):
            if not _name(one) and not _name(other):
                lost.remove(one)
                won.remove(other)
                self.compare(one, other, direction, f"{place}|", depth + 1)
        return lost, won

    def _others(
        self, base: Mapping[str, Any], new: Mapping[str, Any], direction: Direction, place: str
    ) -> None:
        for name in sorted({*base, *new} - _HANDLED):
            if _whole(base.get(name), self._base) == _whole(new.get(name), self._new):
                continue
            code = "extension-changed" if name.startswith("x-") else "schema-changed"
            self._changes.add(code, place, f"`{name}`", direction)


def _flat(schema: Any, document: Any) -> Mapping[str, Any]:
    if not isinstance(schema, Mapping):
        return {} if schema is not False else {"type": []}
    return flatten(schema, lambda reference: value_at(document, pointer_of(reference) or ""))


def _whole(value: Any, document: Any, within: frozenset[str] = frozenset()) -> Any:
    """Return a value with what its references lead to, each once on the way down."""
    if isinstance(value, list):
        return [_whole(each, document, within) for each in value]
    if not isinstance(value, Mapping):
        return value
    reference = value.get("$ref")
    if isinstance(reference, str) and reference not in within:
        found = value_at(document, pointer_of(reference) or "")
        rest = {name: each for name, each in value.items() if name != "$ref"}
        return [
            _whole(found, document, within | {reference}),
            _whole(rest, document, within),
        ]
    return {
        name: _whole(each, document, within) for name, each in value.items() if name not in _WORDS
    }


def _visible(members: Mapping[str, Any], document: Any, direction: Direction) -> dict[str, Any]:
    """Without those that the other side alone may give."""
    hidden = "readOnly" if direction == "sent" else "writeOnly"
    return {
        name: schema
        for name, schema in members.items()
        if _flat(schema, document).get(hidden) is not True
    }


def _identity(schema: Any) -> Any:
    if isinstance(schema, Mapping) and schema.keys() == {"allOf"}:
        return tuple(id(part) for part in schema["allOf"])
    return id(schema) if isinstance(schema, Mapping) else repr(schema)


def _as_schema(schema: Any) -> Any:
    return {} if schema is None or schema is True else schema


def _component(schema: Any) -> str:
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    path = tokens(pointer_of(reference) or "") if isinstance(reference, str) else []
    return path[2] if path[:2] == ["components", "schemas"] and len(path) == 3 else ""


def _name(schema: Any) -> str:
    title = schema.get("title") if isinstance(schema, Mapping) else None
    return _component(schema) or (title if isinstance(title, str) else "")


def _belong_together(one: Any, other: Any) -> bool:
    return bool(one == other or (_name(one) and _name(one) == _name(other)))


def _told(schema: Any) -> str:
    return _name(schema) or shown(schema)
