"""Webhooks: each operation, without credentials, without the scope, the good path, the faults."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from impl.app import create_app
from impl.settings import Settings
from impl.storage import Database
from tests.api.answers import assert_forbidden, assert_problem, assert_unauthenticated
from tests.operations import OPERATIONS, SPEC

WEBHOOKS = "/api/v1/webhooks"
SOME_ID = "0190b6a4-7f1e-7c3a-9d52-3f6a8e1c4b07"
NEW = {"url": "https://hooks.example.com/users", "events": ["user.created", "user.deleted"]}
OF_WEBHOOKS = [each for each in OPERATIONS.values() if "webhooks" in each.tags]

Created = dict[str, Any]


@pytest.fixture
def reader(bearer):
    return bearer("webhooks:read")


@pytest.fixture
def writer(bearer):
    return bearer("webhooks:write")


@pytest.fixture
def create(client: httpx.AsyncClient, writer) -> Callable[..., Awaitable[Created]]:
    async def create(**changes: object) -> Created:
        response = await client.post(WEBHOOKS, json=NEW | changes, headers=writer)
        assert response.status_code == 201, response.text
        created: Created = response.json()
        return created

    return create


@pytest.fixture
async def strict(settings: Settings, client) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service as it ships: webhooks lead to public servers alone."""
    changes = {"webhook_allow_private": False, "log_level": "INFO"}
    app = create_app(settings.model_copy(update=changes))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://testserver") as strict,
    ):
        yield strict


async def add_delivery(database: Database, webhook: str, status: str = "failed") -> str:
    session = database.write()
    delivery = str(uuid4())
    await session.execute(
        text(
            "INSERT INTO webhook_deliveries"
            " (id, webhook_id, event, body, status, attempts, last_status, last_error, finished_at)"
            " VALUES (:id, :webhook, 'user.created', '{}', :status, 8, 500, 'said no', now())"
        ),
        id=delivery,
        webhook=webhook,
        status=status,
    )
    await session.commit()
    await session.close()
    return delivery


@pytest.mark.parametrize("operation", OF_WEBHOOKS, ids=lambda each: each.id)
async def test_each_needs_credentials_and_its_scope(client, bearer, operation) -> None:
    request = operation.request()
    arguments = {"json": request.body} if request.body is not None else {}
    assert_unauthenticated(await client.request(request.method, request.path, **arguments))
    wrong, needed = ("webhooks:write", "webhooks:read")
    if request.method != "GET":
        wrong, needed = needed, wrong
    headers = bearer(wrong, "users:read", "users:admin")
    response = await client.request(request.method, request.path, headers=headers, **arguments)
    assert_forbidden(response, needed)


async def test_what_is_created_is_answered_with_its_secret_once(client, create, reader) -> None:
    created = await create()
    webhook = created["webhook"]
    assert {name: webhook[name] for name in NEW} == NEW
    assert webhook["status"] == "active"
    assert created["secret"].startswith("whsec_")
    response = await client.get(f"{WEBHOOKS}/{webhook['id']}", headers=reader)
    assert response.json() == webhook
    listed = await client.get(WEBHOOKS, headers=reader)
    assert listed.json() == {"items": [webhook], "next_cursor": None}
    assert created["secret"] not in response.text + listed.text


async def test_all_messages_of_the_document_can_be_asked_for(create) -> None:
    events = list(SPEC["webhooks"])
    assert (await create(events=events))["webhook"]["events"] == events


async def test_no_secret_is_stored(create, database) -> None:
    created = await create()
    session = database.write()
    rows = (await session.execute(text("SELECT to_jsonb(webhooks) FROM webhooks"))).all()
    await session.close()
    assert created["secret"].removeprefix("whsec_") not in str(rows)


