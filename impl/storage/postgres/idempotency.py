"""Keeps keys and answers of requests that may be sent again, with what they have changed.

A key is held by an advisory lock, which ends with the transaction, however that ends.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from exactapi.access.ports import KeptResponse, KeyInUseError
from sqlalchemy import BigInteger, DateTime, Interval, LargeBinary, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel, col

from impl.storage.postgres.prepared import Query
from impl.storage.postgres.sessions import Database, UnitOfWork

BATCH: Final = 1000


class IdempotencyTable(SQLModel, table=True):
    """One row for each key whose request has been done; `answer` is what was sent."""

    __tablename__ = "idempotency_keys"

    key: bytes = Field(sa_type=LargeBinary, primary_key=True)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    answer: bytes = Field(sa_type=LargeBinary)
    expires_at: datetime = Field(sa_type=DateTime(timezone=True), index=True)


_HOLD: Final = Query(
    select(func.pg_try_advisory_xact_lock(bindparam("number", type_=BigInteger)).label("is_held")),
    lambda row: bool(row[0]),
)
_kept: Final[list[Any]] = [col(IdempotencyTable.fingerprint), col(IdempotencyTable.answer)]
_FIND: Final = Query(
    select(*_kept).where(
        col(IdempotencyTable.key) == bindparam("key"),
        col(IdempotencyTable.expires_at) > func.now(),
    ),
    KeptResponse._make,
)
_row: Final = insert(IdempotencyTable).values(
    key=bindparam("key"),
    fingerprint=bindparam("fingerprint"),
    answer=bindparam("answer"),
    expires_at=func.now() + bindparam("ttl", type_=Interval),
)
_KEEP: Final = Query(
    _row.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "fingerprint": _row.excluded.fingerprint,
            "answer": _row.excluded.answer,
            "expires_at": _row.excluded.expires_at,
        },
    ).returning(col(IdempotencyTable.key)),
    lambda row: bytes(row[0]),
)
"""A key that has expired is a new one."""


class PostgresKeys:
    """See `IdempotencyKeys`."""

    async def begin(self, unit_of_work: UnitOfWork, key: bytes) -> KeptResponse | None:
        """See `IdempotencyKeys.begin`.

        The look-up is a statement of its own: it sees what was committed before the lock was had.
        """
        number = int.from_bytes(key[:8], "big", signed=True)
        if not await unit_of_work.write.first(_HOLD, number=number):
            raise KeyInUseError
        return await unit_of_work.write.first(_FIND, key=key)

    async def keep(
        self,
        unit_of_work: UnitOfWork,
        key: bytes,
        *,
        fingerprint: bytes,
        answer: bytes,
        ttl: int,
    ) -> None:
        """See `IdempotencyKeys.keep`."""
        await unit_of_work.write.first(
            _KEEP,
            key=key,
            fingerprint=fingerprint,
            answer=answer,
            ttl=timedelta(seconds=ttl),
        )


async def forget_expired_keys(database: Database) -> bool:
    """Delete at most `BATCH` keys whose time is over; return whether there may be more."""
    old = (
        select(col(IdempotencyTable.key))
        .where(col(IdempotencyTable.expires_at) <= func.now())
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    session = database.write()
    try:
        result = await session.execute(
            delete(IdempotencyTable).where(col(IdempotencyTable.key).in_(old))
        )
        await session.commit()
        return result.rowcount == BATCH
    finally:
        await session.close()
