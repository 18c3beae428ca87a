"""A bounded number of requests is worked on; the rest is refused at once."""

import asyncio
from functools import partial
from typing import Any

import httpx2 as httpx
import pytest
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from impl.middleware.admission import HAS_PLACE, Admission
from impl.middleware.concurrency_limit import ConcurrencyLimit
from impl.observability.metrics import Metrics


class Slow:
    """Reads the body, waits for `free`, answers, and waits for `ended` before the end of it."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.ended = asyncio.Event()
        self.ended.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        if scope["path"] == "/broken":
            raise RuntimeError
        if scope["path"] == "/slow":
            await self.free.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        await self.ended.wait()
        await send({"type": "http.response.body", "body": b"b"})


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def admission(metrics: Metrics) -> Admission:
    return Admission(2, metrics, exempt=["/livez"])


@pytest.fixture
def limited(slow: Slow, admission: Admission) -> ConcurrencyLimit:
    return ConcurrencyLimit(slow, admission)


@pytest.fixture
def client(limited: ConcurrencyLimit) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(limited)
    return httpx.AsyncClient(transport=transport, base_url="http://testserver")


def value(metrics: Metrics, name: str) -> float | None:
    return metrics.registry.get_sample_value(name)


async def until_active(metrics: Metrics, count: int) -> None:
    async with asyncio.timeout(10):
        while value(metrics, "http_server_active_requests") != count:  # noqa: ASYNC110  no event
            await asyncio.sleep(0)


async def test_what_is_beyond_the_limit_is_a_problem_with_retry_after(
    client, slow, metrics
) -> None:
    under_way = [asyncio.create_task(client.get("/slow")) for _ in range(2)]
    await until_active(metrics, 2)
    with capture_logs() as events:
        refused = [await client.get("/slow") for _ in range(3)]
    assert [answer.status_code for answer in refused] == [503] * 3
    for answer in refused:
        assert answer.headers["retry-after"] == "1"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.json()["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"
    assert [event["event"] for event in events] == ["overloaded"]  # once, not for each
    assert value(metrics, "http_server_refused_requests_total") == 3
    slow.free.set()
    assert {(await task).status_code for task in under_way} == {200}
    assert (await client.get("/")).status_code == 200


async def test_health_checks_are_answered_all_the_same(client, slow, metrics) -> None:
    under_way = [asyncio.create_task(client.get("/slow")) for _ in range(2)]
    await until_active(metrics, 2)
    assert (await client.get("/livez")).status_code == 200
    slow.free.set()
    await asyncio.gather(*under_way)


async def test_they_are_below_a_prefix_too(client, slow, metrics) -> None:
    transport = httpx.ASGITransport(client._transport.app, root_path="/shop")
    under_way = [asyncio.create_task(client.get("/slow")) for _ in range(2)]
    await until_active(metrics, 2)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as below:
        assert (await below.get("/shop/livez")).status_code == 200
        assert (await below.get("/shop/other")).status_code == 503
    slow.free.set()
    await asyncio.gather(*under_way)


async def test_what_the_server_has_admitted_has_its_place(limited, slow, admission) -> None:
    for _ in range(2):
        admission.enter()
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    await limited({**scope, "state": {HAS_PLACE: True}}, receive, send)
    assert sent[0]["status"] == 200
    assert admission.active == 1


async def test_a_stream_that_has_started_takes_no_place(client, slow, metrics) -> None:
    slow.ended.clear()
    streams = [asyncio.create_task(client.get("/")) for _ in range(5)]
    for _ in range(50):
        await asyncio.sleep(0)
    assert value(metrics, "http_server_active_requests") == 0
    slow.ended.set()
    assert {(await stream).status_code for stream in streams} == {200}


async def test_a_client_that_is_slow_to_send_takes_no_place(limited, metrics) -> None:
    rest = asyncio.Event()
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive(pieces: list[dict[str, Any]]) -> dict[str, Any]:
        if len(pieces) == 1:
            await rest.wait()
        return pieces.pop(0)

    uploads = []
    for _ in range(10):
        pieces = [
            {"type": "http.request", "body": b"1", "more_body": True},
            {"type": "http.request", "body": b"2", "more_body": False},
        ]
        scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
        uploads.append(asyncio.create_task(limited(scope, partial(receive, pieces), send)))
    for _ in range(20):
        await asyncio.sleep(0)
    assert value(metrics, "http_server_active_requests") == 0
    rest.set()
    await asyncio.gather(*uploads)
    assert [message["status"] for message in sent if "status" in message] == [200] * 10
    assert value(metrics, "http_server_active_requests") == 0


async def test_a_failure_and_a_cancellation_give_the_place_back(client, slow, metrics) -> None:
    with pytest.raises(RuntimeError):
        await client.get("/broken")
    task = asyncio.create_task(client.get("/slow"))
    await until_active(metrics, 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert value(metrics, "http_server_active_requests") == 0
