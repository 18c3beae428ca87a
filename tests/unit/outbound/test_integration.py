"""Retries with a budget and a circuit breaker, against a real peer."""

import asyncio

import pytest

from impl.circuit_breaker import CircuitBreaker, FailureRate
from impl.outbound.client import HTTPClient
from impl.outbound.errors import (
    CircuitOpen,
    ConnectionFailed,
    DeadlineExceeded,
    OutboundError,
    UnexpectedStatus,
)
from tests.clock import Clock
from tests.peer import Peer, Request
from tests.unit.outbound.conftest import Example


async def test_a_call_is_json_to_a_path_below_the_address(example: Example, peer: Peer) -> None:
    answer = await example.call("POST", "/things", params={"a": "b c"}, body={"name": "é"})
    assert answer.json() == {}
    (request,) = peer.requests
    assert (request.method, request.target) == ("POST", "/things?a=b+c")
    assert request.headers["content-type"] == "application/json"
    assert request.body == b'{"name": "\\u00e9"}'


async def test_headers_of_the_integration_go_with_each_call(http: HTTPClient, peer: Peer) -> None:
    example = Example(http, peer.url + "/", headers={"authorization": "Bearer abc"})
    await example.call("GET", "/a", headers={"accept-language": "de"})
    headers = peer.requests[0].headers
    assert (headers["authorization"], headers["accept-language"]) == ("Bearer abc", "de")
    assert peer.requests[0].target == "/a"


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_a_passing_failure_is_tried_again(example: Example, peer: Peer, status: int) -> None:
    peer.says(status, status, 200)
    assert (await example.call("GET", "/")).status == 200
    assert len(peer.requests) == 3


async def test_after_the_last_attempt_the_failure_is_the_callers(
    example: Example, peer: Peer
) -> None:
    peer.says(503)
    with pytest.raises(UnexpectedStatus, match="example: answered with 503") as failed:
        await example.call("GET", "/")
    assert failed.value.status == 503
    assert len(peer.requests) == example.attempts


@pytest.mark.parametrize("status", [301, 400, 401, 404, 409, 500, 501])
async def test_a_lasting_failure_is_not_tried_again(
    example: Example, peer: Peer, status: int
) -> None:
    peer.says(status)
    with pytest.raises(UnexpectedStatus):
        await example.call("GET", "/")
    assert len(peer.requests) == 1


@pytest.mark.parametrize(
    ("options", "headers", "attempts"),
    [
        ({}, "", 1),
        ({"can_repeat": True}, "", 2),
        ({}, "retry-after: 0", 2),  # the service says that it has not acted
    ],
)
async def test_a_post_is_repeated_only_where_that_is_safe(
    example: Example, peer: Peer, options: dict[str, bool], headers: str, attempts: int
) -> None:
    peer.says(503, 200, headers=headers)
    try:
        await example.call("POST", "/", body=1, **options)
    except UnexpectedStatus:
        assert attempts == 1
    assert len(peer.requests) == attempts


async def test_a_post_that_cannot_have_arrived_is_repeated(http: HTTPClient) -> None:
    sent = 0

    class Counted(Example):
        async def _attempt(self, *arguments: object, **options: object) -> object:
            nonlocal sent
            sent += 1
            raise ConnectionFailed(self.service, "ConnectError", was_sent=sent > 1)

    with pytest.raises(ConnectionFailed):
        await Counted(http, "http://127.0.0.1:1").call("POST", "/")
    assert sent == 2


async def test_retry_after_is_waited_for(example: Example, peer: Peer) -> None:
    peer.says(503, 200, headers="retry-after: 1")
    loop = asyncio.get_running_loop()
    began = loop.time()
    await example.call("GET", "/")
    assert loop.time() - began >= 1
    assert len(peer.requests) == 2


async def test_no_retry_after_beyond_the_deadline_is_waited_for(
    example: Example, peer: Peer
) -> None:
    peer.says(503, headers="retry-after: 3")
    with pytest.raises(UnexpectedStatus):
        await example.call("GET", "/")
    assert len(peer.requests) == 1


async def test_the_deadline_is_for_all_attempts_together(http: HTTPClient, peer: Peer) -> None:
    class Hurried(Example):
        deadline = 0.5

    async def fail_slowly(_request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.close()

    peer.answer = fail_slowly
    with pytest.raises((DeadlineExceeded, ConnectionFailed)):
        await Hurried(http, peer.url).call("GET", "/")
    assert len(peer.requests) <= 2


@pytest.mark.slow
async def test_a_storm_of_failures_is_a_tenth_more_than_its_calls(
    http: HTTPClient, peer: Peer
) -> None:
    """The breaker and the deadline are kept out of it: the budget alone has to hold."""

    class Patient(Example):
        deadline = 60.0

    example = Patient(http, peer.url)
    example._breaker = CircuitBreaker(FailureRate(1.0, 10.0, 100_000), 5.0)
    peer.says(503)
    calls = 1000
    for _ in range(10):
        results = await asyncio.gather(
            *(example.call("GET", "/") for _ in range(calls // 10)), return_exceptions=True
        )
        assert all(isinstance(result, UnexpectedStatus) for result in results)
    assert calls < len(peer.requests) <= 1.1 * calls


async def test_a_service_that_fails_is_left_alone_and_then_tried_by_three(
    example: Example, peer: Peer
) -> None:
    clock = Clock()
    example._breaker._clock = clock
    peer.says(500)
    for _ in range(10):
        with pytest.raises(UnexpectedStatus):
            await example.call("GET", "/")
    with pytest.raises(CircuitOpen, match="example: left alone"):
        await example.call("GET", "/")
    assert len(peer.requests) == 10

    gate = asyncio.Event()

    async def answer(_request: Request, writer: asyncio.StreamWriter) -> None:
        await gate.wait()
        writer.write(b"HTTP/1.1 204 OK\r\n\r\n")

    peer.answer = answer
    clock.now += 5
    herd = [asyncio.create_task(example.call("GET", "/")) for _ in range(50)]
    waiting = herd
    async with asyncio.timeout(20):
        while len(waiting) > 3:  # these are at the gate
            done, pending = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            assert all(isinstance(task.exception(), CircuitOpen) for task in done)
            waiting = [*pending]
    gate.set()
    await asyncio.gather(*herd, return_exceptions=True)
    assert len(peer.requests) == 13
    assert (await example.call("GET", "/")).status == 204


async def test_a_client_error_does_not_open_the_circuit(example: Example, peer: Peer) -> None:
    peer.says(404)
    for _ in range(50):
        with pytest.raises(UnexpectedStatus):
            await example.call("GET", "/")
    assert len(peer.requests) == 50


async def test_a_cancelled_trial_leaves_its_place_to_the_next(example: Example, peer: Peer) -> None:
    clock = Clock()
    example._breaker = CircuitBreaker(FailureRate(0.5, 10.0, 1), 5.0, trials=1, clock=clock)
    peer.says(500)
    with pytest.raises(OutboundError):
        await example.call("GET", "/")

    async def hang(_request: Request, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    peer.answer = hang
    clock.now += 5
    trial = asyncio.create_task(example.call("GET", "/"))
    await asyncio.sleep(0.1)
    trial.cancel()
    await asyncio.gather(trial, return_exceptions=True)
    peer.answer = None
    assert (await example.call("GET", "/")).status == 200
