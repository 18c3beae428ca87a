"""Sockets over the wire: what the document says of messages, handshakes and ends."""

import asyncio
import json
import time
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect

from exactapi.access.ports import Principal
from exactapi.operations.operation import query
from exactapi.operations.policies import Limit
from exactapi.options import ContractOptions, SocketOptions
from exactapi.problems import Problem
from exactapi.websockets.socket import Socket, SocketClosed
from unit.conftest import Service, accept_granted
from unit.websockets.served import add_socket, closed, heard, refused, say, served

BEARER = {"type": "http", "scheme": "bearer"}
SECURED = ({"bearer": ("talk",)},)


class NoRoom(Problem):
    status = 409
    title = "There is no room"


async def echo(_context: Any, *, socket: Socket[Any, Any], **_: Any) -> None:
    async for message in socket:
        if message["type"] == "count":
            for number in range(message["to"]):
                await socket.send({"type": "say", "text": str(number)})
        elif message["text"] == "bye":
            await socket.close(4000, "bye")
        elif message["text"] == "break":
            raise RuntimeError("a defect")
        else:
            await socket.send(message)


async def test_messages_go_both_ways_in_their_order(service: Service) -> None:
    add_socket(service, echo)
    async with served(service) as address, connect(f"{address}/talk", proxy=None) as client:
        await say(client, {"type": "say", "text": "hello"})
        assert await heard(client) == {"type": "say", "text": "hello"}
        await say(client, {"type": "count", "to": 300})
        assert [(await heard(client))["text"] for _ in range(300)] == [*map(str, range(300))]


WRONG = [
    ("", "malformed"),
    ("{", "malformed"),
    ('{"type": "say", "type": "say", "text": ""}', "malformed"),
    (b'{"type": "say", "text": ""}', "malformed"),
    ("[" * 100 + "]" * 100, "malformed"),
    ("1", "invalid"),
    ('{"type": "shout", "text": ""}', "invalid"),
    ('{"type": "say"}', "invalid"),
    ('{"type": "count", "to": 0}', "invalid"),
]


async def test_a_message_that_cannot_be_taken_is_answered_and_the_socket_stays(
    service: Service,
) -> None:
    add_socket(service, echo)
    async with served(service) as address, connect(f"{address}/talk", proxy=None) as client:
        for text, code in WRONG:
            await client.send(text)
            answer = await heard(client)
            assert (answer["type"], answer["code"]) == ("error", code)
            assert bool(answer["errors"]) is (code == "invalid")
        await say(client, {"type": "say", "text": "still here"})
        assert (await heard(client))["text"] == "still here"


async def test_an_error_says_where_the_message_is_wrong(service: Service) -> None:
    add_socket(service, echo)
    async with served(service) as address, connect(f"{address}/talk", proxy=None) as client:
        await say(client, {"type": "count", "to": 0})
        (error,) = (await heard(client))["errors"]
        assert (error["pointer"], error["code"]) == ("#/to", "minimum")


async def test_a_message_of_the_service_that_breaks_the_document_ends_the_socket(
    service: Service,
) -> None:
    async def break_it(_context: Any, *, socket: Socket[Any, Any]) -> None:
        await socket.send({"type": "unheard-of"})

    add_socket(service, break_it)
    async with served(service) as address, connect(f"{address}/talk", proxy=None) as client:
        assert await closed(client) == 1011


@pytest.mark.parametrize(("text", "code"), [("bye", 4000), ("break", 1011)])
async def test_a_handler_closes_with_its_code_and_a_defect_with_1011(
    service: Service, text: str, code: int
) -> None:
    add_socket(service, echo)
    async with served(service) as address, connect(f"{address}/talk", proxy=None) as client:
        await say(client, {"type": "say", "text": text})
        assert await closed(client) == code


async def test_a_handler_that_returns_closes_normally_after_what_it_has_sent(
    service: Service,
) -> None:
    async def greet(_context: Any, *, socket: Socket[Any, Any]) -> None:
        await socket.send({"type": "say", "text": "hello"})

    add_socket(service, greet)
    async with served(service) as address, connect(f"{address}/talk", proxy=None) as client:
        assert (await heard(client))["text"] == "hello"
        assert await closed(client) == 1000


