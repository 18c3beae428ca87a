"""The rules of users."""

from uuid import UUID

from impl.features.users.errors import UserNotFound
from impl.features.users.repository import User, UserRepository


class UserService:
    def __init__(self, users: UserRepository) -> None:
        self._users = users

    async def get(self, user_id: UUID) -> User:
        """Raises: `UserNotFound`."""
        user = await self._users.get(user_id)
        if user is None:
            raise UserNotFound
        return user

    async def page(self, *, limit: int, before: UUID | None) -> tuple[list[User], UUID | None]:
        """Users older than `before`, newest first, and where the next page starts if any."""
        users = await self._users.newest(limit=limit + 1, before=before)
        if len(users) <= limit:
            return users, None
        return users[:limit], users[limit - 1].id

    async def create(self, *, email: str, full_name: str) -> User:
        """Raises: `EmailTaken`, also when the account with that address was deleted."""
        return await self._users.create(email=email, full_name=full_name)

    async def delete(self, user_id: UUID) -> None:
        """Raises: `UserNotFound`."""
        if not await self._users.delete(user_id):
            raise UserNotFound
