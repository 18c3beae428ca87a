"""The SQL of users."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any, Final, Literal, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, update
from sqlmodel import col

from impl.events.outbox import Outbox, PublishedUpdate
from impl.features.users.errors import EmailTaken
from impl.features.users.events import UserUpdated, user_key
from impl.features.users.tables import EMAIL_INDEX, Role, Status, UserTable
from impl.storage.errors import violates
from impl.storage.postgres.prepared import Query
from impl.storage.postgres.repository import Repository, Statements
from impl.storage.postgres.sessions import UnitOfWork

Sort: TypeAlias = Literal["created_at", "-created_at", "email", "-email"]


class User(NamedTuple):
    id: UUID
    email: str
    full_name: str
    role: Role
    status: Status
    created_at: datetime
    updated_at: datetime
    version: int


SHOWN: Final = User._fields[:-1]
"""The columns that an answer shows; the version is in its `ETag`, and a list has none."""

ShownUser: TypeAlias = dict[str, Any]
"""Of these columns."""


class Account(NamedTuple):
    """The columns that a login needs."""

    id: UUID
    role: Role
    status: Status
    password_hash: str | None


class Group(NamedTuple):
    """How many users have this role and this status."""

    role: Role
    status: Status
    users: int


_address: Final = func.lower(col(UserTable.email))
_KEYS: Final[dict[str, Any]] = {"created_at": col(UserTable.id), "email": _address}
"""Each is unique, so the order is total; ids sort by age."""

_ACCOUNT: Final = select(*[col(getattr(UserTable, name)) for name in Account._fields]).where(
    col(UserTable.deleted_at).is_(None)
)
_ACCOUNT_BY_EMAIL: Final = Query(
    _ACCOUNT.where(_address == func.lower(bindparam("email"))), Account._make
)
_ACCOUNT_BY_ID: Final = Query(_ACCOUNT.where(col(UserTable.id) == bindparam("id")), Account._make)
_HELD_ACCOUNT: Final = Query(
    _ACCOUNT.where(col(UserTable.id) == bindparam("id")).with_for_update(read=True), Account._make
)


_kinds: Final[list[Any]] = [col(UserTable.role), col(UserTable.status)]
_GROUPS: Final = Query(
    select(*_kinds, func.count().label("users"))
    .where(col(UserTable.deleted_at).is_(None))
    .group_by(*_kinds),
    Group._make,
)


class UserRepository(Repository[User]):
    statements = Statements(UserTable, User._fields, User._make)
    _held = Query(
        statements.visible.where(col(UserTable.id) == bindparam("id")).with_for_update(), User._make
    )

    def __init__(self, unit_of_work: UnitOfWork, outbox: Outbox) -> None:
        super().__init__(unit_of_work)
        self._outbox = outbox

    async def hold(self, id: UUID) -> User | None:
        """Return a user whom nobody else changes until this transaction ends."""
        return await self._unit_of_work.write.first(self._held, id=id)

    async def create(self, **values: Any) -> User:
        """Insert a user. The index decides, so of two requests at once only one succeeds.

        Raises:
            EmailTaken: another account has the address.
        """
        with _address_may_be_taken():
            return await self.add(**values)

    async def update(self, id: UUID, **values: Any) -> User | None:
        """Change a user, and publish that; return None if there is none.

        Raises:
            EmailTaken: another account has the address.
        """
        with _address_may_be_taken():
            return await self._outbox.update(
                self._unit_of_work.write,
                _update(frozenset(values)),
                key=user_key(id),
                which=id,
                **values,
            )

    async def page(
        self,
        *,
        limit: int,
        sort: Sort = "-created_at",
        email: str | None = None,
        status: Status | None = None,
        after: str | UUID | None = None,
    ) -> list[ShownUser]:
        """Return at most `limit` users, those after the one whose sort key is `after`."""
        wanted = {"email": email, "status": status, "after": after}
        given = {name: value for name, value in wanted.items() if value is not None}
        query = _page(sort, frozenset(given))
        return await self._unit_of_work.read.all(query, limit=limit, **given)

    async def groups(self) -> list[Group]:
        return await self._unit_of_work.read.all(_GROUPS)

    async def set_access(self, id: UUID, role: Role, status: Status) -> User | None:
        """Return the changed user, and publish it; None if nothing changes or there is none."""
        return await self._outbox.update(
            self._unit_of_work.write,
            _SET_ACCESS,
            key=user_key(id),
            which=id,
            role=role,
            status=status,
        )

    async def account(self, email: str) -> Account | None:
        return await self._unit_of_work.read.first(_ACCOUNT_BY_EMAIL, email=email)

    async def account_of(self, id: UUID) -> Account | None:
        return await self._unit_of_work.read.first(_ACCOUNT_BY_ID, id=id)

    async def hold_account(self, id: UUID) -> Account | None:
        """Return the account, locked against changes until this transaction ends."""
        return await self._unit_of_work.write.first(_HELD_ACCOUNT, id=id)

    async def change_password(self, id: UUID, *, old: str | None, new: str) -> bool:
        """Replace the hash; return False if it is no longer `old`."""
        result = await self._unit_of_work.write.execute(
            update(UserTable)
            .where(
                col(UserTable.id) == id,
                col(UserTable.deleted_at).is_(None),
                col(UserTable.password_hash).is_not_distinct_from(old),
            )
            .values(password_hash=new)
        )
        return result.rowcount == 1


@cache
def _update(columns: frozenset[str]) -> PublishedUpdate[User]:
    """Return the statement that sets these columns."""
    values: dict[str, Any] = {name: bindparam(name) for name in sorted(columns)}
    return PublishedUpdate(UserRepository.statements.change.values(values), UserUpdated, User._make)


_SET_ACCESS: Final = PublishedUpdate(
    UserRepository.statements.change.where(
        or_(col(UserTable.role) != bindparam("role"), col(UserTable.status) != bindparam("status"))
    ).values(role=bindparam("role"), status=bindparam("status")),
    UserUpdated,
    User._make,
)


@cache
def _page(sort: Sort, given: frozenset[str]) -> Query[ShownUser]:
    """Return the statement for this combination, so that each can use its index."""
    descending = sort.startswith("-")
    key = _KEYS[sort.removeprefix("-")]
    columns = [col(getattr(UserTable, name)) for name in SHOWN]
    statement = select(*columns).where(col(UserTable.deleted_at).is_(None))
    if "email" in given:
        statement = statement.where(_address == func.lower(bindparam("email")))
    if "status" in given:
        statement = statement.where(col(UserTable.status) == bindparam("status"))
    if "after" in given:
        after = bindparam("after", type_=key.type)
        statement = statement.where(key < after if descending else key > after)
    ordered = statement.order_by(key.desc() if descending else key).limit(bindparam("limit"))
    return Query(ordered, shown)


def shown(columns: Sequence[Any]) -> ShownUser:
    """Return a row of the columns that are shown, by their names; a page has many of them."""
    identity, email, full_name, role, status, created_at, updated_at = columns
    return {
        "id": identity,
        "email": email,
        "full_name": full_name,
        "role": role,
        "status": status,
        "created_at": created_at,
        "updated_at": updated_at,
    }


def sort_key(user: ShownUser, sort: Sort) -> str:
    """Return the sort key of `user`, to pass to `page` as `after`."""
    return str(user["email"]).lower() if sort.endswith("email") else str(user["id"])


@contextmanager
def _address_may_be_taken() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if violates(error, EMAIL_INDEX):
            raise EmailTaken from error
        raise
