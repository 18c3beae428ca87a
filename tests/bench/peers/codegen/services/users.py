"""Users, on the ceiling's prepared statements."""

from uuid import UUID

from ceiling import storage, tokens
from fastapi import HTTPException
from peer import models
from peer.server import HTTPResult
from peer.server.services import UsersService
from peer.services.authorize import STORE

from impl.storage.identifiers import uuid7


class Users(UsersService[object]):
    async def list_users(
        self, *, principal: object, limit: int, cursor: str | None
    ) -> models.UserPage:
        records = await STORE.all(storage.NEWEST, storage.ABOVE_ALL, limit + 1)
        items = [models.User(**record) for record in records[:limit]]
        more = tokens.sign_cursor(str(items[-1].id.root)) if len(records) > limit else None
        return models.UserPage(items=items, next_cursor=more)

    async def create_user(
        self, *, principal: object, body: models.NewUser
    ) -> HTTPResult[models.User]:
        record = await STORE.first(storage.ADD, uuid7(), body.email.root, body.full_name.root)
        location = f"/api/v1/users/{record['id']}"
        return HTTPResult(201, models.User(**record), {"location": location})

    async def get_user(self, *, principal: object, id: UUID) -> models.User:
        record = await STORE.first(storage.GET, id)
        if record is None:
            raise HTTPException(404)
        return models.User(**record)

    async def delete_user(self, *, principal: object, id: UUID) -> None:
        raise NotImplementedError
