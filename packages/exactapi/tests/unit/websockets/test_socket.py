"""The queue and the writer of a socket, before a server that the test slows down."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message

from exactapi.document.contract import Contract
from exactapi.operations.operation import Operation
from exactapi.options import SocketOptions
from exactapi.websockets.messages import Messages
from exactapi.websockets.socket import Socket, SocketClosed

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/": {
            "get": {
                "x-websocket": {
                    "receives": {"$ref": "#/components/schemas/Any"},
                    "sends": {"$ref": "#/components/schemas/Any"},
                    "error": {"$ref": "#/components/schemas/Any"},
                }
            }
        }
    },
    "components": {"schemas": {"Any": {}}},
}
OPERATION = Operation(id="talk", method="GET", path="/", handler="talk", receives=Any)


class Server:
    """Takes what is sent while it is `reading`; `gone` makes it raise as uvicorn does."""

    def __init__(self) -> None:
        self.reading = asyncio.Event()
        self.reading.set()
        self.gone = False
        self.sent: list[Message] = []
        self.events: asyncio.Queue[Message] = asyncio.Queue()
        self.events.put_nowait({"type": "websocket.connect"})

    async def receive(self) -> Message:
        return await self.events.get()

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.send":
            await self.reading.wait()
        if self.gone:
            raise OSError
        self.sent.append(message)
        if message["type"] == "websocket.close":
            self.events.put_nowait({"type": "websocket.disconnect", "code": message["code"]})

    @property
    def texts(self) -> list[str]:
        return [each["text"] for each in self.sent if each["type"] == "websocket.send"]

    @property
    def code(self) -> int | None:
        return next((each["code"] for each in self.sent if each["type"] == "websocket.close"), None)


@pytest.fixture
def server() -> Server:
    return Server()


def socket_of(server: Server, **options: Any) -> Socket[Any, Any]:
    given = SocketOptions(**{"queue": 3, "patience": 0.01, "closing": 0.01} | options)
    messages = Messages(Contract(DOCUMENT, b""), OPERATION)
    scope: dict[str, Any] = {"headers": [], "subprotocols": []}
    return Socket(scope, server.receive, server.send, messages, given)


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def overrun(socket: Socket[Any, Any]) -> SocketClosed:
    """Send until the queue is full and one more; one message is in the writer's hand."""
    await socket.accept()
    for number in range(4):
        socket.send_nowait(number)
        await settled()
    with pytest.raises(SocketClosed) as closed:
        socket.send_nowait(4)
    return closed.value


async def test_fan_out_waits_for_no_client_and_closes_the_one_that_is_too_slow(
    server: Server,
) -> None:
    server.reading.clear()
    socket = socket_of(server)
    assert (await overrun(socket)).code == 4408
    await settled()
    assert (server.code, server.texts) == (4408, [])
    with pytest.raises(SocketClosed):
        await socket.receive()


async def test_send_waits_for_room_before_a_client_is_too_slow(server: Server) -> None:
    server.reading.clear()
    socket = socket_of(server, patience=20)
    for number in range(4):
        await socket.send(number)
        await settled()
    waiting = asyncio.create_task(socket.send(4))
    await settled()
    assert not waiting.done()
    server.reading.set()
    await waiting
    await socket.close()
    assert server.texts == ["0", "1", "2", "3", "4"]


async def test_send_gives_up_on_a_client_that_does_not_read(server: Server) -> None:
    server.reading.clear()
    socket = socket_of(server)
    for number in range(4):
        await socket.send(number)
        await settled()
    with pytest.raises(SocketClosed) as closed:
        await socket.send(4)
    assert closed.value.code == 4408


async def test_what_waits_is_sent_before_the_socket_is_closed(server: Server) -> None:
    socket = socket_of(server)
    await socket.accept()
    for number in range(3):
        socket.send_nowait(number)
    await socket.close(4000, "bye")
    assert (server.texts, server.code) == (["0", "1", "2"], 4000)


async def test_close_ends_although_the_client_takes_nothing(server: Server) -> None:
    server.reading.clear()
    socket = socket_of(server)
    await socket.send(1)
    await socket.close()
    await settled()
    assert server.texts == []


async def test_the_first_reason_for_the_end_counts(server: Server) -> None:
    socket = socket_of(server)
    await socket.accept()
    socket.drop(4401)
    await socket.close(1000)
    assert (server.code, socket.closed and socket.closed.code) == (4401, 4401)


async def test_after_the_end_nothing_is_sent(server: Server) -> None:
    socket = socket_of(server)
    await socket.close()
    with pytest.raises(SocketClosed):
        socket.send_nowait(1)
    with pytest.raises(SocketClosed):
        await socket.send(1)
    assert server.texts == []


async def test_a_client_that_has_gone_ends_the_socket_at_the_next_message(server: Server) -> None:
    socket = socket_of(server)
    await socket.accept()
    server.gone = True
    await socket.send(1)
    await settled()
    with pytest.raises(SocketClosed):
        await socket.send(2)


async def test_a_message_is_written_once_for_many(server: Server) -> None:
    one, other = socket_of(server), socket_of(server)
    server.events.put_nowait({"type": "websocket.connect"})
    text = one.write({"type": "news"})
    for socket in (one, other):
        await socket.send(text)
        await socket.close()
    assert server.texts == ['{"type":"news"}'] * 2


async def test_no_task_is_left_behind(server: Server) -> None:
    before = asyncio.all_tasks()
    socket = socket_of(server)
    await socket.send(1)
    server.events.put_nowait({"type": "websocket.disconnect", "code": 1001})
    with pytest.raises(SocketClosed):
        await socket.receive()
    await settled()
    assert asyncio.all_tasks() == before
