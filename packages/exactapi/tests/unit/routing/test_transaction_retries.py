"""A handler whose transaction met another one runs again, whole and with nothing left of before."""

from typing import Any

import pytest

from ..conftest import OK


class Conflict(Exception):
    """What PostgreSQL raises at one of two transactions."""


def is_conflict(error: Exception) -> bool:
    return isinstance(error, Conflict)


@pytest.fixture
def retrying(service: Any) -> Any:
    service.retry_on = is_conflict
    return service


class Handler:
    """Fails as often as told, and then answers."""

    def __init__(self, failures: int, error: type[Exception] = Conflict) -> None:
        self.failures = failures
        self.error = error
        self.calls: list[dict[str, Any]] = []

    async def __call__(self, context: Any, **arguments: Any) -> dict[str, Any]:
        _ = context.unit_of_work
        self.calls.append(arguments)
        if len(self.calls) <= self.failures:
            raise self.error
        return {"calls": len(self.calls)}


async def test_the_handler_runs_again_with_a_unit_of_work_of_its_own(retrying: Any) -> None:
    handler = Handler(failures=2)
    retrying.add("POST", "/", handler)
    assert (await retrying.request("POST", "/")).json() == {"calls": 3}
    events = [each.events for each in retrying.store.sessions]
    assert events == [["close"], ["close"], ["commit", "close"]]


async def test_a_commit_that_conflicts_is_repeated_with_its_handler(retrying: Any) -> None:
    handler = Handler(failures=0)
    retrying.store.failure = Conflict()

    async def handle(context: Any) -> Any:
        answer = await handler(context)
        retrying.store.failure = None
        return answer

    retrying.add("POST", "/", handle)
    assert (await retrying.request("POST", "/")).json() == {"calls": 2}
    first, second = [each.events for each in retrying.store.sessions]
    assert first == second == ["commit", "close"]


async def test_each_run_gets_the_same_arguments(retrying: Any) -> None:
    schema = {"type": "object", "properties": {"name": {"type": "string"}}}
    handler = Handler(failures=1)
    body = {"content": {"application/json": {"schema": schema}}}
    retrying.add("POST", "/", handler, declaration={"requestBody": body}, responses=OK)
    answer = await retrying.request("POST", "/", json={"name": "Ada"})
    assert answer.status_code == 200
    assert handler.calls[0] == handler.calls[1] == {"body": {"name": "Ada"}}


async def test_it_ends_after_some_tries(retrying: Any) -> None:
    handler = Handler(failures=1_000)
    retrying.add("POST", "/", handler)
    assert (await retrying.request("POST", "/")).status_code == 500
    assert 1 < len(handler.calls) < 10


@pytest.mark.parametrize("error", [RuntimeError, ConnectionResetError])
async def test_any_other_failure_is_final(retrying: Any, error: type[Exception]) -> None:
    handler = Handler(failures=1, error=error)
    retrying.add("POST", "/", handler)
    assert (await retrying.request("POST", "/")).status_code in {500, 503}
    assert len(handler.calls) == 1


async def test_a_service_that_names_no_conflicts_runs_each_handler_once(service: Any) -> None:
    handler = Handler(failures=1)
    service.add("POST", "/", handler)
    assert (await service.request("POST", "/")).status_code == 500
    assert len(handler.calls) == 1


async def test_a_handler_that_takes_files_runs_once(retrying: Any) -> None:
    """It has read them, so that a second run would find them empty."""
    handler = Handler(failures=1)
    schema = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
    body = {"content": {"multipart/form-data": {"schema": schema}}}
    retrying.add("POST", "/", handler, declaration={"requestBody": body})
    answer = await retrying.request("POST", "/", files={"file": b"bytes"})
    assert answer.status_code == 500
    assert len(handler.calls) == 1
