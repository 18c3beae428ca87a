"""The head of a response is what uvicorn's own cycle writes, whatever the application says."""

import asyncio
import logging
from typing import Any

import pytest
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from impl.server.cycle import Cycle

Fields = list[tuple[bytes, bytes]]
DATE = (b"date", b"Sun, 29 Nov 2026 11:00:00 GMT")


class Sink:
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        self.written = b""
        self.is_closed = False

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed


def cycle_of(
    cls: type[RequestResponseCycle], method: str, *, keep_alive: bool
) -> tuple[RequestResponseCycle, Sink]:
    sink: Any = Sink()
    cycle = cls(
        scope={"method": method},  # type: ignore[typeddict-item]  # nothing else of it is read
        transport=sink,
        flow=FlowControl(sink),
        logger=logging.getLogger(),
        access_logger=logging.getLogger(),
        access_log=False,
        default_headers=[DATE],
        message_event=asyncio.Event(),
        expect_100_continue=False,
        keep_alive=keep_alive,
        on_response=lambda: None,
    )
    return cycle, sink


async def sent_by(
    cls: type[RequestResponseCycle],
    fields: Fields,
    *,
    status: int = 200,
    method: str = "GET",
    keep_alive: bool = True,
    chunks: tuple[bytes, ...] = (b"12345",),
) -> tuple[bytes, bool]:
    cycle, sink = cycle_of(cls, method, keep_alive=keep_alive)
    await cycle.send({"type": "http.response.start", "status": status, "headers": fields})
    for number, chunk in enumerate(chunks, start=1):
        more = number < len(chunks)
        await cycle.send({"type": "http.response.body", "body": chunk, "more_body": more})
    return sink.written, sink.is_closed


LENGTH = (b"content-length", b"5")


@pytest.mark.parametrize(
    ("fields", "options"),
    [
        ([LENGTH], {}),
        ([(b"Content-Length", b"5"), (b"X-Mixed", b"case, \t\xff")], {}),
        ([LENGTH, (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")], {}),
        ([LENGTH, (b"x-per%cent%b", b"100%")], {}),
        ([], {}),
        ([], {"chunks": (b"one", b"", b"three")}),
        ([(b"transfer-encoding", b"Chunked")], {"chunks": (b"one", b"two")}),
        ([(b"transfer-encoding", b"chunked"), LENGTH], {}),
        ([LENGTH, (b"transfer-encoding", b"chunked")], {}),
        ([LENGTH], {"method": "HEAD"}),
        ([], {"method": "HEAD"}),
        ([], {"status": 204, "chunks": (b"",)}),
        ([], {"status": 304, "chunks": (b"",)}),
        ([(b"content-length", b"0")], {"status": 599, "chunks": (b"",)}),
        ([LENGTH], {"keep_alive": False}),
        ([LENGTH, (b"connection", b"Close")], {}),
        ([LENGTH, (b"connection", b"x , close")], {"keep_alive": False}),
        ([LENGTH, (b"connection", b"keep-alive")], {"keep_alive": False}),
    ],
)
async def test_the_bytes_are_those_of_uvicorn(fields: Fields, options: dict[str, Any]) -> None:
    assert await sent_by(Cycle, fields, **options) == await sent_by(
        RequestResponseCycle, fields, **options
    )


@pytest.mark.parametrize(
    "field",
    [
        *((b"x", bytes([octet])) for octet in (0, 0x0A, 0x0D, 0x1F, 0x7F)),
        *((name, b"x") for name in (b"a b", b"a:b", b"a\r\nb", b"a(b", b"\x7f")),
    ],
)
@pytest.mark.parametrize("cls", [Cycle, RequestResponseCycle])
async def test_a_field_that_breaks_the_message_is_refused(
    cls: type[RequestResponseCycle], field: tuple[bytes, bytes]
) -> None:
    with pytest.raises(RuntimeError, match="Invalid HTTP header"):
        await sent_by(cls, [LENGTH, field])


async def test_nothing_is_written_to_a_client_that_has_gone() -> None:
    cycle, sink = cycle_of(Cycle, "GET", keep_alive=True)
    cycle.disconnected = True
    await cycle.send({"type": "http.response.start", "status": 200, "headers": [LENGTH]})
    assert sink.written == b""


async def test_messages_in_another_order_are_refused() -> None:
    cycle, _ = cycle_of(Cycle, "GET", keep_alive=True)
    with pytest.raises(RuntimeError, match="Expected ASGI message"):
        await cycle.send({"type": "http.response.body", "body": b""})