@pytest.mark.parametrize(
    "change",
    [
        {"events": []},
        {"events": ["user.created", "user.created"]},
        {"events": ["user.exploded"]},
        {"url": "ftp://hooks.example.com/"},
        {"url": "https://hooks.example.com/ with spaces"},
        {"secret": "whsec_mine"},
        {"status": "paused"},
    ],
)
async def test_what_the_document_does_not_allow_is_invalid(client, writer, change) -> None:
    response = await client.post(WEBHOOKS, json=NEW | change, headers=writer)
    assert response.status_code == 422


async def test_a_url_with_credentials_is_refused(client, writer, create) -> None:
    url = "https://user:secret@hooks.example.com/"
    response = await client.post(WEBHOOKS, json=NEW | {"url": url}, headers=writer)
    assert_problem(response, 400, "urn:problem-type:webhook-url-refused")
    webhook = (await create())["webhook"]
    response = await client.patch(f"{WEBHOOKS}/{webhook['id']}", json={"url": url}, headers=writer)
    assert_problem(response, 400, "urn:problem-type:webhook-url-refused")


@pytest.mark.usefixtures("every_level_is_logged")
@pytest.mark.parametrize(
    "url",
    [
        *("https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/"),
        *("https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/"),
        *("https://2130706433/", "https://0x7f.1/", "https://localhost./"),
        *("http://hooks.example.com/", "https://hooks.example.com:22/"),
        "https://metadata.google.internal/",
    ],
)
async def test_a_url_that_leads_inside_is_refused_and_told_to_the_log(
    strict: httpx.AsyncClient, writer, url: str
) -> None:
    with capture_logs() as events:
        response = await strict.post(WEBHOOKS, json=NEW | {"url": url}, headers=writer)
    assert_problem(response, 400, "urn:problem-type:webhook-url-refused")
    assert [(each["path"], each["status"]) for each in events if each["event"] == "request"] == [
        (WEBHOOKS, 400)
    ]


async def test_pages_go_from_the_newest_to_the_oldest(client, create, reader) -> None:
    made = [(await create())["webhook"]["id"] for _ in range(5)]
    found: list[str] = []
    cursor = None
    while True:
        query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = (await client.get(WEBHOOKS, params=query, headers=reader)).json()
        found += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == made[::-1]


async def test_a_change_leaves_the_rest(client, create, writer) -> None:
    webhook = (await create())["webhook"]
    path = f"{WEBHOOKS}/{webhook['id']}"
    response = await client.patch(path, json={"events": ["user.updated"]}, headers=writer)
    changed = response.json()
    assert changed == webhook | {
        "events": ["user.updated"],
        "updated_at": changed["updated_at"],
    }
    paused = (await client.patch(path, json={"status": "paused"}, headers=writer)).json()
    assert (paused["status"], paused["paused_because"]) == ("paused", None)


async def test_activity_begins_without_a_memory_of_failures(
    client, create, writer, database
) -> None:
    webhook = (await create())["webhook"]
    session = database.write()
    await session.execute(
        text(
            "UPDATE webhooks SET status = 'paused', paused_because = 'failing',"
            " failing_since = now()"
        )
    )
    await session.commit()
    await session.close()
    path = f"{WEBHOOKS}/{webhook['id']}"
    again = (await client.patch(path, json={"status": "active"}, headers=writer)).json()
    assert (again["status"], again["paused_because"], again["failing_since"]) == (
        "active",
        None,
        None,
    )


async def test_a_deleted_one_is_gone_with_its_deliveries(
    client, create, writer, reader, database
) -> None:
    webhook = (await create())["webhook"]["id"]
    await add_delivery(database, webhook)
    assert (await client.delete(f"{WEBHOOKS}/{webhook}", headers=writer)).status_code == 204
    assert (await client.delete(f"{WEBHOOKS}/{webhook}", headers=writer)).status_code == 404
    response = await client.get(f"{WEBHOOKS}/{webhook}/deliveries", headers=reader)
    assert_problem(response, 404, "urn:problem-type:webhook-not-found")


