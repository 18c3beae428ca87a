"""Litestar with msgspec on both sides; the middleware of `handwritten/` around it.

Storage and token check are the ceiling's.
"""

import logging
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from ceiling import storage, tokens
from handwritten.exchange import Exchange
from litestar import Litestar, Request, Response, Router, get, patch
from litestar.connection import ASGIConnection
from litestar.exceptions import (
    HTTPException,
    NotAuthorizedException,
    NotFoundException,
    TooManyRequestsException,
    ValidationException,
)
from litestar.handlers import BaseRouteHandler
from litestar.params import Parameter

logging.basicConfig(level=logging.INFO, format="%(message)s")

STORE = storage.Storage()


class UserUpdate(msgspec.Struct, forbid_unknown_fields=True):
    email: Annotated[
        str, msgspec.Meta(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    ] = ""
    full_name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] = ""


class User(msgspec.Struct):
    id: UUID
    email: str
    full_name: str
    role: str
    status: str
    created_at: datetime
    updated_at: datetime


class UserPage(msgspec.Struct):
    items: list[User]
    next_cursor: str | None


class Liveness(msgspec.Struct):
    status: str


async def admit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    token = connection.headers.get("authorization", "").removeprefix("Bearer ")
    caller = tokens.verify(token, handler.opt["scope"])
    if caller is None:
        raise NotAuthorizedException
    if not await STORE.is_allowed(*caller):
        raise TooManyRequestsException


def unprocessable(_request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    content = {"title": "Unprocessable Content", "status": 422, "errors": error.extra}
    return Response(content, status_code=422, media_type="application/problem+json")


@get("/livez")
async def get_liveness() -> Liveness:
    return Liveness("ok")


@get("/", scope="users:read")
async def list_users(limit: Annotated[int, Parameter(ge=1, le=100)] = 20) -> UserPage:
    records = await STORE.all(storage.NEWEST, limit + 1)
    items = [User(*record) for record in records[:limit]]
    cursor = tokens.sign_cursor(str(items[-1].id)) if len(records) > limit else None
    return UserPage(items, cursor)


@get("/{user_id:uuid}", scope="users:read")
async def get_user(user_id: UUID) -> User:
    return _user(await STORE.first(storage.GET, user_id))


@patch("/{user_id:uuid}", scope="users:write")
async def update_user(user_id: UUID, data: UserUpdate) -> User:
    return _user(await STORE.rename(user_id, data.full_name))


def _user(record: Any) -> User:
    if record is None:
        raise NotFoundException
    return User(*record)


users = Router("/api/v1/users", route_handlers=[list_users, get_user, update_user], guards=[admit])
app = Exchange(
    Litestar(
        [get_liveness, users],
        exception_handlers={ValidationException: unprocessable},
        openapi_config=None,
        logging_config=None,
    )
)
