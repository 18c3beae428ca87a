"""Sessions as PostgreSQL keeps them; what of them shows is tested in tests/api/auth/."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from jose import jwt
from sqlalchemy import text

from impl.consumers import CONSUMERS
from impl.features.sessions.errors import InvalidRefreshToken
from impl.features.sessions.service import SessionService, TokenPair
from impl.features.users.repository import UserRepository
from impl.resources import Resources
from impl.settings import Settings
from impl.storage import Database, UnitOfWork


@pytest.fixture
async def resources(settings: Settings, database: Database) -> AsyncIterator[Resources]:
    resources = Resources.create(settings, CONSUMERS)
    yield resources
    await resources.close()


class Service:
    """Calls the service as requests do: each in a transaction of its own."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    async def user(self) -> UUID:
        work = self._work()
        users = UserRepository(work, self.resources.outbox)
        user = await users.create(email="ada@example.com", full_name="Ada")
        await work.commit()
        await work.close()
        return user.id

    async def call(self, name: str, *arguments: Any, commit: bool = True, **options: Any) -> Any:
        work = self._work()
        try:
            result = await getattr(SessionService(work, self.resources), name)(
                *arguments, **options
            )
            if commit:
                await work.commit()
            return result
        finally:
            await work.close()

    async def begin(self, user_id: UUID, **options: Any) -> TokenPair:
        return await self.call("begin", user_id, scopes=["a"], user_agent=None, **options)

    async def rows(self) -> list[Any]:
        work = self._work()
        try:
            result = await work.write.execute(text("SELECT * FROM sessions ORDER BY id"))
            return list(result.mappings())
        finally:
            await work.close()

    async def sql(self, statement: str) -> None:
        work = self._work()
        await work.write.execute(text(statement))
        await work.commit()
        await work.close()

    def _work(self) -> UnitOfWork:
        return self.resources.database.unit_of_work()


@pytest.fixture
def service(resources: Resources) -> Service:
    return Service(resources)


async def test_neither_token_is_stored(service: Service) -> None:
    pair = await service.begin(await service.user())
    claims = service.resources.tokens.verify_refresh_token(pair.refresh_token)
    assert claims is not None
    stored = str(await service.rows())
    for secret in (*pair[:2], claims.id):
        assert secret not in stored
    assert len(claims.id) >= 43  # 32 bytes in base64


async def test_the_first_tokens_of_two_sessions_have_nothing_in_common(service: Service) -> None:
    user_id = await service.user()
    first, second = await service.begin(user_id), await service.begin(user_id)
    verify = service.resources.tokens.verify_refresh_token
    tokens = [verify(pair.refresh_token) for pair in (first, second)]
    assert None not in tokens
    assert len({token.id for token in tokens if token}) == 2
    assert len({token.session for token in tokens if token}) == 2


async def test_a_rotation_that_is_not_committed_never_happened(service: Service) -> None:
    pair = await service.begin(await service.user())
    before = await service.rows()
    await service.call("refresh", pair.refresh_token, commit=False)
    assert await service.rows() == before
    assert await service.call("refresh", pair.refresh_token)


async def test_reuse_is_remembered_though_the_request_fails(service: Service) -> None:
    pair = await service.begin(await service.user())
    await service.call("refresh", pair.refresh_token)
    await service.sql("UPDATE sessions SET rotated_at = now() - interval '11 seconds'")
    with pytest.raises(InvalidRefreshToken):
        await service.call("refresh", pair.refresh_token)
    (row,) = await service.rows()
    assert row["revoked_at"] is not None


async def test_of_fifty_at_once_one_rotates_and_all_get_the_same(service: Service) -> None:
    pair = await service.begin(await service.user())
    for _ in range(5):
        pairs = await asyncio.gather(
            *(service.call("refresh", pair.refresh_token) for _ in range(50))
        )
        assert len({each.refresh_token for each in pairs}) == 1
        pair = pairs[0]
    (row,) = await service.rows()
    assert row["revoked_at"] is None


async def test_a_refresh_token_is_good_for_a_week_and_not_beyond_its_session(
    service: Service,
) -> None:
    pair = await service.begin(await service.user())
    assert lifetime(pair) == timedelta(days=7)
    await service.sql("UPDATE sessions SET expires_at = now() + interval '2 hours'")
    assert lifetime(await service.call("refresh", pair.refresh_token)) <= timedelta(hours=2)


def lifetime(pair: TokenPair) -> timedelta:
    claims = jwt.get_unverified_claims(pair.refresh_token)
    return timedelta(seconds=claims["exp"] - claims["iat"])


async def test_expired_sessions_are_removed_when_their_user_logs_in(service: Service) -> None:
    user_id = await service.user()
    await service.begin(user_id)
    await service.sql("UPDATE sessions SET expires_at = now()")
    await service.begin(user_id)
    (row,) = await service.rows()
    assert row["expires_at"] > row["created_at"]


async def test_the_guard_is_told_after_the_commit_and_only_then(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    async def note(sessions: list[str]) -> None:
        (row,) = await service.rows()
        assert row["revoked_at"] is not None
        told.extend(sessions)

    monkeypatch.setattr(
        type(service.resources.guard), "publish_revoked_sessions", lambda _, s: note(s)
    )
    user_id = await service.user()
    await service.begin(user_id)
    await service.call("end_all", user_id, commit=False)
    assert told == []
    await service.call("end_all", user_id)
    (row,) = await service.rows()
    assert told == [str(row["id"])]
