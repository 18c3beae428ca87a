"""What the Python SDK makes of a network that drops, cuts, delays and refuses."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from scripts.accounts.identities import PASSWORD
from scripts.fuzz.service import RunningService
from tests.sdk.conftest import log_in
from tests.sdk.journey import Awaited
from tests.sdk.proxy import Fault, Proxy, proxy
from users_service import (
    AsyncClient,
    CallOptions,
    Client,
    Retries,
    Tokens,
    errors,
    models,
    problems,
)

QUICK = Retries(first_wait=0.01, longest_wait=5)
ONCE = Retries(attempts=1)


@pytest.fixture(scope="module")
def network(service: RunningService) -> Iterator[Proxy]:
    with proxy(service.url) as running:
        yield running


@pytest.fixture(params=["sync", "async"])
async def client(request: pytest.FixtureRequest, network: Proxy) -> AsyncIterator[Any]:
    """Either client, with methods that can be awaited."""
    network.fail()
    if request.param == "sync":
        with Client(network.url, retries=QUICK) as opened:
            yield Awaited(opened)
    else:
        async with AsyncClient(network.url, retries=QUICK) as opened:
            yield opened


def registration() -> models.Registration:
    return models.Registration(
        email=f"{uuid4()}@example.com", password=PASSWORD, full_name="Ada Lovelace"
    )


@pytest.mark.parametrize(
    "fault",
    [
        Fault(drop=True),
        Fault(cut=True),
        Fault(answer=429, headers={"retry-after": "0"}),
        Fault(answer=502),
        Fault(answer=503, headers={"retry-after": "0"}),
        Fault(answer=503),
        Fault(answer=504),
    ],
    ids=repr,
)
async def test_a_read_is_tried_again(client: Any, network: Proxy, fault: Fault) -> None:
    network.fail(fault, fault)
    assert (await client.health.get_liveness()).status == "ok"
    assert len(network.seen) == 3


async def test_attempts_come_to_an_end(client: Any, network: Proxy) -> None:
    network.fail(*[Fault(answer=503)] * 5)
    with pytest.raises(errors.ServiceUnavailable):
        await client.health.get_liveness()
    assert len(network.seen) == 3


@pytest.mark.parametrize("fault", [Fault(lose=True), Fault(cut=True)], ids=repr)
async def test_a_write_whose_fate_is_unknown_is_not_repeated(
    client: Any, network: Proxy, fault: Fault
) -> None:
    network.fail(fault)
    with pytest.raises(errors.ConnectionFailed) as raised:
        await client.auth.register(body=registration())
    assert raised.value.was_sent
    assert len(network.forwarded) == 1


async def test_a_write_that_was_refused_unseen_is_repeated(client: Any, network: Proxy) -> None:
    network.fail(Fault(answer=503, headers={"retry-after": "0"}))
    assert (await client.auth.register(body=registration())).full_name == "Ada Lovelace"
    assert len(network.seen) == 2


async def test_a_write_with_a_key_is_repeated_under_the_same_key(
    client: Any, network: Proxy
) -> None:
    network.fail(Fault(drop=True))
    options = CallOptions(idempotency_key="one")
    await client.auth.register(body=registration(), options=options)
    keys = [headers.get("idempotency-key") for headers in network.headers]
    assert keys == ["one", "one"]


async def test_a_wait_that_is_too_long_is_not_begun(client: Any, network: Proxy) -> None:
    network.fail(Fault(answer=429, headers={"retry-after": "3600"}))
    with pytest.raises(errors.TooManyRequests) as raised:
        await client.health.get_liveness()
    assert raised.value.retry_after == 3600
    assert len(network.seen) == 1


async def test_a_slow_answer_times_out(client: Any, network: Proxy) -> None:
    network.fail(Fault(delay=0.5))
    options = CallOptions(timeout=0.05, retries=ONCE)
    with pytest.raises(errors.TimedOut):
        await client.health.get_liveness(options=options)


@pytest.mark.parametrize(
    ("of_the_client", "of_the_call", "waited"),
    [
        ({}, {}, 10),  # the document says 5 seconds, and the network may take as long
        ({"timeout": 2}, {}, 2),
        ({"timeout": None}, {}, 10),
        ({"timeout": 2}, {"timeout": 60}, 60),
    ],
)
def test_an_attempt_waits_for_no_answer_that_does_not_come(
    of_the_client: dict[str, Any], of_the_call: dict[str, Any], waited: float
) -> None:
    seen = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.extensions["timeout"]["read"])
        return httpx2.Response(503)

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    with Client("http://localhost", retries=ONCE, http=http, **of_the_client) as client:
        with pytest.raises(errors.ServiceUnavailable):
            client.users.get_user_statistics(options=CallOptions(**of_the_call))
        with pytest.raises(errors.ServiceUnavailable):
            client.health.get_liveness(options=CallOptions(**of_the_call))
    other = of_the_call.get("timeout", of_the_client.get("timeout", 30))
    assert seen == [waited, other]


async def test_there_is_no_service() -> None:
    with (
        Client("http://127.0.0.1:1", retries=ONCE) as client,
        pytest.raises(errors.ConnectionFailed) as raised,
    ):
        client.health.get_liveness()
    assert not raised.value.was_sent


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(answer=200, headers={"content-type": "text/html"}, body=b"<p>"), "text/html"),
        (Fault(answer=206, headers={"content-type": "application/json"}, body=b"{}"), "206"),
        (Fault(answer=302, headers={"location": "/"}), "302"),
        (
            Fault(answer=200, headers={"content-type": "application/json"}, body=b'{"status": 1}'),
            "status",
        ),
        (Fault(answer=200, headers={"content-type": "application/json"}, body=b"{"), "body"),
    ],
)
async def test_an_answer_outside_the_contract_says_so(
    client: Any, network: Proxy, fault: Fault, reason: str
) -> None:
    named = {**fault.headers, "x-request-id": "the-request"}
    network.fail(Fault(answer=fault.answer, headers=named, body=fault.body))
    with pytest.raises(errors.UnexpectedResponse, match="outside the contract") as raised:
        await client.health.get_liveness()
    assert reason in str(raised.value)
    assert "the-request" in str(raised.value)
    assert raised.value.request_id == "the-request"
    assert raised.value.content == fault.body


async def test_what_a_later_version_adds_is_kept(client: Any, network: Proxy) -> None:
    later = {"status": "resting", "since": 1}
    headers = {"content-type": "application/json"}
    network.fail(Fault(answer=200, headers=headers, body=json.dumps(later).encode()))
    found = await client.health.get_liveness()
    assert found.status == "resting"
    assert found.model_dump() == later


async def test_a_problem_that_is_new_has_the_class_of_its_status(
    client: Any, network: Proxy
) -> None:
    body = json.dumps({"type": "urn:new", "status": 409, "title": "New"}).encode()
    headers = {"content-type": "application/problem+json"}
    network.fail(Fault(answer=409, headers=headers, body=body))
    with pytest.raises(errors.Conflict) as raised:
        await client.auth.register(body=registration())
    assert type(raised.value) is errors.Conflict
    assert raised.value.type == "urn:new"


async def test_a_declared_problem_has_a_class(client: Any) -> None:
    body = registration()
    await client.auth.register(body=body)
    with pytest.raises(problems.EmailTaken) as raised:
        await client.auth.register(body=body)
    assert raised.value.status == 409
    assert raised.value.request_id


async def test_an_error_of_its_own_shape_has_a_model(client: Any) -> None:
    grant = models.PasswordGrant(grant_type="password", username="no@example.com", password="x")
    with pytest.raises(problems.GrantErrorBadRequest) as raised:
        await client.auth.get_token(body=grant)
    assert raised.value.body.error == "invalid_grant"


def worn(pair: models.TokenPair, told: list[str | None]) -> Tokens:
    """Tokens whose access token is no longer good."""
    return Tokens(
        pair.access_token[:-4] + "AAAA",
        pair.refresh_token,
        on_tokens=lambda tokens: told.append(tokens.refresh),
    )


def test_one_refresh_serves_all_threads(network: Proxy) -> None:
    told: list[str | None] = []
    with Client(network.url) as anonymous:
        tokens = worn(log_in(anonymous, "alice"), told)
        client = anonymous.with_credentials(bearer_auth=tokens)
        network.fail()
        with ThreadPoolExecutor(8) as pool:
            found = [each.result() for each in [pool.submit(client.users.get_me)] * 8]
    assert {user.email for user in found} == {"alice@example.com"}
    assert network.seen.count("POST /api/v1/auth/refresh") == 1
    assert told == [tokens.refresh]


async def test_one_refresh_serves_all_tasks_and_clients(network: Proxy) -> None:
    told: list[str | None] = []
    with Client(network.url) as anonymous:
        tokens = worn(log_in(anonymous, "bob"), told)
    async with AsyncClient(network.url) as client:
        network.fail()
        clients = [client.with_credentials(bearer_auth=tokens) for _ in range(8)]
        found = await asyncio.gather(*(each.users.get_me() for each in clients))
    assert {user.email for user in found} == {"bob@example.com"}
    assert network.seen.count("POST /api/v1/auth/refresh") == 1
    assert told == [tokens.refresh]


def test_a_refresh_whose_answer_is_lost_is_not_repeated(network: Proxy) -> None:
    with Client(network.url, retries=QUICK) as anonymous:
        tokens = worn(log_in(anonymous, "alice"), [])
        client = anonymous.with_credentials(bearer_auth=tokens)
        network.fail(Fault(), Fault(lose=True))
        with pytest.raises(errors.ConnectionFailed):
            client.users.get_me(options=CallOptions(retries=ONCE))
    assert network.seen.count("POST /api/v1/auth/refresh") == 1


def test_a_refused_refresh_is_raised(network: Proxy) -> None:
    network.fail()
    tokens = Tokens("a.b.c", "a.b.c")
    with (
        Client(network.url, bearer_auth=tokens) as client,
        pytest.raises(problems.InvalidRefreshToken),
    ):
        client.users.get_me()


def test_the_log_has_no_secret(network: Proxy, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="users_service")
    with Client(network.url, retries=QUICK) as anonymous:
        pair = log_in(anonymous, "alice")
        client = anonymous.with_credentials(bearer_auth=pair.access_token)
        network.fail(Fault(answer=503))
        client.users.get_user(id=client.users.get_me().id)
    text = "\n".join(r.getMessage() for r in caplog.records if r.name == "users_service")
    assert "GET /api/v1/users/{id}: 200" in text
    assert "attempt 1 failed" in text
    assert PASSWORD not in text
    assert pair.access_token not in text
    assert not [record for record in caplog.records if record.name == "stamina"]


def test_a_deprecation_is_told_once(network: Proxy) -> None:
    answer = Fault(
        answer=200,
        headers={
            "content-type": "application/json",
            "deprecation": "@1700000000",
            "sunset": "Sun, 01 Nov 2099 00:00:00 GMT",
        },
        body=b'{"status": "ok"}',
    )
    network.fail(answer, answer)
    with Client(network.url) as client:
        with pytest.warns(DeprecationWarning, match="getStartup is deprecated; it ends on") as told:
            client.health.get_startup()
        client.health.get_startup()
    assert told[0].filename == __file__


async def test_the_whole_answer_is_there_for_the_asking(network: Proxy) -> None:
    network.fail()
    with Client(network.url) as client:
        answer = client.raw(client.auth.register)(body=registration())
        assert answer.status == 201
        assert answer.headers["location"].endswith(str(answer.value.id))
        assert answer.request_id
        with client.stream(client.health.get_liveness)() as download:
            assert json.loads(b"".join(download)) == {"status": "ok"}
    async with AsyncClient(network.url) as other:
        found = await other.raw(other.health.get_liveness)()
        assert json.loads(found.content) == {"status": "ok"}
        async with other.stream(other.health.get_liveness)() as stream:
            assert json.loads(b"".join([chunk async for chunk in stream])) == {"status": "ok"}


def test_pages_are_one_sequence(service: RunningService) -> None:
    with Client(service.url) as anonymous:
        pair = log_in(anonymous, "admin")
        admin = anonymous.with_credentials(bearer_auth=pair.access_token)
        emails = [user.email for user in admin.users.iter_list_users(limit=1, sort="email")]
    assert emails == sorted(emails)
    assert {"alice@example.com", "bob@example.com", "admin@example.com"} <= set(emails)


async def test_pages_are_one_asynchronous_sequence(service: RunningService) -> None:
    with Client(service.url) as anonymous:
        pair = log_in(anonymous, "admin")
    async with AsyncClient(service.url, bearer_auth=pair.access_token) as admin:
        emails = [user.email async for user in admin.users.iter_list_users(limit=1, sort="email")]
    assert emails == sorted(emails)
    assert len(emails) >= 3
