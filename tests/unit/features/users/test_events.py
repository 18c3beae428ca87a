"""What happens to users is published with the change, and what follows from it follows."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from structlog.contextvars import bound_contextvars

from impl.consumers import CONSUMERS
from impl.events.consuming import Consuming
from impl.features.sessions.service import SessionService
from impl.features.users.errors import EmailTaken, UserNotFound
from impl.features.users.events import UserUpdated
from impl.features.users.service import UserService
from impl.resources import Resources
from impl.settings import Settings
from impl.storage import Database, UnitOfWork


@pytest.fixture
async def resources(settings: Settings, database: Database) -> AsyncIterator[Resources]:
    resources = Resources.create(settings, CONSUMERS)
    yield resources
    await resources.close()


@pytest.fixture
async def work(database: Database) -> AsyncIterator[UnitOfWork]:
    work = database.unit_of_work()
    yield work
    await work.close()


async def column(database: Database, statement: str) -> list[object]:
    session = database.write()
    try:
        return list((await session.execute(text(statement))).scalars())
    finally:
        await session.close()


PUBLISHED = "SELECT type FROM outbox ORDER BY id"


async def test_every_change_is_an_event(resources, database, work) -> None:
    users = UserService(work, resources)
    user = await users.create(email="ada@example.com", full_name="Ada", password=None)
    await users.update(user.id, full_name="Ada Lovelace")
    await users.set_access(user.id, role="admin", status="active")
    await users.delete(user.id)
    await work.commit()
    names = ["user.created", "user.updated", "user.updated", "user.deleted"]
    assert await column(database, PUBLISHED) == names
    payloads = "SELECT payload->>'full_name' FROM outbox ORDER BY id"
    assert await column(database, payloads) == ["Ada", "Ada Lovelace", "Ada Lovelace", None]
    assert await column(database, "SELECT DISTINCT key FROM outbox") == [f"user:{user.id}"]


async def test_what_changes_nothing_is_none(resources, database, work) -> None:
    users = UserService(work, resources)
    user = await users.create(email="ada@example.com", full_name="Ada", password=None)
    await work.commit()
    await users.set_access(user.id, role="user", status="active")
    await users.delete(user.id)
    with pytest.raises(UserNotFound):
        await users.delete(user.id)
    await work.commit()
    assert await column(database, PUBLISHED) == ["user.created", "user.deleted"]


async def test_the_sessions_of_a_deleted_user_are_forgotten(
    settings, resources, database, work
) -> None:
    users, sessions = UserService(work, resources), SessionService(work, resources)
    gone = await users.create(email="ada@example.com", full_name="Ada", password=None)
    kept = await users.create(email="bob@example.com", full_name="Bob", password=None)
    for user in (gone, kept):
        await sessions.begin(user.id, scopes=["users:read"], user_agent="Ada's telephone")
    await users.delete(gone.id)
    await work.commit()
    await work.close()
    consuming = Consuming(settings, database, CONSUMERS, resources)
    while await consuming.consume_one():
        pass
    assert await column(database, "SELECT user_id FROM sessions") == [kept.id]


async def test_each_change_invalidates_the_answers_about_users(
    settings, resources, database, work, redis
) -> None:
    consuming = Consuming(settings, database, CONSUMERS, resources)
    users = UserService(work, resources)
    user = await users.create(email="ada@example.com", full_name="Ada", password=None)
    versions = set()
    for change in (
        users.update(user.id, full_name="Ada King"),
        users.set_access(user.id, role="user", status="disabled"),
        users.delete(user.id),
    ):
        versions.add((await resources.cache.get("key", ["users"])).version)
        await change
        await work.commit()
        await work.close()
        while await consuming.consume_one():
            pass
    assert len(versions | {(await resources.cache.get("key", ["users"])).version}) == 4


async def test_an_update_publishes_the_row_that_it_returns(resources, database, work) -> None:
    """PostgreSQL writes the payload, in the statement of the change."""
    users = UserService(work, resources)
    name = 'Ada "the first"'
    with bound_contextvars(request_id="7"):
        user = await users.create(email="ada@example.com", full_name=name, password=None)
        updated = await users.update(user.id, full_name="Ada Ünal")
        changed = await users.set_access(user.id, role="admin", status="disabled")
    await work.commit()
    written = "SELECT payload FROM outbox WHERE type = 'user.updated' ORDER BY id"
    payloads: list[Any] = await column(database, written)
    shown = [UserUpdated(**each._asdict()) for each in (updated, changed)]
    assert [UserUpdated.model_validate(each) for each in payloads] == shown
    assert all(each["updated_at"].endswith("Z") for each in payloads)
    origin = "SELECT DISTINCT type || version || '/' || request_id FROM outbox"
    assert await column(database, f"{origin} ORDER BY 1") == ["user.created1/7", "user.updated1/7"]


async def test_a_change_that_is_refused_publishes_nothing(resources, database, work) -> None:
    users = UserService(work, resources)
    await users.create(email="ada@example.com", full_name="Ada", password=None)
    user = await users.create(email="bob@example.com", full_name="Bob", password=None)
    await work.commit()
    with pytest.raises(EmailTaken):
        await users.update(user.id, email="ADA@example.com")
    await work.close()
    with pytest.raises(UserNotFound):
        await users.update(uuid4(), full_name="Nobody")
    await work.commit()
    assert await column(database, PUBLISHED) == ["user.created", "user.created"]
