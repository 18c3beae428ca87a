from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from impl.features.users.errors import EmailTaken
from impl.features.users.repository import User, UserRepository
from impl.storage import Database, ReadSession, WriteSession


@dataclass
class Sessions:
    read: ReadSession
    write: WriteSession


@pytest.fixture
async def sessions(database: Database) -> AsyncIterator[Sessions]:
    sessions = Sessions(database.read(), database.write())
    yield sessions
    await sessions.write.close()


@pytest.fixture
def users(sessions: Sessions) -> UserRepository:
    return UserRepository(sessions)


async def create(users: UserRepository, sessions: Sessions, email: str) -> User:
    user = await users.create(email=email, full_name="Ada Lovelace")
    await sessions.write.commit()
    return user


async def test_what_is_returned_is_what_is_stored(
    users: UserRepository, sessions: Sessions
) -> None:
    created = await create(users, sessions, "Ada@Example.com")
    assert await users.get(created.id) == created
    assert created.email == "Ada@Example.com"
    assert created.created_at == created.updated_at <= datetime.now(UTC)


async def test_newest_first_in_pages(users: UserRepository, sessions: Sessions) -> None:
    created = [await create(users, sessions, f"{n}@example.com") for n in range(5)]
    assert await users.page(limit=2) == [created[4], created[3]]
    assert await users.page(limit=9, after=created[3].id) == created[2::-1]


@pytest.mark.parametrize("again", ["ada@example.com", "ADA@EXAMPLE.COM"])
async def test_an_address_is_taken_whatever_its_case(
    users: UserRepository, sessions: Sessions, again: str
) -> None:
    await create(users, sessions, "ada@example.com")
    with pytest.raises(EmailTaken):
        await create(users, sessions, again)


async def test_deleting_hides_but_keeps_the_row(users: UserRepository, sessions: Sessions) -> None:
    user = await create(users, sessions, "ada@example.com")
    assert await users.delete(user.id)
    await sessions.write.commit()
    assert await users.get(user.id) is None
    assert await users.page(limit=1) == []
    with pytest.raises(EmailTaken):
        await create(users, sessions, "ada@example.com")


async def test_deleting_twice_or_nothing_is_false(
    users: UserRepository, sessions: Sessions
) -> None:
    user = await create(users, sessions, "ada@example.com")
    assert await users.delete(user.id)
    assert not await users.delete(user.id)
    assert not await users.delete(uuid4())
