"""WebSockets of the document as functions that open them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from exactapi.generate.ir import Api, DeclaredOperation
from exactapi.generate.plan import plan
from exactapi.generate.python.text import printable
from exactapi.mock.samples.sample import NoSampleError, Sampler
from exactapi.schemas.pointers import pointer_of, tokens, value_at

_TYPE: Final = re.compile(r"^export type (\w+) =", re.MULTILINE)
_RESERVED: Final = frozenset({"default", "delete", "export", "import", "in", "new", "void"})


@dataclass(frozen=True, slots=True)
class SocketView:
    """Finished pieces of TypeScript."""

    name: str
    doc: str
    url: str
    sent: str
    received: str
    subprotocols: str
    names: str
    example: str | None
    """A message that a client may send, where the handshake needs nothing."""


def socket_views(api: Api, types: str) -> Iterator[SocketView]:
    """Yield all of them; `types` is the generated module of types."""
    known = {_plain(name): name for name in _TYPE.findall(types)}
    for planned in (each for module in plan(api) for each in module.operations):
        operation = planned.operation
        if operation.socket is None or operation.refused:
            continue
        declared: Mapping[str, Any] = value_at(api.document, operation.pointer)["x-websocket"]
        summary = " ".join(printable(operation.summary).split()) or planned.id
        yield SocketView(
            name=_camel(planned.handler),
            doc=f"{operation.method} {operation.path}: {summary}".replace("*/", "*\\/"),
            url=json.dumps(tokens(operation.pointer)[1]),
            sent=_type(declared["receives"], known),
            received=_type(declared["sends"], known),
            subprotocols=json.dumps(declared.get("subprotocols", [])),
            names=json.dumps([*_keys(operation, api.document)]),
            example=_example(operation, api.document),
        )


def _example(operation: DeclaredOperation, document: Mapping[str, Any]) -> str | None:
    if operation.socket is None or any(each.required for each in operation.parameters):
        return None
    try:
        value = Sampler(document, "request").value(operation.socket.receives, 1)
    except NoSampleError:
        return None
    return json.dumps(value, ensure_ascii=False)


def _type(schema: Mapping[str, Any], known: Mapping[str, str]) -> str:
    pointer = pointer_of(schema.get("$ref", ""))
    name = known.get(_plain(tokens(pointer)[-1])) if pointer else None
    return f"schemas.{name}" if name else "unknown"


def _keys(operation: DeclaredOperation, document: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield the alternatives that a browser can meet: it sends no headers with a handshake."""
    schemes = (document.get("components") or {}).get("securitySchemes") or {}
    for alternative in operation.security:
        named = [schemes.get(each) or {} for each in alternative]
        if all(each.get("type") == "apiKey" and each.get("in") == "query" for each in named):
            yield [each["name"] for each in named]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _camel(name: str) -> str:
    first, *rest = name.strip("_").split("_")
    camel = first + "".join(each.capitalize() for each in rest)
    return f"{camel}_" if camel in _RESERVED else camel
