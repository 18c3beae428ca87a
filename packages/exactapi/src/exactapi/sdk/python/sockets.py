"""WebSockets of the document as methods that open them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exactapi.generate.ir import Api, Pointer
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.models.shapes.shapes import Shape
from exactapi.generate.plan import Module
from exactapi.generate.routers.schemas import OperationSchemas
from exactapi.schemas.pointers import value_at
from exactapi.sdk.python.examples import Examples
from exactapi.sdk.python.methods import Methods, MethodView
from exactapi.sdk.python.operations import OperationReader, SdkOperation
from exactapi.sdk.python.types.annotations import Annotations


@dataclass(frozen=True, slots=True)
class SdkSocket:
    """A WebSocket; `sent` is what a client sends, by `schema`; `received` is what it is sent."""

    operation: SdkOperation
    schema: Pointer
    sent: Shape
    received: Shape
    subprotocols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SocketView:
    """Finished pieces of Python; `method` is that of the handshake."""

    method: MethodView
    sent: str
    received: str
    subprotocols: str
    holds_decimals: bool


def sockets_of(
    api: Api, modules: Iterable[Module], reader: Reader, operations: OperationReader
) -> Iterator[SdkSocket]:
    """Yield all operations that are served over a WebSocket."""
    for planned in (each for module in modules for each in module.operations):
        socket = planned.operation.socket
        if socket is None or planned.operation.refused:
            continue
        sent, received = OperationSchemas(reader, planned.class_prefix).messages(socket)
        declared: Mapping[str, Any] = value_at(api.document, planned.operation.pointer)
        subprotocols = tuple(declared["x-websocket"].get("subprotocols", ()))
        yield SdkSocket(operations.read(planned), socket.receives, sent, received, subprotocols)


def socket_views(
    sockets: Sequence[SdkSocket], annotations: Annotations, reader: Reader
) -> Iterator[SocketView]:
    """Yield them as Python, with names that are unique among them."""
    methods = Methods(annotations, reader)
    for each in sockets:
        yield SocketView(
            method=methods.write(each.operation),
            sent=annotations.write(each.sent, is_answer=False),
            received=annotations.write(each.received, is_answer=True),
            subprotocols=repr(each.subprotocols),
            holds_decimals=annotations.holds_decimals(each.sent),
        )


def socket_example(
    sockets: Sequence[SdkSocket], views: Sequence[SocketView], examples: Examples
) -> tuple[str, str] | None:
    """Return how to open a socket and what to send; None where no values were found."""
    for socket, view in zip(sockets, views, strict=True):
        called = examples.call(socket.operation, view.method.name)
        message = examples.message(socket.schema, socket.sent)
        if called and message:
            return called, message
    return None
