"""The generated server around handlers of ours, which take the place of some of its stubs.

`peer` is generated from the service's document when the benchmark runs.
"""

import importlib
from uuid import UUID

from ceiling import storage, tokens
from fastapi import HTTPException
from fastapi.security import HTTPAuthorizationCredentials
from peer import models
from peer.server import Credentials, RequirementSets
from peer.services import authorize as authorizing
from peer.services import health, users

STORE = storage.Storage()


async def authorize(requirement_sets: RequirementSets, credentials: Credentials) -> object:
    """By the ceiling's cached token check; the first set of requirements is the bearer's."""
    presented = credentials["bearerAuth"]
    if not isinstance(presented, HTTPAuthorizationCredentials):
        raise HTTPException(401)
    for _scheme, scopes in requirement_sets[0]:
        for scope in scopes:
            caller = tokens.verify(presented.credentials, scope)
            if caller is None:
                raise HTTPException(403)
    if not await STORE.is_allowed(*caller):
        raise HTTPException(429)
    return caller


class Health(health.Health):
    async def get_liveness(self) -> models.Liveness:
        return models.Liveness(status="ok")


class Users(users.Users):
    async def list_users(
        self,
        *,
        principal: object,
        limit: int,
        cursor: str | None,
        email: str | None,
        status: models.UserStatus | None,
        sort: models.UserSortParameter,
    ) -> models.UserPage:
        records = await STORE.all(storage.NEWEST, limit + 1)
        items = [models.User(**record) for record in records[:limit]]
        more = tokens.sign_cursor(str(items[-1].id.root)) if len(records) > limit else None
        return models.UserPage(items=items, next_cursor=more)

    async def get_user(
        self, *, principal: object, id: UUID, If_None_Match: str | None
    ) -> models.User:
        record = await STORE.first(storage.GET, id)
        if record is None:
            raise HTTPException(404)
        return models.User(**record)

    async def update_user(
        self,
        *,
        principal: object,
        id: UUID,
        If_Match: str | None,
        body: models.UserPatch,
        media_type: str | None,
    ) -> models.User:
        record = await STORE.rename(id, body.full_name.root)
        if record is None:
            raise HTTPException(404)
        return models.User(**record)


# `peer.server.main` is generated: it composes what these modules hold, whatever tags there are.
health.Health = Health
users.Users = Users
authorizing.authorize = authorize
app = importlib.import_module("peer.server.main").app