async def test_a_handler_learns_that_its_client_has_gone(service: Service) -> None:
    ends: asyncio.Queue[SocketClosed] = asyncio.Queue()

    async def wait(_context: Any, *, socket: Socket[Any, Any]) -> None:
        try:
            await socket.receive()
        except SocketClosed as end:
            ends.put_nowait(end)
            raise

    add_socket(service, wait)
    async with served(service) as address:
        async with connect(f"{address}/talk", proxy=None) as client:
            await client.close(4711, "enough")
        end = await asyncio.wait_for(ends.get(), 20)
        assert (end.code, end.reason) == (4711, "enough")


async def test_a_frame_that_is_too_large_is_closed_with_1009(service: Service) -> None:
    add_socket(service, echo)
    async with served(service) as address, connect(f"{address}/talk", proxy=None) as client:
        await say(client, {"type": "say", "text": "x" * 70_000})
        assert await closed(client) == 1009


async def test_a_plain_request_is_answered_with_426(service: Service) -> None:
    service.secure(bearer=BEARER)
    add_socket(service, echo, security=SECURED)
    response = await service.request("GET", "/talk")
    assert (response.status_code, response.headers["upgrade"]) == (426, "websocket")
    assert response.json()["title"] == "Upgrade Required"


async def test_a_handshake_for_what_is_no_socket_is_refused(service: Service) -> None:
    add_socket(service, echo)
    service.add("GET", "/plain")
    async with served(service) as address:
        for path in ("/plain", "/nothing"):
            assert (await refused(address + path))[0] == 404


async def test_credentials_are_needed_before_the_socket_is_accepted(service: Service) -> None:
    service.secure(bearer=BEARER)
    add_socket(service, echo, security=SECURED)
    async with served(service) as address:
        url = f"{address}/talk"
        status, _, headers = await refused(url)
        assert (status, headers["www-authenticate"]) == (401, 'Bearer realm="api"')
        assert (await refused(url, additional_headers={"Authorization": "Bearer bad"}))[0] == 401
        assert (await refused(url, additional_headers={"Authorization": "Bearer ada"}))[0] == 403
        granted = {"Authorization": "Bearer ada:talk"}
        async with connect(url, additional_headers=granted, proxy=None) as client:
            await say(client, {"type": "say", "text": "hello"})
            assert (await heard(client))["text"] == "hello"


async def test_handshakes_are_limited_as_requests_are(service: Service) -> None:
    add_socket(service, echo, limits=(Limit(name="talk", limit=1, window=60, by="operation"),))
    async with served(service) as address:
        async with connect(f"{address}/talk", proxy=None):
            status, _, headers = await refused(f"{address}/talk")
        assert (status, int(headers["retry-after"]) > 0) == (429, True)


async def test_pages_of_strangers_are_refused(service: Service) -> None:
    sockets = SocketOptions(origins=("https://app.example",))
    service.options = ContractOptions(sockets=sockets)
    add_socket(service, echo)
    async with served(service) as address:
        evil = ("https://evil.example", "null", f"{address.replace('ws', 'http')}.evil", "http://[")
        for origin in evil:
            assert (await refused(f"{address}/talk", origin=origin))[0] == 403
        for origin in ("https://app.example", address.replace("ws://", "http://")):
            async with connect(f"{address}/talk", origin=origin, proxy=None):
                pass


async def test_the_preferred_subprotocol_that_is_offered_is_chosen(service: Service) -> None:
    add_socket(service, echo, subprotocols=["talk.v2", "talk.v1"])
    async with served(service) as address:
        for offered, chosen in ((["talk.v1", "talk.v2"], "talk.v2"), (None, None)):
            async with connect(f"{address}/talk", subprotocols=offered, proxy=None) as client:
                assert client.subprotocol == chosen
        status, problem, _ = await refused(f"{address}/talk", subprotocols=["talk.v9"])
        assert (status, "talk.v2, talk.v1" in problem["detail"]) == (400, True)


async def test_parameters_are_read_before_the_socket_is_accepted(service: Service) -> None:
    since = {"name": "since", "in": "query", "schema": {"type": "integer"}}
    add_socket(service, echo, declaration={"parameters": [since]}, parameters=(query("since"),))
    async with served(service) as address:
        assert (await refused(f"{address}/talk?since=x"))[0] == 422
        async with connect(f"{address}/talk?since=1", proxy=None):
            pass


