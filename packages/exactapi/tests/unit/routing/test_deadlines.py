"""`x-timeout`: a handler that takes too long is cancelled, and nothing of it is kept."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, ClassVar

from exactapi.operations.policies import Cache, Timeout
from exactapi.operations.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Result):
    status: ClassVar = 200
    media_type: ClassVar = "text/plain"

    body: Any


SHORT = Timeout(seconds=0.05)
LONG = Timeout(seconds=60)


class Slow:
    """A handler that waits for ever, and tells how it ended."""

    def __init__(self) -> None:
        self.ends: list[str] = []

    async def __call__(self, context: Any) -> Any:
        _ = context.unit_of_work
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.ends.append("cancelled")
            raise


async def test_it_is_cancelled_and_nothing_is_committed(service: Any) -> None:
    handler = Slow()
    service.add("GET", "/", handler, timeout=SHORT)
    answer = await service.request("GET", "/")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["detail"] == (
        "The answer was not ready within 0.05 s, so nothing was changed."
    )
    assert handler.ends == ["cancelled"]
    assert [each.events for each in service.store.sessions] == [["close"]]


async def test_the_next_request_has_its_own_time(service: Any) -> None:
    waits = [True, False]

    async def handle(_context: Any) -> dict[str, int]:
        if waits.pop(0):
            await asyncio.Event().wait()
        return {"a": 1}

    service.add("GET", "/", handle, timeout=SHORT)
    assert [(await service.request("GET", "/")).status_code for _ in range(2)] == [503, 200]


async def test_a_commit_that_has_begun_is_waited_for(service: Any) -> None:
    async def handle(context: Any) -> dict[str, int]:
        unit = context.unit_of_work
        commit = unit.commit

        async def slowly() -> None:
            await asyncio.sleep(SHORT.seconds * 3)
            await commit()

        unit.commit = slowly
        return {"a": 1}

    service.add("POST", "/", handle, timeout=SHORT)
    assert (await service.request("POST", "/")).status_code == 200
    assert [each.events for each in service.store.sessions] == [["commit", "close"]]


async def test_a_timeout_of_a_store_is_the_stores(service: Any) -> None:
    async def handle(_context: Any) -> Any:
        raise TimeoutError

    service.add("GET", "/", handle, timeout=LONG)
    answer = await service.request("GET", "/")
    assert (answer.status_code, answer.json()["detail"]) == (503, "A store is away.")


async def test_runs_after_conflicts_share_the_time(service: Any) -> None:
    service.retry_on = lambda error: isinstance(error, KeyError)
    runs = []

    async def handle(context: Any) -> Any:
        _ = context.unit_of_work
        runs.append(len(runs))
        if len(runs) == 1:
            raise KeyError
        await asyncio.Event().wait()

    service.add("POST", "/", handle, timeout=SHORT)
    assert (await service.request("POST", "/")).status_code == 503
    assert runs == [0, 1]
    assert [each.events for each in service.store.sessions] == [["close"], ["close"]]


async def test_who_waits_for_the_same_answer_is_told_too(service: Any) -> None:
    handler = Slow()
    service.add("GET", "/", handler, timeout=SHORT, cache=Cache(ttl=30))
    answers = await asyncio.gather(*[service.request("GET", "/") for _ in range(3)])
    assert [each.status_code for each in answers] == [503] * 3


async def test_a_stream_may_last_longer(service: Any) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for number in range(3):
            await asyncio.sleep(SHORT.seconds)
            yield b"%d" % number

    async def handle(_context: Any) -> Result:
        return Text(body=chunks())

    responses = {"200": {"description": "Text.", "content": {"text/plain": {}}}}
    service.add(
        "GET", "/", handle, responses=responses, success=None, results=(Text,), timeout=SHORT
    )
    answer = await service.request("GET", "/")
    assert (answer.status_code, answer.text) == (200, "012")
