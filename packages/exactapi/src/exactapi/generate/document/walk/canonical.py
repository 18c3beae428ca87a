"""Writes the source as one document, upgraded to OpenAPI 3.1 and bundled.

Order, inline schemas and extensions stay. What is refused is left out, so that the canonical
document is well-formed whatever the source was.
"""

from typing import Any

from exactapi.generate.document.walk import mismatches
from exactapi.generate.document.walk.context import ABSENT, Context
from exactapi.generate.document.walk.dialects.dialects import is_current
from exactapi.generate.document.walk.dialects.version import Version
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.grammar import (
    GRAMMAR,
    NOTES,
    SCALARS,
    Member,
    is_unknown,
    member_of,
)
from exactapi.generate.document.walk.references.references import Target
from exactapi.generate.document.walk.schema import SchemaObjects
from exactapi.generate.document.walk.walk import Walk
from exactapi.generate.ir import Pointer
from exactapi.generate.source.library import BadReferenceError, Library
from exactapi.generate.source.places import size
from exactapi.schemas.pointers import fragment

_KEPT = ("document", "info")
"""Kinds without which there is no document; they stay although something is missing."""
_MAX_WALKS = 4
"""A name that must go may take others with it; after so many walks all of them go."""

_FORM = "application~1x-www-form-urlencoded"
_STYLED = frozenset({"allowReserved", "explode", "style"})

_MAX_REPEATED = 200_000
"""The number of values that may be repeated where several references lead to one path item."""


def canonical(library: Library, version: Version) -> tuple[dict[str, Any], Findings]:
    """Return the canonical document, and what is wrong with the source."""
    unnamed: frozenset[str] = frozenset()
    for attempt in range(_MAX_WALKS):
        walk = Walk(library, version, unnamed)
        document = Canonical(walk).document()
        misread = walk.names.misread(document)
        if not misread:
            break
        last = attempt + 2 >= _MAX_WALKS
        unnamed = walk.references.bases() if last else unnamed | misread
    return document, walk.findings


