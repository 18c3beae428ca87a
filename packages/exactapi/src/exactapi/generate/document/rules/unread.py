"""Refuses content whose schema neither the runtime nor a handler can read or write by.

Only served operations are asked: the service itself sends the requests of webhooks and callbacks,
and the code that sends them writes their bodies.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from exactapi.document.contract import Contract
from exactapi.document.lengths import is_of_octets
from exactapi.document.shapes import shape_of
from exactapi.generate.document.rules.xml_faults import xml_fault
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.grammar import Member, member_of
from exactapi.generate.ir import Pointer
from exactapi.generate.media import form, is_read
from exactapi.generate.refusals.reach import Reach
from exactapi.schemas.pointers import join

_CURE = "describe the octets alone (`format: binary`), or offer JSON, XML, a form or a text instead"
_XML_CURE = "change the `xml` of that schema, or offer JSON instead"


def check_unread(
    document: dict[str, Any], operations: Sequence[Pointer], findings: Findings
) -> None:
    """Refuse each schema of a media type whose content is not read as values."""
    contract = Contract(document, b"")
    reach = Reach(document)
    for pointer, holder, name in _media_types(document, Member("document"), "", "document"):
        found = _fault(contract, holder, pointer, name)
        if found is None or not _is_served(pointer, operations, reach):
            continue
        schema = join(pointer, "schema")
        where = findings.places.locate(document, schema)
        findings.refuse("schema-unread", where, schema, *found)


def _fault(contract: Contract, holder: str, pointer: Pointer, name: str) -> tuple[str, str] | None:
    """Why the content cannot be read or written by its schema, and what to do."""
    schema = join(pointer, "schema")
    shown = name[:100]
    of_octets = is_of_octets(contract, schema)
    kind = form(name, has_schema=True, of_octets=of_octets, sent=holder == "response")
    if holder in ("parameter", "header"):
        if kind in ("json", "text") or of_octets:
            return None
        return f"a {holder} of type `{shown}` is not read", "write it as JSON, or with a `style`"
    if kind == "xml":
        fault = xml_fault(contract, schema)
        return None if fault is None else (f"as `{shown}`, {fault}", _XML_CURE)
    if kind in ("json", "form", "multipart") or (kind == "events" and holder == "response"):
        return None
    if of_octets or is_read(name, shape_of(contract, schema).types):
        return None
    return f"content of type `{shown}` is not read, so its schema cannot be enforced", _CURE


def _media_types(
    value: Any, member: Member, pointer: Pointer, holder: str
) -> Iterator[tuple[Pointer, str, str]]:
    """The Media Type Objects with a schema: each with the kind of its owner and its media type."""
    if not isinstance(value, dict | list):
        return
    if member.shape != "one":
        inside = Member(member.kind)
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            if member.kind == "media-type" and isinstance(item, dict) and "schema" in item:
                yield join(pointer, name), holder, str(name)
            yield from _media_types(item, inside, join(pointer, name), holder)
    elif isinstance(value, dict) and member.kind not in ("media-type", "schema", "callback"):
        for name, item in value.items():
            if found := member_of(member.kind, name):
                yield from _media_types(item, found, join(pointer, name), member.kind)


def _is_served(pointer: Pointer, operations: Sequence[Pointer], reach: Reach) -> bool:
    """Return whether an operation has it, or refers to an object that has it."""
    if pointer.startswith("/paths/"):
        return True
    if not pointer.startswith("/components/"):
        return False
    return any(pointer.startswith(f"{place}/") for place in reach.from_([*operations]))
