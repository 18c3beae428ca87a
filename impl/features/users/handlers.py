"""Users over HTTP: between the document's models and the service."""

from typing import Final
from uuid import UUID

from generated import models, problems
from generated.routers.users import CreateUserCreated
from impl.contract import RequestContext
from impl.features.users import errors
from impl.features.users.repository import User, UserRepository
from impl.features.users.service import UserService
from impl.storage.cursor import InvalidCursor

_LIST: Final = "listUsers"


class Users:
    """Implements `generated.routers.users.UsersHandlers`."""

    def __init__(self, context: RequestContext) -> None:
        self._service = UserService(UserRepository(context))
        self._cursors = context.resources.cursors

    async def list_users(self, *, limit: int = 20, cursor: str | None = None) -> models.UserPage:
        try:
            before = UUID(self._cursors.verify(_LIST, cursor)[0]) if cursor else None
        except InvalidCursor:
            raise problems.InvalidCursor from None
        users, next_page = await self._service.page(limit=limit, before=before)
        return models.UserPage(
            items=[_model(user) for user in users],
            next_cursor=self._cursors.sign(_LIST, [str(next_page)]) if next_page else None,
        )

    async def create_user(self, *, body: models.NewUser) -> CreateUserCreated:
        try:
            user = await self._service.create(email=body.email, full_name=body.full_name)
        except errors.EmailTaken:
            raise problems.EmailTaken from None
        return CreateUserCreated(body=_model(user), location=f"/api/v1/users/{user.id}")

    async def get_user(self, *, id: UUID) -> models.User:
        try:
            return _model(await self._service.get(id))
        except errors.UserNotFound:
            raise problems.UserNotFound from None

    async def delete_user(self, *, id: UUID) -> None:
        try:
            await self._service.delete(id)
        except errors.UserNotFound:
            raise problems.UserNotFound from None


def _model(user: User) -> models.User:
    return models.User(
        id=user.id,
        email=user.email,
        full_name=user.full_name,
        created_at=user.created_at,
        updated_at=user.updated_at,
    )