class Canonical:
    """Writes the canonical document of one walk, by the grammar."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._schemas = SchemaObjects(walk, self.value)
        self._inlining: list[tuple[str, Pointer]] = []
        self._sizes: dict[tuple[str, Pointer], int] = {}
        self._repeated = 0

    def document(self) -> dict[str, Any]:
        start = self._walk.start()
        document: dict[str, Any] = self.value(start.owner, Member("document"), start)
        if self._walk.is_30:
            document["openapi"] = "3.1.0"
        if not is_current(document.get("jsonSchemaDialect")):
            document.pop("jsonSchemaDialect", None)  # what was written in another is upgraded
        while self._walk.bundle.pending:
            moved = self._walk.bundle.pending.pop(0)
            here = self._walk.enter(moved.target, moved.pointer, moved.target.value, "")
            value = self.value(moved.target.value, Member(moved.kind), here)
            if value is not ABSENT:
                section = document.setdefault("components", {}).setdefault(moved.section, {})
                section[moved.name] = value
        return document

    def value(self, value: Any, member: Member, context: Context) -> Any:
        """Return the canonical form of a member's value; ABSENT if it is refused."""
        if member.shape == "one":
            return self._one(value, member.kind, context)
        expected = list if member.shape == "list" else dict
        if not isinstance(value, expected):
            return self._mismatch(value, expected, context, member.kind)
        if isinstance(value, list):
            return self._list(value, member.kind, context)
        return self._map(value, member.kind, context)

    def _one(self, value: Any, kind: str, context: Context) -> Any:
        if kind == "schema":
            return self._schemas.schema(value, context)
        if kind in SCALARS:
            return self._scalar(value, kind, context)
        if not isinstance(value, dict):
            return self._mismatch(value, dict, context, kind)
        if "$ref" in value and GRAMMAR[kind].section:
            inline = kind == "path-item"
            return (
                self._path_item(value, context) if inline else self._reference(value, kind, context)
            )
        return self._object(value, kind, context)

    def _scalar(self, value: Any, kind: str, context: Context) -> Any:
        if kind in ("text", "note") and isinstance(value, int | float):
            self._walk.warn(context, "structure", *mismatches.of_value(value, str))
            return str(value)
        expected = SCALARS[kind]
        if isinstance(value, expected):
            return value
        return self._mismatch(value, expected, context, kind)

    def _mismatch(self, value: Any, expected: type, context: Context, kind: str = "") -> Any:
        reason, cure = mismatches.of_value(value, expected)
        if value is None or kind in NOTES:
            self._walk.warn(context, "structure", reason, cure)
            return ABSENT if value is None else value
        return self._walk.refuse(context, "structure", reason, cure)

    def _list(self, value: list[Any], kind: str, context: Context) -> list[Any]:
        kept: list[int] = []
        items: list[Any] = []
        for index, item in enumerate(value):
            found = self._one(item, kind, context.into(value, index))
            if found is not ABSENT:
                kept.append(index)
                items.append(found)
        self._walk.places.derive_items(items, value, kept)
        return items

    def _map(self, value: dict[str, Any], kind: str, context: Context) -> dict[str, Any]:
        found = {
            name: self._one(item, kind, context.into(value, name)) for name, item in value.items()
        }
        members = {name: item for name, item in found.items() if item is not ABSENT}
        self._walk.places.derive(members, value)
        return members

    def _object(self, value: dict[str, Any], kind: str, context: Context) -> Any:
        members: dict[str, Any] = {}
        inlined = kind == "path-item" and context.file is not self._walk.root
        ignored = self._ignored(kind, context)
        for name, item in value.items():
            if name in ignored:
                continue
            member = member_of(kind, name)
            if inlined and member is None and not name.startswith("x-"):
                continue  # its neighbours in the file, which are no part of it
            if is_unknown(kind, name):
                said = mismatches.of_name(name, item, kind, list(GRAMMAR[kind].members))
                self._walk.warn(context.into(value, name), "member-unknown", *said)
            if member is not None:
                item = self.value(item, member, context.into(value, name))  # noqa: PLW2901  # the canonical form of the same item
            if item is not ABSENT:
                members[name] = item
        if self._misses(value, kind, context) and kind not in _KEPT:
            return ABSENT
        self._walk.places.derive(members, value)
        return members

    def _misses(self, value: dict[str, Any], kind: str, context: Context) -> bool:
        """Return whether the object lacks a member without which it cannot be used."""
        missing = False
        is_free = kind == "response" and self._walk.is_32  # which need no description any more
        for name, member in GRAMMAR[kind].members.items():
            if name not in value and (member.required or (member.wanted and not is_free)):
                say = self._walk.refuse if member.required else self._walk.warn
                reason = f"`{name}` is missing in this {kind.replace('-', ' ')}"
                say(context, "structure", reason, f"add `{name}`")
                missing = missing or member.required
        return missing

    def _ignored(self, kind: str, context: Context) -> frozenset[str]:
        """Return the members that say nothing: in 3.0 the style of a field of a multipart form."""
        if kind != "encoding" or not self._walk.is_30:
            return frozenset()
        media_type = context.pointer.split("/")[-3]
        return frozenset() if media_type.startswith(_FORM) else _STYLED

    def _reference(self, value: dict[str, Any], kind: str, context: Context) -> Any:
        """Keep a Reference Object, pointing into the canonical document."""
        here = context.into(value, "$ref")
        if not isinstance(value["$ref"], str):
            return self._walk.refuse(here, "ref-syntax", *mismatches.of_reference(value["$ref"]))
        try:
            target = self._walk.references.resolve(context.file, value["$ref"])
            final = self._walk.references.final(target)
            pointer = self._walk.bundle.pointer(target, kind)
        except BadReferenceError as error:
            return self._walk.refuse(here, error.code, error.reason, error.cure)
        if pointer == context.pointer:
            # This component is nothing but a reference to a file: it takes the content.
            inside = self._walk.enter(final, pointer, context.owner, context.token)
            return self._one(final.value, kind, inside)
        reference = {"$ref": fragment(pointer)}
        if not self._walk.is_30:
            overrides = ("summary", "description")
            reference |= {
                name: value[name] for name in overrides if isinstance(value.get(name), str)
            }
        self._walk.places.derive(reference, value)
        return reference

    def _repeats_too_much(self, target: Target) -> bool:
        """Path items may hold references to others, so that few lines could stand for very many."""
        if target.key not in self._sizes:
            self._sizes[target.key] = size(target.value)
            return False
        self._repeated += self._sizes[target.key]
        return self._repeated > _MAX_REPEATED

    def _path_item(self, value: dict[str, Any], context: Context) -> Any:
        """Inline a referenced path item: `paths[path][method]` always exists."""
        here = context.into(value, "$ref")
        try:
            target = self._walk.references.resolve(context.file, value["$ref"])
            target = self._walk.references.final(target)
            self._walk.bundle.check_kind(target, "path-item")
        except BadReferenceError as error:
            return self._walk.refuse(here, error.code, error.reason, error.cure)
        if target.key in self._inlining:
            reason = f"`{value['$ref']}` leads back to itself"
            return self._walk.refuse(here, "ref-cycle", reason, "write the callback out")
        if self._repeats_too_much(target):
            reason = f"references to path items repeat more than {_MAX_REPEATED} values"
            return self._walk.refuse(here, "too-many-nodes", reason, "refer to components instead")
        self._inlining.append(target.key)
        inside = self._walk.enter(target, context.pointer, context.owner, context.token)
        item = self._one(target.value, "path-item", inside)
        self._inlining.pop()
        own = {name: member for name, member in value.items() if name != "$ref"}
        self._walk.places.derive(own, value)
        if not own or item is ABSENT:
            return item
        merged = item | self._object(own, "path-item", context)
        self._walk.places.derive(merged, own)
        return merged
