"""What any operation may be answered with, whatever it is about: of each, and as it is declared."""

from collections.abc import AsyncIterator, Iterator, Mapping

import httpx2 as httpx
import pytest
from exactapi.generate.document.overlay.limits import limits
from exactapi.runtime import ExactAPI
from redis.asyncio import Redis

from impl.app import create_app
from impl.settings import Settings
from impl.storage import Database
from tests.credentials import credentials
from tests.operations import OPERATIONS, SPEC, DocumentOperation

WITH_A_BODY = [each for each in OPERATIONS.values() if each.body_types]
LIMITED = [each for each in OPERATIONS.values() if limits(SPEC, each.pointer)]
FAILURES = {
    500: RuntimeError("a defect"),
    501: NotImplementedError(),
    503: ConnectionRefusedError(),
}


@pytest.fixture
async def headers(database: Database, settings: Settings) -> dict[str, str]:
    return await credentials(database, settings)


@pytest.fixture
async def limited(
    settings: Settings, database: Database, redis: Redis
) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to a service that admits one request of each quota."""
    app = create_app(settings.model_copy(update={"rate_limit_scale": 1e-9}))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            yield client


async def send(
    client: httpx.AsyncClient, operation: DocumentOperation, headers: Mapping[str, str]
) -> httpx.Response:
    """Send a valid request."""
    request = operation.request()
    return await client.request(operation.method, request.path, **request.arguments(headers))


def assert_declared(operation: DocumentOperation, response: httpx.Response, status: int) -> None:
    """It has the status, in a form that the document has for it."""
    assert response.status_code == status, f"{operation.id}: {response.text}"
    declared = operation.response(status)
    assert declared, f"{operation.id} does not declare {status}"
    if operation.method == "HEAD":
        return  # it has a head alone
    media_type = response.headers["content-type"].partition(";")[0]
    assert media_type in declared["content"], operation.id
    if media_type == "application/problem+json":
        assert response.json()["status"] == status


def let_all_fail(app: ExactAPI, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all handlers raise the same, in whatever application."""

    async def fail(self: object, **_arguments: object) -> None:
        raise error

    pointers = {each.pointer for each in OPERATIONS.values()}
    for route in app.operations.routes:
        if route.operation.pointer in pointers:
            monkeypatch.setattr(route.handlers, route.operation.handler, fail)


@pytest.mark.parametrize("status", FAILURES)
async def test_whatever_a_handler_fails_with_is_an_answer(
    app, client, redis, headers, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """A defect is 500, a stub 501, and a store that cannot be reached 503."""
    let_all_fail(app, FAILURES[status], monkeypatch)
    for operation in OPERATIONS.values():
        assert_declared(operation, await send(client, operation, headers), status)


async def test_who_has_used_a_quota_up_is_refused(
    app, limited, headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is done, so that the credentials are good for the next operation."""
    let_all_fail(app, NotImplementedError(), monkeypatch)
    for operation in LIMITED:
        await send(limited, operation, headers)
        response = await send(limited, operation, headers)
        assert_declared(operation, response, 429)
        assert int(response.headers["retry-after"]) > 0


async def test_what_is_in_no_media_type_that_is_accepted_is_406(client, redis, headers) -> None:
    for operation in with_content():
        asking = {**headers, "accept": "application/x-unknown"}
        assert_declared(operation, await send(client, operation, asking), 406)


def with_content() -> Iterator[DocumentOperation]:
    """Those whose success has content; where there is none, nothing is to be accepted."""
    for operation in OPERATIONS.values():
        successes = [operation.response(each) for each in operation.successes]
        if successes and all("content" in each for each in successes):
            yield operation


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [(" " * 2_000_000, None, 413), ("text", "text/x-unknown", 415)],
    ids=["too-large", "of-another-type"],
)
async def test_a_body_that_is_not_read(
    client, redis, headers, content: str, media_type: str | None, status: int
) -> None:
    for operation in WITH_A_BODY:
        sent = {**headers, "content-type": media_type or operation.body_types[0]}
        response = await client.request(
            operation.method, operation.request().path, headers=sent, content=content
        )
        assert_declared(operation, response, status)


@pytest.mark.parametrize(("query", "status"), [("%ff=1", 400), ("unknown=1", 422)])
async def test_a_query_that_cannot_be_read_or_is_not_known(
    client, redis, headers, query: str, status: int
) -> None:
    for operation in OPERATIONS.values():
        path = f"{operation.request().path}?{query}"
        response = await client.request(operation.method, path, headers=headers)
        assert_declared(operation, response, status)
