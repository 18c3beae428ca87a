"""An event of one replica reaches the sockets of all, through the worker and nginx."""

import asyncio
import json
import os
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from scripts.stack.start import REPLICAS
from tests.infra.containers.stack import Stack

pytestmark = pytest.mark.infra
PATIENCE = 30


async def test_a_change_reaches_sockets_at_every_replica_and_through_nginx(stack: Stack) -> None:
    bearer = stack.log_in()
    _, _, me = stack.ask("GET", "/api/v1/users/me", Authorization=bearer)
    channel = f"users.{me['id']}"
    through_nginx = f"ws://127.0.0.1:{stack.port}"
    at_replicas = [f"ws://{address_of(stack, name)}:8000" for name in REPLICAS]
    sockets = [await connected(stack, url, bearer) for url in (through_nginx, *at_replicas)]
    try:
        for each in sockets:
            answer = await ask(each, type="subscribe", channel=channel)
            assert answer["type"] == "subscribed", answer
        for name in ("Ada King", "Ada Byron"):
            status, _, _ = await asyncio.to_thread(
                lambda name=name: stack.ask(
                    "PATCH", f"/api/v1/users/{me['id']}", {"full_name": name}, Authorization=bearer
                )
            )
            assert status == 200
            heard = [await hear(each) for each in sockets]
            assert [each["event"]["data"]["full_name"] for each in heard] == [name] * 3
            assert len({each["sequence"] for each in heard}) == 1, "one stream, one sequence"
    finally:
        for each in sockets:
            await each.close()


async def connected(stack: Stack, url: str, bearer: str) -> ClientConnection:
    status, _, answer = stack.ask("POST", "/ws-tickets", Authorization=bearer)
    assert status == 201, answer
    return await connect(f"{url}/ws?ticket={answer['ticket']}", proxy=None)


async def ask(socket: ClientConnection, **message: Any) -> dict[str, Any]:
    await socket.send(json.dumps(message))
    return await hear(socket)


async def hear(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        message: dict[str, Any] = json.loads(await socket.recv())
    return message


def address_of(stack: Stack, replica: str) -> str:
    """The replica's own address; compose.yml gives it in the network of nginx."""
    number = REPLICAS.index(replica) + 11
    return f"{os.environ['SUBNET']}.{number}"
