"""The WebSocket of the document through the clients, against the live service and a crooked one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from websockets import Subprotocol
from websockets.sync.server import ServerConnection, serve

from scripts.accounts.identities import PASSWORD
from scripts.fuzz.service import RunningService
from tests.sdk.conftest import log_in
from users_service import AsyncClient, Client, errors, models
from users_service.sockets import SocketClosed, UnexpectedMessage

SUBSCRIBE = models.Subscribe(type="subscribe", channel="users")


@contextmanager
def sending(*messages: str, code: int = 1000, waits: bool = False) -> Iterator[str]:
    """A service that sends these messages to whoever connects, and closes; its address.

    `waits`: for a message of the client's.
    """

    def handle(connection: ServerConnection) -> None:
        if waits:
            connection.recv()
        for message in messages:
            connection.send(message)
        connection.close(code, "enough")

    with serve(handle, "127.0.0.1", 0, subprotocols=[Subprotocol("events.v1")]) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()


def test_messages_are_models(service: RunningService) -> None:
    with Client(service.url) as anonymous:
        admin = anonymous.with_credentials(bearer_auth=log_in(anonymous, "admin").access_token)
        ticket = admin.realtime.create_ticket().ticket
        with anonymous.with_credentials(ticket=ticket).sockets.connect() as socket:
            socket.send(SUBSCRIBE)
            assert isinstance(socket.receive(10), models.Subscribed)
            socket.send(models.Ping(type="ping"))
            assert isinstance(socket.receive(10), models.Pong)
            with pytest.raises(errors.TimedOut):
                socket.receive(0.01)


async def test_messages_are_models_to_the_asynchronous_client(service: RunningService) -> None:
    async with AsyncClient(service.url) as anonymous:
        body = models.Credentials(email="admin@example.com", password=PASSWORD)
        pair = await anonymous.auth.log_in(body=body)
        admin = anonymous.with_credentials(bearer_auth=pair.access_token)
        ticket = (await admin.realtime.create_ticket()).ticket
        async with await anonymous.with_credentials(ticket=ticket).sockets.connect() as socket:
            await socket.send(SUBSCRIBE)
            assert isinstance(await socket.receive(10), models.Subscribed)
            await socket.send(models.Ping(type="ping"))
            assert isinstance(await socket.receive(10), models.Pong)
            with pytest.raises(errors.TimedOut):
                await socket.receive(0.01)


def test_a_refused_handshake_is_raised_like_any_answer(service: RunningService) -> None:
    with Client(service.url, ticket="worn-out") as client:
        with pytest.raises(errors.Unauthorized) as raised:
            client.sockets.connect()
        assert raised.value.detail == "The credentials are not valid."


def test_iterating_ends_when_the_service_closes_as_it_should() -> None:
    pong = json.dumps({"type": "pong"})
    with sending(pong, pong) as url, Client(url) as client, client.sockets.connect() as socket:
        assert [type(each) for each in socket] == [models.Pong, models.Pong]


def test_another_close_is_raised_with_its_code() -> None:
    with sending(code=4408) as url, Client(url) as client, client.sockets.connect() as socket:
        with pytest.raises(SocketClosed) as raised:
            list(socket)
        assert (raised.value.code, raised.value.reason) == (4408, "enough")
        with pytest.raises(SocketClosed):
            socket.send(SUBSCRIBE)


def test_a_message_outside_the_contract_keeps_its_raw_text() -> None:
    with sending("[1]") as url, Client(url) as client, client.sockets.connect() as socket:
        with pytest.raises(UnexpectedMessage, match="outside the contract") as raised:
            socket.receive()
        assert raised.value.content == "[1]"


def test_no_service_is_no_connection() -> None:
    with Client("http://127.0.0.1:1") as client:
        with pytest.raises(errors.ConnectionFailed) as raised:
            client.sockets.connect()
        assert not raised.value.was_sent
