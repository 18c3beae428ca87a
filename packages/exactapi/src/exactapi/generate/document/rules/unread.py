"""Refuses content whose schema neither the runtime nor a handler can read or write by.

Of a response that has such content beside other, only a warning is told: the handler may send it as
octets, and clients have the other.

Only served operations are asked: the service itself sends the requests of webhooks and callbacks,
and the code that sends them writes their bodies.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from exactapi.document.contract import Contract, Located
from exactapi.document.lengths import is_of_octets
from exactapi.document.media_types import essence
from exactapi.document.shapes import Pointers, Shape, shape_of
from exactapi.generate.document.rules.schemas.xml_faults import xml_fault
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.grammar import Member, member_of
from exactapi.generate.ir import Pointer
from exactapi.generate.python.media import form, is_read
from exactapi.generate.refusals.reach import Reach
from exactapi.media.forms.field import FormField
from exactapi.media.forms.styled_fields import is_styled
from exactapi.media.kinds import ANY_JSON, is_parameter_read, kind_of
from exactapi.media.sequences import Sequence as ItemSequence
from exactapi.schemas.directions import Direction
from exactapi.schemas.pointers import join

_MESSAGES = ("request-body", "response")
_ITEMS_CURE = "write `schema`, or a type such as application/jsonl"
_CURE = "describe the octets alone (`format: binary`), or offer JSON, XML, a form or a text instead"
_PART_CURE = "let the parts be JSON, XML, a form or a text, or describe octets (`format: binary`)"
_XML_CURE = "change the `xml` of that schema, or offer JSON instead"


def check_unread(
    document: dict[str, Any], operations: Sequence[Pointer], findings: Findings
) -> None:
    """Refuse each schema of a media type whose content is not read as values."""
    contract = Contract(document, b"")
    reach = Reach(document)
    for pointer, holder, name in _media_types(document, Member("document"), "", "document"):
        found = dict(_part_faults(contract, pointer, name)) if holder == "request-body" else {}
        found |= _faults(contract, holder, pointer, name)
        if not found or not _is_served(pointer, operations, reach):
            continue
        is_choice = holder == "response" and _has_others(contract, pointer)
        say = findings.warn if is_choice else findings.refuse
        for at, (reason, cure) in found.items():
            say("schema-unread", findings.places.locate(document, at), at, reason, cure)


def _faults(
    contract: Contract, holder: str, pointer: Pointer, name: str
) -> dict[Pointer, tuple[str, str]]:
    """Return what is wrong with the schemas of a Media Type Object, by their pointers."""
    declared = contract.locate(pointer)
    found = {}
    if declared.schema and (fault := _fault(contract, holder, pointer, name)):
        found[declared.schema] = fault
    is_parts = holder == "request-body" and essence(name).startswith("multipart/")
    if declared.item_schema and not is_parts and not issubclass(kind_of(name), ItemSequence):
        reason = f"content of type `{name[:100]}` is no sequence, so it has no items"
        if essence(name).startswith("multipart/"):
            reason = f"parts of `{name[:100]}` are not written yet, so their schema is not met"
        found[declared.item_schema] = (reason, _ITEMS_CURE)
    return found


def _fault(contract: Contract, holder: str, pointer: Pointer, name: str) -> tuple[str, str] | None:
    """Why the content cannot be read or written by its schema, and what to do."""
    schema = join(pointer, "schema")
    shown = name[:100]
    of_octets = is_of_octets(contract, schema)
    kind = form(name, has_schema=True, of_octets=of_octets, sent=holder == "response")
    if holder in ("parameter", "header"):
        is_value = holder == "parameter" and kind != "xml"
        is_fine = is_value and is_parameter_read(name, shape_of(contract, schema).types)
        if is_fine or kind in ("json", "text") or of_octets:
            return None
        return f"a {holder} of type `{shown}` is not read", "write it as JSON, or with a `style`"
    if kind == "xml":
        fault = xml_fault(contract, schema)
        return None if fault is None else (f"as `{shown}`, {fault}", _XML_CURE)
    if kind in ("json", "form", "multipart") or (kind == "events" and holder in _MESSAGES):
        return None
    direction: Direction = "response" if holder == "response" else "request"
    if of_octets or is_read(name, shape_of(contract, schema).types, direction):
        return None
    reason = f"content of type `{shown}` is not read, so its schema cannot be enforced"
    if essence(name).startswith("multipart/"):
        reason = f"parts of `{shown}` are not written yet, so their schema is not met"
    return reason, _CURE


def _part_faults(
    contract: Contract, pointer: Pointer, name: str
) -> Iterator[tuple[Pointer, tuple[str, str]]]:
    """Yield where the parts of a form are said to be of a type that is not read."""
    if form(name, has_schema=True) not in ("form", "multipart"):
        return
    for at, encoding, schemas in _encodings(contract.locate(pointer), contract):
        if not schemas or is_styled(encoding):
            continue
        field = FormField(contract, schemas)
        for each in filter(None, map(essence, encoding.get("contentType", "").split(","))):
            if not (each in ANY_JSON or field.is_file or field.is_read_as(each)):
                reason = f"parts of type `{each[:100]}` are not read, so their schema is not met"
                yield join(at, "contentType"), (reason, _PART_CURE)


def _encodings(
    declared: Located, contract: Contract
) -> Iterator[tuple[Pointer, dict[str, Any], Pointers]]:
    """Yield the Encoding Objects of a Media Type Object with the schemas of what each is for."""
    shape = shape_of(contract, declared.schema) if declared.schema else Shape()
    item = (declared.item_schema,) if declared.item_schema else ()
    for name, encoding in declared.node.get("encoding", {}).items():
        yield declared.child("encoding", name), encoding, shape.member(name)
    for index, encoding in enumerate(declared.node.get("prefixEncoding", [])):
        yield declared.child("prefixEncoding", str(index)), encoding, shape.item(index) or item
    if "itemEncoding" in declared.node:
        yield declared.child("itemEncoding"), declared.node["itemEncoding"], shape.items or item


def _has_others(contract: Contract, pointer: Pointer) -> bool:
    """Return whether a response can be sent as another media type than the one at a pointer."""
    content, _, key = pointer.rpartition("/")
    for name in contract.locate(content).node:
        other = contract.locate(join(content, name))
        is_fine = not _faults(contract, "response", other.pointer, name)
        if is_fine and join("", name) != f"/{key}":
            return True
    return False


def _media_types(
    value: Any, member: Member, pointer: Pointer, holder: str
) -> Iterator[tuple[Pointer, str, str]]:
    """Yield Media Type Objects with a schema, each with the kind of its owner and its name."""
    if not isinstance(value, dict | list):
        return
    if member.shape != "one":
        inside = Member(member.kind)
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            has_schema = isinstance(item, dict) and bool({"itemSchema", "schema"} & item.keys())
            if member.kind == "media-type" and has_schema:
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