@pytest.mark.parametrize(
    "operation",
    [each for each in OF_WEBHOOKS if each.path_parameters],
    ids=lambda each: each.id,
)
async def test_what_is_not_there_is_not_found(client, bearer, operation) -> None:
    request = operation.request()
    response = await client.request(
        request.method,
        request.path,
        headers=bearer("webhooks:read", "webhooks:write"),
        **({"json": request.body} if request.body is not None else {}),
    )
    kind = "webhook-delivery" if "delivery_id" in operation.path_parameters else "webhook"
    assert_problem(response, 404, f"urn:problem-type:{kind}-not-found")


async def test_a_new_secret_leaves_the_one_before_a_day(client, create, writer, reader) -> None:
    created = await create()
    path = f"{WEBHOOKS}/{created['webhook']['id']}"
    response = await client.post(f"{path}/secret", headers=writer)
    assert response.status_code == 200
    rotated = response.json()
    assert rotated["secret"] != created["secret"]
    until = datetime.fromisoformat(rotated["previous_secret_until"])
    assert abs(until - datetime.now(UTC) - timedelta(days=1)) < timedelta(minutes=1)
    shown = (await client.get(path, headers=reader)).json()
    assert shown["previous_secret_until"] == rotated["previous_secret_until"]


class TestDeliveries:
    async def test_they_are_listed_by_status(self, client, create, reader, database) -> None:
        webhook = (await create())["webhook"]["id"]
        other = (await create())["webhook"]["id"]
        failed = await add_delivery(database, webhook)
        await add_delivery(database, webhook, "delivered")
        await add_delivery(database, other)
        path = f"{WEBHOOKS}/{webhook}/deliveries"
        assert len((await client.get(path, headers=reader)).json()["items"]) == 2
        response = await client.get(path, params={"status": "failed"}, headers=reader)
        (delivery,) = response.json()["items"]
        assert (delivery["id"], delivery["last_status"]) == (failed, 500)
        assert delivery["next_attempt_at"] is None

    async def test_pages_hold_each_once(self, client, create, reader, database) -> None:
        webhook = (await create())["webhook"]["id"]
        made = {await add_delivery(database, webhook) for _ in range(5)}
        path = f"{WEBHOOKS}/{webhook}/deliveries"
        found: list[str] = []
        query: dict[str, str | int] = {"limit": 2, "status": "failed"}
        while True:
            page = (await client.get(path, params=query, headers=reader)).json()
            found += [each["id"] for each in page["items"]]
            if page["next_cursor"] is None:
                break
            query["cursor"] = page["next_cursor"]
        assert len(found) == 5
        assert set(found) == made

    async def test_a_cursor_belongs_to_one_webhook(self, client, create, reader, database) -> None:
        one, other = [(await create())["webhook"]["id"] for _ in range(2)]
        for _ in range(2):
            await add_delivery(database, one)
        first = await client.get(
            f"{WEBHOOKS}/{one}/deliveries", params={"limit": 1}, headers=reader
        )
        cursor = first.json()["next_cursor"]
        response = await client.get(
            f"{WEBHOOKS}/{other}/deliveries", params={"cursor": cursor}, headers=reader
        )
        assert_problem(response, 400, "urn:problem-type:invalid-cursor")

    async def test_a_failed_one_is_sent_again(self, client, create, writer, database) -> None:
        webhook = (await create())["webhook"]["id"]
        delivery = await add_delivery(database, webhook)
        path = f"{WEBHOOKS}/{webhook}/deliveries/{delivery}/redeliver"
        response = await client.post(path, headers=writer)
        assert response.status_code == 202
        again = response.json()
        assert (again["id"], again["status"], again["attempts"]) == (delivery, "pending", 0)
        assert again["next_attempt_at"] is not None

    async def test_that_of_another_webhook_is_not_found(
        self, client, create, writer, database
    ) -> None:
        one, other = [(await create())["webhook"]["id"] for _ in range(2)]
        delivery = await add_delivery(database, one)
        path = f"{WEBHOOKS}/{other}/deliveries/{delivery}/redeliver"
        response = await client.post(path, headers=writer)
        assert_problem(response, 404, "urn:problem-type:webhook-delivery-not-found")
