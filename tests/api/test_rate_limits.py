"""The service's own limits and sessions, through the whole application and on two workers."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import http_sfv
import httpx2 as httpx
import pytest
from exactapi.schemas.operations import path_item_of, served_operations
from exactapi.schemas.pointers import value_at
from redis.asyncio import Redis

from impl.app import DOCUMENT, create_app
from impl.settings import Settings
from impl.storage import Database
from tests.monitor import commands_of
from tests.tester import Bearer

USERS = "/api/v1/users"
SPEC = json.loads(DOCUMENT.read_bytes())


@pytest.fixture
async def workers(
    settings: Settings, database: Database, redis: Redis
) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Two processes' worth of the service, with a hundredth of the document's limits."""
    async with AsyncExitStack() as stack:
        clients = []
        for _ in range(2):
            app = create_app(settings.model_copy(update={"rate_limit_scale": 0.01}))
            await stack.enter_async_context(app.router.lifespan_context(app))
            transport = httpx.ASGITransport(app)
            client = httpx.AsyncClient(transport=transport, base_url="http://testserver")
            clients.append(await stack.enter_async_context(client))
        yield clients


def field(response: httpx.Response, name: str) -> dict[str, dict[str, int]]:
    parsed = http_sfv.List()
    parsed.parse(response.headers[name].encode())
    return {item.value: dict(item.params) for item in parsed}


async def test_all_workers_count_together(workers: list[httpx.AsyncClient], bearer: Bearer) -> None:
    headers = bearer("users:read")
    answers = [await workers[turn % 2].get(USERS, headers=headers) for turn in range(7)]
    quota = round(SPEC["x-rate-limit"]["limit"] * 0.01)
    window = SPEC["x-rate-limit"]["window"]
    assert [answer.status_code == 429 for answer in answers] == [False] * quota + [True]
    for turn, answer in enumerate(answers):
        assert field(answer, "RateLimit-Policy") == {"default": {"q": quota, "w": window}}
        assert field(answer, "RateLimit")["default"]["r"] == max(0, quota - 1 - turn)


async def test_the_429_is_what_the_document_declares(
    workers: list[httpx.AsyncClient], bearer: Bearer
) -> None:
    """The application checks its answers in tests: what is undeclared would be a 500."""
    headers = bearer("users:read")
    answers = await asyncio.gather(*(workers[0].get(USERS, headers=headers) for _ in range(20)))
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == 14
    for answer in refused:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"].endswith("#quota-exceeded")
        assert 1 <= int(answer.headers["retry-after"]) <= 60


async def test_probes_and_options_are_not_limited(workers: list[httpx.AsyncClient]) -> None:
    for _ in range(20):
        assert (await workers[0].get("/livez")).status_code == 200
        assert (await workers[0].options(USERS)).status_code == 204


async def test_one_request_costs_redis_one_command(
    client: httpx.AsyncClient, bearer: Bearer, redis: Redis, settings: Settings
) -> None:
    headers = bearer("users:read")
    await client.get(USERS, headers=headers)

    async def ask() -> None:
        for _ in range(3):
            assert (await client.get(USERS, headers=headers)).status_code < 500

    assert await commands_of(ask, redis, settings) == ["EVALSHA"] * 3


async def test_logging_out_takes_effect_on_the_other_worker_and_survives_a_flush(
    workers: list[httpx.AsyncClient], redis: Redis
) -> None:
    one, other = workers
    account = {"email": "ada@example.com", "password": "an uncommon pass phrase"}
    await one.post("/api/v1/auth/register", json=account | {"full_name": "Ada"})
    login = await one.post("/api/v1/auth/login", json=account)
    assert login.status_code == 200, login.text
    headers = {"Authorization": f"Bearer {login.json()['access_token']}"}
    assert (await other.get(f"{USERS}/me", headers=headers)).status_code == 200
    assert (await one.post("/api/v1/auth/logout", headers=headers)).status_code < 300
    assert (await other.get(f"{USERS}/me", headers=headers)).status_code == 401
    await redis.flushdb()
    assert (await other.get(f"{USERS}/me", headers=headers)).status_code == 401


def test_every_answer_of_a_limited_operation_declares_the_fields() -> None:
    limited = 0
    for pointer, operation in served_operations(SPEC):
        item = value_at(SPEC, path_item_of(pointer))
        stated = operation.get("x-rate-limit", item.get("x-rate-limit", SPEC["x-rate-limit"]))
        if not stated:
            continue
        limited += 1
        assert "429" in operation["responses"], pointer
        for status, response in operation["responses"].items():
            name = response.get("$ref", "").rpartition("/")[2]
            found = SPEC["components"]["responses"][name] if name else response
            assert {"RateLimit", "RateLimit-Policy"} <= found["headers"].keys(), status
    assert limited
