"""`x-sunset` of an operation with sockets: its responses and its handshakes tell it."""

from typing import Any

from exactapi.operations.policies import Sunset
from unit.websockets.served import add_socket, connect, served

SUNSET = Sunset(since="2026-12-01")


async def test_a_plain_request_is_told_of_the_sunset(service: Any) -> None:
    add_socket(service, _talk, sunset=SUNSET)
    answer = await service.request("GET", "/talk")
    assert (answer.status_code, answer.headers.get_list("deprecation")) == (426, ["@1796083200"])


async def test_a_handshake_is_told_of_the_sunset(service: Any) -> None:
    add_socket(service, _talk, sunset=SUNSET)
    async with served(service) as url, connect(f"{url}/talk", proxy=None) as client:
        assert client.response is not None
        assert client.response.headers["deprecation"] == "@1796083200"


async def _talk(_context: Any, socket: Any) -> None:
    await socket.accept()
