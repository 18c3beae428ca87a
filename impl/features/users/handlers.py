"""Users over HTTP: between the document's models and the service."""

from __future__ import annotations

from typing import Final, Literal, cast
from uuid import UUID

from pydantic import MISSING

from generated import models
from generated.routers.users import GET_USER, CreateUserCreated
from impl.context import Context, user_id
from impl.features.users.repository import User, shown, sort_key
from impl.features.users.service import UserService

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
        after = self._cursors.verify(listed, cursor)[0] if cursor else None
        users, last = await self._service.page(
            limit=limit, sort=sort, email=email, status=status, after=after
        )
        following = self._cursors.sign(listed, [sort_key(last, sort)]) if last else None
        return cast("models.UserPage", {"items": users, "next_cursor": following})

    async def create_user(self, *, body: models.NewUser) -> CreateUserCreated:
        user = await self._service.create(
            email=body.email,
            full_name=body.full_name,
            password=None if body.password is MISSING else body.password,
            role=body.role,
        )
        return CreateUserCreated(body=_model(user), location=GET_USER.path.format(id=user.id))

    async def get_user_statistics(self) -> models.UserStatistics:
        groups = await self._service.groups()
        return models.UserStatistics(
            total=sum(each.users for each in groups),
            by_role=models.UsersByRole(
                user=sum(each.users for each in groups if each.role == "user"),
                admin=sum(each.users for each in groups if each.role == "admin"),
            ),
            by_status=models.UsersByStatus(
                active=sum(each.users for each in groups if each.status == "active"),
                disabled=sum(each.users for each in groups if each.status == "disabled"),
            ),
        )

    async def get_me(self) -> models.User:
        return await self.get_user(id=user_id(self._context))

    async def update_me(self, *, body: models.UserPatch) -> models.User:
        return await self.update_user(id=user_id(self._context), body=body)

    async def get_user(self, *, id: UUID) -> models.User:
        return self._shown(await self._service.get(id))

    async def replace_user(self, *, id: UUID, body: models.UserReplacement) -> models.User:
        return await self._update(id, body)

    async def update_user(self, *, id: UUID, body: models.UserPatch) -> models.User:
        return await self._update(id, body)

    async def set_user_access(self, *, id: UUID, body: models.UserAccess) -> models.User:
        return _model(await self._service.set_access(id, role=body.role, status=body.status))

    async def delete_user(self, *, id: UUID) -> None:
        await self._expect_version(id)
        await self._service.delete(id)

    async def _update(
        self, id: UUID, body: models.UserReplacement | models.UserPatch
    ) -> models.User:
        if body.email is not MISSING:
            await self._count_address(id, body.email)
        await self._expect_version(id)
        return self._shown(await self._service.update(id, **body.model_dump()))

    async def _expect_version(self, id: UUID) -> None:
        """Hold the user in the version that the client means, if it means one."""
        if self._context.is_conditional:
            held = await self._service.hold(id)
            self._context.if_match(held.id, held.version)

    def _shown(self, user: User) -> models.User:
        self._context.etag(user.id, user.version)
        return _model(user)

    async def _count_address(self, id: UUID, email: str) -> None:
        """Charge a change of address: trying one after the other tells which of them are taken."""
        if (await self._service.get(id)).email.lower() != email.lower():
            await self._context.limit("new-address", str(id))


def _model(user: User) -> models.User:
    """Return the row as it is written: PostgreSQL has typed it, so no model need look at it."""
    return cast("models.User", shown(user[:-1]))
