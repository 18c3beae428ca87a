"""The rules of users."""

from typing import Any
from uuid import UUID

from impl.features.sessions.service import SessionService
from impl.features.users.errors import CommonPassword, UserNotFound, WrongPassword
from impl.features.users.events import UserCreated, UserDeleted
from impl.features.users.repository import (
    Account,
    Group,
    ShownUser,
    Sort,
    User,
    UserRepository,
)
from impl.features.users.tables import Role, Status
from impl.resources import Resources
from impl.security.common_passwords import is_common
from impl.storage import UnitOfWork

__all__ = ["Account", "UserService"]


class UserService:
    """Deleting an account, or changing its access or password, ends its sessions, atomically.

    A user who is created, updated or deleted is an event, committed with the change.

    Methods that take a password also raise `HasherBusy`.
    """

    def __init__(self, unit_of_work: UnitOfWork, resources: Resources) -> None:
        self._users = UserRepository(unit_of_work, resources.outbox)
        self._passwords = resources.passwords
        self._unit_of_work = unit_of_work
        self._outbox = resources.outbox
        self._resources = resources

    @property
    def _sessions(self) -> SessionService:
        """Made when it is needed, as it is for few requests."""
        return SessionService(self._unit_of_work, self._resources)

    async def get(self, user_id: UUID) -> User:
        """Return a user.

        Raises:
            UserNotFound: there is no such user.
        """
        return _found(await self._users.get(user_id))

    async def hold(self, user_id: UUID) -> User:
        """Return a user whom nobody else changes until the transaction ends.

        Raises:
            UserNotFound: there is no such user.
        """
        return _found(await self._users.hold(user_id))

    async def page(
        self,
        *,
        limit: int,
        sort: Sort,
        email: str | None,
        status: Status | None,
        after: str | None,
    ) -> tuple[list[ShownUser], ShownUser | None]:
        """Return the users after the sort key `after`, and the last of them if more follow."""
        users = await self._users.page(
            limit=limit + 1, sort=sort, email=email, status=status, after=after
        )
        if len(users) <= limit:
            return users, None
        return users[:limit], users[limit - 1]

    async def groups(self) -> list[Group]:
        """Return how many users there are of each role and status; groups of none are left out."""
        return await self._users.groups()

    async def create(
        self, *, email: str, full_name: str, password: str | None, role: Role = "user"
    ) -> User:
        """Create a user.

        Raises:
            CommonPassword: the password is on the list, or known from a breach.
            EmailTaken: another account, perhaps a deleted one, has the address.
        """
        hashed = None if password is None else await self._hash(password)
        user = await self._users.create(
            email=email, full_name=full_name, role=role, password_hash=hashed
        )
        await self._outbox.publish(self._unit_of_work.write, UserCreated(**user._asdict()))
        return user

    async def update(self, user_id: UUID, **changes: Any) -> User:
        """Change `email`, `full_name`, or both.

        Raises:
            UserNotFound: there is no such user.
            EmailTaken: another account, perhaps a deleted one, has the address.
        """
        return _found(await self._users.update(user_id, **changes))

    async def set_access(self, user_id: UUID, *, role: Role, status: Status) -> User:
        """Set what a user may do; end the user's sessions if that changes anything.

        Raises:
            UserNotFound: there is no such user.
        """
        changed = await self._users.set_access(user_id, role, status)
        if changed is None:
            return await self.get(user_id)
        await self._sessions.end_all(user_id)
        return changed

    async def delete(self, user_id: UUID) -> None:
        """Delete a user.

        Raises:
            UserNotFound: there is no such user.
        """
        if not await self._users.delete(user_id):
            raise UserNotFound
        await self._sessions.end_all(user_id)
        await self._outbox.publish(self._unit_of_work.write, UserDeleted(id=user_id))

    async def authenticate(self, email: str, password: str) -> Account | None:
        """Return the active account with this address and password; None if there is none.

        The account stays as it is until this transaction ends, so no session begins with a
        password, or on an account, that is being taken back at the same time. An unknown address
        takes as long as a wrong password.
        """
        account = await self._users.account(email)
        matches = await self._passwords.verify(password, account and account.password_hash)
        if account is None or account.password_hash is None or not matches:
            return None
        verified = account.password_hash
        if self._passwords.is_outdated(verified):
            new = await self._passwords.hash(password)
            if await self._users.change_password(account.id, old=verified, new=new):
                verified = new
        held = await self._users.hold_account(account.id)
        if held is None or held.status != "active":
            return None
        if held.password_hash != verified and not await self._passwords.verify(
            password, held.password_hash
        ):
            return None
        return held

    async def change_password(
        self, user_id: UUID, *, current: str, new: str, session: UUID | None
    ) -> None:
        """Change the password, and end all sessions except `session`.

        Raises:
            WrongPassword: `current` is not the account's password.
            CommonPassword: `new` is on the list, or known from a breach.
        """
        account = await self._users.account_of(user_id)
        stored = account and account.password_hash
        if not await self._passwords.verify(current, stored):
            raise WrongPassword
        if not await self._users.change_password(user_id, old=stored, new=await self._hash(new)):
            raise WrongPassword
        await self._sessions.end_all(user_id, but=session)

    async def set_password(self, user_id: UUID, password: str) -> None:
        """Set a password without asking for the current one, and end all sessions.

        Raises:
            UserNotFound: there is no such user.
            CommonPassword: the password is on the list, or known from a breach.
        """
        _found(await self._users.change(user_id, password_hash=await self._hash(password)))
        await self._sessions.end_all(user_id)

    async def find(self, email: str) -> Account:
        """Return the account with this address.

        Raises:
            UserNotFound: there is none.
        """
        account = await self._users.account(email)
        if account is None:
            raise UserNotFound
        return account

    async def _hash(self, password: str) -> str:
        if is_common(password):
            raise CommonPassword
        breaches = self._resources.pwned_passwords
        if breaches is not None and await breaches.has(password):
            raise CommonPassword("This password is known from a breach; choose another one.")
        return await self._passwords.hash(password)


def _found(user: User | None) -> User:
    if user is None:
        raise UserNotFound
    return user
