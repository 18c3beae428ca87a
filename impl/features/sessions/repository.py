"""The SQL of sessions. PostgreSQL's clock decides what has expired."""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Interval, and_, bindparam, delete, extract, func, insert, select, update
from sqlmodel import col

from impl.features.sessions.tables import SessionTable
from impl.storage import UnitOfWork
from impl.storage.postgres.prepared import Query

MOST: Final = 100
"""Sessions of one account; beyond that, a new one ends the oldest."""


class Session(NamedTuple):
    id: UUID
    user_id: UUID
    scope: str
    user_agent: str | None
    created_at: datetime
    rotated_at: datetime
    expires_at: datetime


_id: Final = col(SessionTable.id)
_user: Final = col(SessionTable.user_id)
_columns: Final = [col(getattr(SessionTable, name)) for name in Session._fields]
_holds: Final = and_(
    col(SessionTable.revoked_at).is_(None), col(SessionTable.expires_at) > func.now()
)

_EXPIRY: Final = Query(
    select(extract("epoch", col(SessionTable.expires_at))).where(_id == bindparam("id"), _holds),
    lambda row: float(row[0]),
)
_OF_USER: Final = Query(
    select(*_columns).where(_user == bindparam("user_id"), _holds).order_by(_id.desc()).limit(MOST),
    Session._make,
)
_JUST_ROTATED: Final = Query(
    select(*_columns).where(
        _id == bindparam("id"),
        _user == bindparam("user_id"),
        _holds,
        col(SessionTable.previous_digest) == bindparam("digest"),
        col(SessionTable.rotated_at) > func.now() - bindparam("grace", type_=Interval),
    ),
    Session._make,
)
_REVOKE: Final = update(SessionTable).where(_holds).values(revoked_at=func.now()).returning(_id)


class SessionRepository:
    """The methods `end...` return the ids of the sessions that they ended."""

    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    async def expiry(self, id: UUID) -> float | None:
        """Return until when the session holds, in Unix seconds; None if it does not."""
        return await self._unit_of_work.read.first(_EXPIRY, id=id)

    async def of_user(self, user_id: UUID) -> list[Session]:
        """Return the sessions that hold, newest first."""
        return await self._unit_of_work.read.all(_OF_USER, user_id=user_id)

    async def add(self, *, lifetime: timedelta, **values: Any) -> Session:
        statement = insert(SessionTable).returning(*_columns)
        result = await self._unit_of_work.write.execute(
            statement.values(expires_at=func.now() + lifetime, **values)
        )
        return Session._make(result.one())

    async def rotate(
        self, id: UUID, user_id: UUID, *, digest: bytes, successor: bytes
    ) -> Session | None:
        """Replace the current token, which has `digest`; return None if another one is current.

        This is one statement, so of several requests at once only one succeeds.
        """
        result = await self._unit_of_work.write.execute(
            update(SessionTable)
            .where(_id == id, _user == user_id, _holds, col(SessionTable.refresh_digest) == digest)
            .values(refresh_digest=successor, previous_digest=digest, rotated_at=func.now())
            .returning(*_columns)
        )
        row = result.one_or_none()
        return None if row is None else Session._make(row)

    async def just_rotated(
        self, id: UUID, user_id: UUID, *, digest: bytes, grace: timedelta
    ) -> Session | None:
        """Return the session if the token with `digest` was current less than `grace` ago."""
        return await self._unit_of_work.write.first(
            _JUST_ROTATED, id=id, user_id=user_id, digest=digest, grace=grace
        )

    async def end(self, id: UUID, user_id: UUID) -> list[UUID]:
        return await self._revoke(_REVOKE.where(_id == id, _user == user_id))

    async def end_all(self, user_id: UUID, *, but: UUID | None = None) -> list[UUID]:
        statement = _REVOKE.where(_user == user_id)
        return await self._revoke(statement if but is None else statement.where(_id != but))

    async def end_surplus(self, user_id: UUID) -> list[UUID]:
        """End the oldest sessions beyond `MOST`."""
        surplus = select(_id).where(_user == user_id, _holds).order_by(_id.desc()).offset(MOST)
        return await self._revoke(_REVOKE.where(_id.in_(surplus)))

    async def forget_all(self, user_id: UUID) -> None:
        await self._unit_of_work.write.execute(delete(SessionTable).where(_user == user_id))

    async def forget_expired(self, user_id: UUID) -> None:
        """Delete the rows that no token can refer to any more."""
        await self._unit_of_work.write.execute(
            delete(SessionTable).where(_user == user_id, col(SessionTable.expires_at) <= func.now())
        )

    async def _revoke(self, statement: Any) -> list[UUID]:
        return list((await self._unit_of_work.write.execute(statement)).scalars())
