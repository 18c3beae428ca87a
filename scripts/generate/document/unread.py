"""Which schemas describe content that nobody reads as values, such as XML? A lint: it warns."""

from collections.abc import Iterator
from typing import Any

from impl.contract.document import Contract
from impl.contract.shapes import shape_of
from scripts.generate.document.findings import Findings
from scripts.generate.document.grammar import Member, member_of
from scripts.generate.ir import Pointer
from scripts.generate.media import form, is_read
from scripts.generate.models.schemas import assertions, flatten
from scripts.generate.pointers import resolve
from scripts.generate.source.places import join

_CURE = "check it in the handler, or offer JSON, a form or a text beside it"
_OF_OCTETS = frozenset(
    {"contentEncoding", "contentMediaType", "format", "maxLength", "minLength", "type"}
)
_BINARY = frozenset({"base64", "binary", "byte", None})


def check_unread(document: dict[str, Any], findings: Findings) -> None:
    """Warn of each schema of a media type that can be no more than documentation."""
    contract = Contract(document, b"")
    for pointer, name in _media_types(document, Member("document"), ""):
        schema = join(pointer, "schema")
        types = shape_of(contract, schema).types
        if is_read(name, types) or _is_sent_event(pointer, name):
            continue
        if form(name, has_schema=True) == "binary" and _is_of_octets(document, schema, types):
            continue
        where = findings.places.locate(document, schema)
        reason = f"content of type `{name[:100]}` is not read, so this is only documentation"
        findings.warn("schema-unread", where, schema, reason, _CURE)


def _media_types(value: Any, member: Member, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    """The Media Type Objects with a schema, each with its media type."""
    if not isinstance(value, dict | list):
        return
    if member.shape != "one":
        inside = Member(member.kind)
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            if member.kind == "media-type" and isinstance(item, dict) and "schema" in item:
                yield join(pointer, name), str(name)
            yield from _media_types(item, inside, join(pointer, name))
    elif isinstance(value, dict) and member.kind not in ("media-type", "schema"):
        for name, item in value.items():
            if found := member_of(member.kind, name):
                yield from _media_types(item, found, join(pointer, name))


def _is_sent_event(pointer: Pointer, name: str) -> bool:
    """A sequence that the service sends: each item is typed as its schema says."""
    is_sent = "/requestBod" not in pointer
    return is_sent and form(name, has_schema=True) == "events"


def _is_of_octets(document: dict[str, Any], pointer: Pointer, types: frozenset[str]) -> bool:
    """Whether the schema says no more than that there are octets, and how many."""
    schema = resolve(document, pointer)
    if not isinstance(schema, dict):
        return schema is True
    flat = flatten(schema, lambda target: resolve(document, target[1:]))
    known = assertions(flat) <= _OF_OCTETS and flat.get("format") in _BINARY
    return known and "string" in types
