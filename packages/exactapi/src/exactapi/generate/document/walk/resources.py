"""The identified schemas of one source file: `$id`, `$anchor`, `$dynamicAnchor`.

Only schemas have identities: an `$id` in an `enum`, an example or an unknown keyword is a value
(JSON Schema 2020-12, sections 8.2.1 and 9.4.2).
"""

from collections.abc import Iterator
from typing import Any

from exactapi.generate.document.walk.grammar import Member, member_of
from exactapi.generate.ir import Pointer
from exactapi.generate.source.library import SourceFile
from exactapi.schemas.identities import base_of
from exactapi.schemas.pointers import join, tokens

_VALUES = ("const", "default", "enum", "example", "examples")
_ANCHORS = ("$anchor", "$dynamicAnchor")
_UNKNOWN = "unknown"
"""Kind of what the grammar does not name: perhaps a schema, perhaps an object that holds some."""

Found = tuple[Pointer, Any]


class Resources:
    """What a file's schemas are called, by URI and anchor; each name may be given twice.

    OpenAPI documents are walked by their grammar, other files as if they were schemas. Unless
    `identified`, no schema has an identity: OpenAPI 3.0 does not know these keywords.
    """

    def __init__(self, file: SourceFile, *, identified: bool) -> None:
        self.roots: dict[str, list[Found]] = {}
        self.anchors: dict[tuple[str, str], list[Found]] = {}
        self.dynamic: dict[str, int] = {}
        """How many schemas declare each `$dynamicAnchor`."""
        self._bases: dict[Pointer, str] = {}
        self._base = file.base
        text = file.text.content
        if identified and ("$id" in text or "nchor" in text):
            is_openapi = isinstance(file.root, dict) and "openapi" in file.root
            start = Member("document" if is_openapi else _UNKNOWN)
            for pointer, value, base in _schemas(file.root, start, "", file.base):
                self._add(pointer, value, base)

    def _add(self, pointer: Pointer, value: dict[str, Any], base: str) -> None:
        if is_identifier(value.get("$id")):
            self.roots.setdefault(base, []).append((pointer, value))
            self._bases[pointer] = base
        names = [value[keyword] for keyword in _ANCHORS if isinstance(value.get(keyword), str)]
        if is_fragment(value.get("$id")):
            names.append(value["$id"][1:])  # how draft-06 and draft-07 wrote an anchor
        for name in names:
            self.anchors.setdefault((base, name), []).append((pointer, value))
        if isinstance(value.get("$dynamicAnchor"), str):
            name = value["$dynamicAnchor"]
            self.dynamic[name] = self.dynamic.get(name, 0) + 1

    def base(self, pointer: Pointer) -> str:
        """The base URI of what stands at a pointer: the `$id` around it, or else the file's."""
        if not self._bases:
            return self._base
        path = tokens(pointer)
        around = (join("", *path[:length]) for length in range(len(path), -1, -1))
        return next((self._bases[each] for each in around if each in self._bases), self._base)


def is_identifier(identifier: Any) -> bool:
    """Whether an `$id` starts a resource of its own."""
    return isinstance(identifier, str) and not identifier.startswith("#")


def is_fragment(identifier: Any) -> bool:
    return isinstance(identifier, str) and identifier.startswith("#") and len(identifier) > 1


def _schemas(
    root: Any, start: Member, pointer: Pointer, base: str
) -> Iterator[tuple[Pointer, dict[str, Any], str]]:
    pending = [(root, start, pointer, base)]
    while pending:
        value, member, at, within = pending.pop()
        if member.shape != "one":
            items = value.items() if isinstance(value, dict) else enumerate(value)
            inside = Member(member.kind)
            pending.extend(
                (each, inside, join(at, key), within)
                for key, each in items
                if isinstance(each, dict | list)
            )
            continue
        if isinstance(value, list):
            pending.extend(
                (each, member, join(at, index), within)
                for index, each in enumerate(value)
                if isinstance(each, dict | list)
            )
            continue
        if member.kind in ("schema", _UNKNOWN):
            if is_identifier(value.get("$id")):
                within = base_of(value["$id"], within)
            yield at, value, within
        for name, each in value.items():
            found = _inside(member.kind, name)
            if found is not None and isinstance(each, dict | list):
                pending.append((each, found, join(at, name), within))


def _inside(kind: str, name: str) -> Member | None:
    if kind != _UNKNOWN:
        known = member_of(kind, name)
        return known if known or kind == "schema" else Member(_UNKNOWN)
    if name in _VALUES:
        return None
    return member_of("schema", name) or Member(_UNKNOWN)
