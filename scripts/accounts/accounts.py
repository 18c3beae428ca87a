"""Accounts without HTTP: the tools call the services in transactions of their own."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from impl.consumers import CONSUMERS
from impl.features.auth.roles import SCOPES
from impl.features.sessions.service import SessionService
from impl.features.users.errors import UserNotFound
from impl.features.users.service import UserService
from impl.features.users.tables import Role
from impl.resources import Resources
from impl.settings import Settings
from impl.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class Accounts:
    """The services, on one unit of work."""

    resources: Resources
    unit_of_work: UnitOfWork

    @property
    def users(self) -> UserService:
        return UserService(self.unit_of_work, self.resources)

    @property
    def sessions(self) -> SessionService:
        return SessionService(self.unit_of_work, self.resources)


@asynccontextmanager
async def accounts(settings: Settings) -> AsyncIterator[Accounts]:
    """Commit what the block wrote, unless it raises.

    Raises:
        SchemaUnfit: the tables are not there yet; the message says what to do.
    """
    resources = Resources.create(settings, CONSUMERS)
    unit_of_work = resources.database.unit_of_work()
    try:
        await resources.database.ping()
        yield Accounts(resources, unit_of_work)
        await unit_of_work.commit()
    finally:
        await unit_of_work.close()
        await resources.close()


async def access_token(
    settings: Settings,
    email: str,
    *,
    role: Role = "admin",
    scopes: Iterable[str] | None = None,
    lifetime: int | None = None,
) -> str:
    """Return a token of a new session, for a user who is created if absent.

    The token is like one from a login: it can be revoked, and it ends with its user.
    """
    async with accounts(settings) as found:
        user_id = await _user_id(found, email, role)
        granted = SCOPES[role] if scopes is None else scopes
        pair = await found.sessions.begin(user_id, scopes=granted, user_agent="task token")
        principal = found.resources.tokens.verify(pair.access_token)
        if principal is None or principal.session is None:
            raise RuntimeError("the token service refuses its own token")
        token, _ = found.resources.tokens.issue_access_token(
            principal.subject, granted, session=principal.session, lifetime=lifetime
        )
    return token


async def _user_id(found: Accounts, email: str, role: Role) -> UUID:
    try:
        return (await found.users.find(email)).id
    except UserNotFound:
        name = email.partition("@")[0].title()
        user = await found.users.create(email=email, full_name=name, password=None, role=role)
        return user.id
