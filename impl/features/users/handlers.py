"""Users over HTTP: between the document's models and the service."""

from __future__ import annotations

from typing import Final, Literal
from uuid import UUID

from pydantic import MISSING

from generated import models, problems
from generated.routers.users import CreateUserCreated
from impl.context import Context
from impl.features.auth.caller import user_id
from impl.features.users import errors
from impl.features.users.repository import User, sort_key
from impl.features.users.service import UserService
from impl.storage.cursor import InvalidCursor

_LIST: Final = "listUsers"


class Users:
    """Implements `generated.routers.users.UsersHandlers`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._service = UserService(context.unit_of_work, context.resources)
        self._cursors = context.resources.cursors

    async def list_users(
        self,
        *,
        limit: int = 20,
        cursor: str | None = None,
        email: str | None = None,
        status: models.UserStatus | None = None,
        sort: Literal["created_at", "-created_at", "email", "-email"] = "-created_at",
    ) -> models.UserPage:
        listed = f"{_LIST} {sort} {status or ''} {(email or '').lower()}"
        try:
            after = self._cursors.verify(listed, cursor)[0] if cursor else None
        except InvalidCursor:
            raise problems.InvalidCursor from None
        users, last = await self._service.page(
            limit=limit, sort=sort, email=email, status=status, after=after
        )
        return models.UserPage.model_validate(
            {
                "items": users,
                "next_cursor": self._cursors.sign(listed, [sort_key(last, sort)]) if last else None,
            },
            from_attributes=True,
        )

    async def create_user(self, *, body: models.NewUser) -> CreateUserCreated:
        try:
            user = await self._service.create(
                email=body.email,
                full_name=body.full_name,
                password=None if body.password is MISSING else body.password,
                role=body.role,
            )
        except errors.CommonPassword:
            raise problems.CommonPassword from None
        except errors.EmailTaken:
            raise problems.EmailTaken from None
        return CreateUserCreated(body=user_model(user), location=location(user))

    async def get_me(self) -> models.User:
        return await self.get_user(id=user_id(self._context))

    async def update_me(self, *, body: models.UserPatch) -> models.User:
        return await self.update_user(id=user_id(self._context), body=body)

    async def get_user(self, *, id: UUID) -> models.User:
        try:
            return user_model(await self._service.get(id))
        except errors.UserNotFound:
            raise problems.UserNotFound from None

    async def replace_user(self, *, id: UUID, body: models.UserReplacement) -> models.User:
        return await self._update(id, body)

    async def update_user(self, *, id: UUID, body: models.UserPatch) -> models.User:
        return await self._update(id, body)

    async def set_user_access(self, *, id: UUID, body: models.UserAccess) -> models.User:
        try:
            user = await self._service.set_access(id, role=body.role, status=body.status)
        except errors.UserNotFound:
            raise problems.UserNotFound from None
        return user_model(user)

    async def delete_user(self, *, id: UUID) -> None:
        try:
            await self._service.delete(id)
        except errors.UserNotFound:
            raise problems.UserNotFound from None

    async def _update(
        self, id: UUID, body: models.UserReplacement | models.UserPatch
    ) -> models.User:
        try:
            if body.email is not MISSING:
                await self._count_address(id, body.email)
            user = await self._service.update(id, **body.model_dump())
        except errors.UserNotFound:
            raise problems.UserNotFound from None
        except errors.EmailTaken:
            raise problems.EmailTaken from None
        return user_model(user)

    async def _count_address(self, id: UUID, email: str) -> None:
        """Whoever asks for one address after the other wants to know which of them are taken."""
        if (await self._service.get(id)).email.lower() != email.lower():
            await self._context.limit("new-address", str(id))


def location(user: User) -> str:
    return f"/api/v1/users/{user.id}"


def user_model(user: User) -> models.User:
    return models.User.model_validate(user, from_attributes=True)
