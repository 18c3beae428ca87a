from typing import Any, Protocol
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from exactapi.operations.operation import Parameter

ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


class PetHandlers(Protocol):
    async def read_pet(self) -> Any: ...
    async def feed_pet(self) -> Any: ...


class Pets(PetHandlers):
    """Implements half of its protocol."""

    def __init__(self, context: Any) -> None:
        self.context = context

    async def read_pet(self) -> Any:
        return {}


class LoosePets:
    def __init__(self, context: Any) -> None:
        self.context = context


async def test_the_handler_gets_typed_arguments(service: Any) -> None:
    seen = []

    async def handle(_context: Any, *, id: UUID) -> dict[str, Any]:
        seen.append(id)
        return {}

    service.add(
        "GET",
        "/{id}",
        handle,
        declaration={"parameters": [ID]},
        parameters=(Parameter("path", "id", "id", UUID),),
    )
    assert (await service.request("GET", f"/{UUID(int=7)}")).status_code == 200
    assert seen == [UUID(int=7)]


async def test_there_is_one_handler_object_for_each_request(service: Any) -> None:
    seen = []

    async def handle(context: Any) -> dict[str, Any]:
        seen.append(context)
        return {}

    service.add("GET", "/", handle)
    await service.request("GET", "/")
    await service.request("GET", "/")
    assert seen[0] is not seen[1]


@pytest.mark.parametrize("handlers", [Pets, LoosePets])
async def test_a_method_that_nobody_wrote_is_501(service: Any, handlers: Any) -> None:
    service.add("POST", "/", handlers=handlers, handler="feed_pet")
    response = await service.request("POST", "/")
    assert response.status_code == 501
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_method_that_somebody_wrote_is_called(service: Any) -> None:
    service.add("GET", "/", handlers=Pets, handler="read_pet")
    assert (await service.request("GET", "/")).status_code == 200


async def writing(context: Any) -> dict[str, Any]:
    assert context.unit_of_work is context.unit_of_work
    return {}


async def test_the_commit_comes_before_the_answer_leaves(service: Any) -> None:
    service.add("POST", "/", writing)
    events = []

    async def send(message: Any) -> None:
        (session,) = service.store.sessions
        events.append((message["type"], list(session.events)))

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    await service.app(scope, receive, send)
    assert events[0] == ("http.response.start", ["commit", "close"])


async def test_a_failing_commit_is_no_success(service: Any) -> None:
    service.store.failure = RuntimeError("cannot")
    service.add("POST", "/", writing)
    assert (await service.request("POST", "/")).status_code == 500
    assert service.store.sessions[0].events == ["commit", "close"]


async def test_a_commit_that_loses_the_connection_is_503(service: Any) -> None:
    service.store.failure = ConnectionResetError()
    service.add("POST", "/", writing)
    assert (await service.request("POST", "/")).status_code == 503


async def test_an_exception_rolls_back(service: Any) -> None:
    async def handle(context: Any) -> Any:
        _ = context.unit_of_work
        raise RuntimeError

    service.add("POST", "/", handle)
    assert (await service.request("POST", "/")).status_code == 500
    assert service.store.sessions[0].events == ["close"]


async def test_a_request_that_writes_nothing_opens_no_session(service: Any) -> None:
    async def handle(context: Any) -> Any:
        assert context.principal is None
        return {}

    service.add("GET", "/", handle)
    assert (await service.request("GET", "/")).status_code == 200
    assert service.store.sessions == []


async def test_a_session_that_cannot_be_closed_changes_no_answer(service: Any) -> None:
    async def handle(context: Any) -> Any:
        async def fail() -> None:
            raise OSError

        context.unit_of_work.close = fail
        return {}

    service.add("POST", "/", handle)
    with capture_logs() as logs:
        assert (await service.request("POST", "/")).status_code == 200
    assert [entry["event"] for entry in logs] == ["session_not_closed"]


async def test_the_context_knows_the_request(service: Any) -> None:
    seen = {}

    async def handle(context: Any) -> Any:
        seen.update(
            operation=context.operation.id,
            agent=context.headers["User-Agent"],
            id=context.request_id,
            principal=context.principal,
            resources=context.resources,
        )
        assert context.request_id == seen["id"]
        return {}

    service.add("GET", "/", handle)
    await service.request("GET", "/", headers={"User-Agent": "test"})
    assert UUID(seen.pop("id"))
    assert seen == {
        "operation": "GET /",
        "agent": "test",
        "principal": None,
        "resources": service.resources,
    }


async def test_without_a_middleware_handler_and_problem_name_the_same_request(
    service: Any,
) -> None:
    seen = []

    async def handle(context: Any) -> Any:
        seen.append(f"urn:uuid:{context.request_id}")
        raise NotImplementedError

    service.add("GET", "/", handle)
    assert [(await service.request("GET", "/")).json()["instance"]] == seen


async def test_an_api_key_in_the_query_is_no_unknown_parameter(service: Any) -> None:
    service.secure(key={"type": "apiKey", "in": "query", "name": "key"})
    service.add("GET", "/", security=({"key": ()},))
    assert (await service.request("GET", "/?key=ada")).status_code == 200
    assert (await service.request("GET", "/?key=ada&other=1")).status_code == 422
