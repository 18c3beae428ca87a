"""Finds the named schemas of one source file: `$id`, `$anchor`, `$dynamicAnchor`.

Only schemas have identities: an `$id` in an `enum`, an example or an unknown keyword is a value
(JSON Schema 2020-12, sections 8.2.1 and 9.4.2).
"""

from collections.abc import Iterator
from typing import Any

from exactapi.generate.document.walk.grammar import Member, member_of
from exactapi.generate.ir import Pointer
from exactapi.generate.source.library import SourceFile
from exactapi.schemas.identities import Placed, SchemaNames, base_below
from exactapi.schemas.pointers import join

_VALUES = ("const", "default", "enum", "example", "examples")
_UNKNOWN = "unknown"
"""Kind of what the grammar does not name: perhaps a schema, perhaps an object that holds some."""


def source_names(file: SourceFile, *, identified: bool) -> SchemaNames:
    """Find the named schemas of a file.

    OpenAPI documents are walked by their grammar, other files as if they were schemas. Unless
    `identified`, no schema has a name: OpenAPI 3.0 does not know these keywords.
    """
    text = file.text.content
    if not identified or ("$id" not in text and "nchor" not in text):
        return SchemaNames((), file.base)
    is_openapi = isinstance(file.root, dict) and "openapi" in file.root
    start = Member("document" if is_openapi else _UNKNOWN)
    return SchemaNames(_schemas(file.root, start, "", file.base), file.base, drafts=True)


def _schemas(root: Any, start: Member, pointer: Pointer, base: str) -> Iterator[Placed]:
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
            within = base_below(value, within)
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