async def test_a_problem_before_the_socket_is_accepted_is_the_answer(service: Service) -> None:
    async def refuse(_context: Any, *, socket: Socket[Any, Any]) -> None:
        raise NoRoom("All rooms are taken.")

    add_socket(service, refuse, problems=(NoRoom,))
    async with served(service) as address:
        status, problem, _ = await refused(f"{address}/talk")
        assert (status, problem["detail"]) == (409, "All rooms are taken.")


async def test_a_socket_that_is_not_implemented_is_501(service: Service) -> None:
    add_socket(service, echo, handlers=lambda _context: object())
    async with served(service) as address:
        assert (await refused(f"{address}/talk"))[0] == 501


async def test_one_message_too_many_is_answered_and_a_flood_closed(service: Service) -> None:
    add_socket(service, echo, rate_limit={"limit": 3, "window": 3600})
    async with served(service) as address, connect(f"{address}/talk", proxy=None) as client:
        for _ in range(4):
            await say(client, {"type": "say", "text": "hello"})
        answers = [await heard(client) for _ in range(4)]
        assert [each.get("code") for each in answers] == [None, None, None, "rate-limited"]
        for _ in range(4):
            await say(client, {"type": "say", "text": "hello"})
        assert await closed(client) == 4429


class Sessions:
    until = time.time() + 3600

    async def find(self, session: str, _context: object) -> float | None:
        return self.until


async def test_a_socket_is_closed_once_its_session_is_over(service: Service) -> None:
    async def verify(_credentials: Any, _context: Any) -> Principal:
        return Principal("ada", session="ada's")

    service.options = ContractOptions(sockets=SocketOptions(session_check=0.05))
    service.secure(verify, bearer=BEARER)
    service.sessions = Sessions()
    add_socket(service, echo, security=({"bearer": ()},))
    headers = {"Authorization": "Bearer ada"}
    async with (
        served(service) as address,
        connect(f"{address}/talk", additional_headers=headers, proxy=None) as client,
    ):
        await say(client, {"type": "say", "text": "hello"})
        assert (await heard(client))["text"] == "hello"
        service.guard.known["ada's"] = 0.0
        assert await closed(client) == 4401


async def test_a_socket_stays_while_nobody_knows_whether_its_session_holds(
    service: Service,
) -> None:
    async def verify(_credentials: Any, _context: Any) -> Principal:
        return Principal("ada", session="ada's")

    asked = asyncio.Event()

    async def away(*_arguments: Any) -> Any:
        asked.set()
        raise ConnectionError("the store is away")

    service.options = ContractOptions(sockets=SocketOptions(session_check=0.01))
    service.secure(verify, bearer=BEARER)
    service.sessions = Sessions()
    add_socket(service, echo, security=({"bearer": ()},))
    headers = {"Authorization": "Bearer ada"}
    async with (
        served(service) as address,
        connect(f"{address}/talk", additional_headers=headers, proxy=None) as client,
    ):
        service.guard.check = away  # type: ignore[method-assign]  # away from now on
        await asyncio.wait_for(asked.wait(), 20)
        await say(client, {"type": "say", "text": "hello"})
        assert (await heard(client))["text"] == "hello"


async def test_what_admission_has_begun_is_over_while_the_socket_is_open(service: Service) -> None:
    async def verify(credentials: Any, context: Any) -> Principal | None:
        assert context.unit_of_work
        return await accept_granted(credentials, context)

    service.secure(verify, bearer=BEARER)
    add_socket(service, echo, security=SECURED)
    headers = {"Authorization": "Bearer ada:talk"}
    async with (
        served(service) as address,
        connect(f"{address}/talk", additional_headers=headers, proxy=None) as client,
    ):
        await say(client, {"type": "say", "text": "hello"})
        await heard(client)
        assert [each.events for each in service.store.sessions] == [["commit", "close"]]


async def test_both_documents_are_served_and_a_page_lists_the_messages(service: Service) -> None:
    add_socket(service, echo)
    transport = httpx2.ASGITransport(app=service.app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        described = json.loads((await client.get("/asyncapi.json")).content)
        page = await client.get("/asyncapi")
    assert [each["address"] for each in described["channels"].values()] == ["/talk"]
    assert all(name in page.text for name in ("/talk", "Say", "Count", "ErrorMessage"))


async def test_without_sockets_there_is_no_asyncapi_document(service: Service) -> None:
    service.add("GET", "/")
    assert (await service.request("GET", "/asyncapi.json")).status_code == 404
