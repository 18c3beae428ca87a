from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from impl.consumers import CONSUMERS
from impl.events.outbox import Outbox
from impl.features.users.errors import EmailTaken
from impl.features.users.repository import SHOWN, User, UserRepository
from impl.storage import Database, UnitOfWork


@pytest.fixture
async def unit_of_work(database: Database) -> AsyncIterator[UnitOfWork]:
    unit_of_work = database.unit_of_work()
    yield unit_of_work
    await unit_of_work.close()


@pytest.fixture
def users(unit_of_work: UnitOfWork) -> UserRepository:
    return UserRepository(unit_of_work, Outbox(CONSUMERS))


async def create(users: UserRepository, unit_of_work: UnitOfWork, email: str) -> User:
    user = await users.create(email=email, full_name="Ada Lovelace")
    await unit_of_work.commit()
    return user


async def test_what_is_returned_is_what_is_stored(
    users: UserRepository, unit_of_work: UnitOfWork
) -> None:
    created = await create(users, unit_of_work, "Ada@Example.com")
    assert await users.get(created.id) == created
    assert created.email == "Ada@Example.com"
    assert created.created_at == created.updated_at <= datetime.now(UTC)


async def test_newest_first_in_pages(users: UserRepository, unit_of_work: UnitOfWork) -> None:
    created = [await create(users, unit_of_work, f"{n}@example.com") for n in range(5)]
    shown = [{name: getattr(user, name) for name in SHOWN} for user in created]
    assert await users.page(limit=2) == [shown[4], shown[3]]
    assert await users.page(limit=9, after=created[3].id) == shown[2::-1]


@pytest.mark.parametrize("again", ["ada@example.com", "ADA@EXAMPLE.COM"])
async def test_an_address_is_taken_whatever_its_case(
    users: UserRepository, unit_of_work: UnitOfWork, again: str
) -> None:
    await create(users, unit_of_work, "ada@example.com")
    with pytest.raises(EmailTaken):
        await create(users, unit_of_work, again)


async def test_deleting_hides_but_keeps_the_row(
    users: UserRepository, unit_of_work: UnitOfWork
) -> None:
    user = await create(users, unit_of_work, "ada@example.com")
    assert await users.delete(user.id)
    await unit_of_work.commit()
    assert await users.get(user.id) is None
    assert await users.page(limit=1) == []
    with pytest.raises(EmailTaken):
        await create(users, unit_of_work, "ada@example.com")


async def test_deleting_twice_or_nothing_is_false(
    users: UserRepository, unit_of_work: UnitOfWork
) -> None:
    user = await create(users, unit_of_work, "ada@example.com")
    assert await users.delete(user.id)
    assert not await users.delete(user.id)
    assert not await users.delete(uuid4())
