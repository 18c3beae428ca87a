"""FastAPI by hand, as those write it who know what it costs.

One middleware, without `BaseHTTPMiddleware`; prepared statements instead of an ORM; responses made
of the rows by orjson, without `response_model`. Storage and token check are the ceiling's.
"""

import logging
from typing import Annotated, Any
from uuid import UUID

import orjson
from ceiling import storage, tokens
from fastapi import Depends, FastAPI, HTTPException, Query, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from handwritten.exchange import Exchange
from pydantic import BaseModel, ConfigDict, EmailStr, Field

logging.basicConfig(level=logging.INFO, format="%(message)s")

STORE = storage.Storage()
Bearer = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


class UserUpdate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: EmailStr | None = Field(None, min_length=3, max_length=254)
    full_name: str | None = Field(None, min_length=1, max_length=100)


class JSONResponse(Response):
    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content, default=str, option=orjson.OPT_UTC_Z)


async def _admit(token: str, scope: str) -> None:
    caller = tokens.verify(token, scope)
    if caller is None:
        raise HTTPException(401, "Could not validate credentials")
    if not await STORE.is_allowed(*caller):
        raise HTTPException(429, "Too many requests")


async def may_read(bearer: Bearer) -> None:
    await _admit(bearer.credentials, "users:read")


async def may_write(bearer: Bearer) -> None:
    await _admit(bearer.credentials, "users:write")


app = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})
app.add_middleware(Exchange)


@app.get("/livez")
async def get_liveness() -> Response:
    return JSONResponse({"status": "ok"})


@app.get("/api/v1/users", dependencies=[Depends(may_read)])
async def list_users(limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Response:
    records = await STORE.all(storage.NEWEST, limit + 1)
    items = [dict(record) for record in records[:limit]]
    cursor = tokens.sign_cursor(str(items[-1]["id"])) if len(records) > limit else None
    return JSONResponse({"items": items, "next_cursor": cursor})


@app.get("/api/v1/users/{user_id}", dependencies=[Depends(may_read)])
async def get_user(user_id: UUID) -> Response:
    return _user(await STORE.first(storage.GET, user_id))


@app.patch("/api/v1/users/{user_id}", dependencies=[Depends(may_write)])
async def update_user(user_id: UUID, body: UserUpdate) -> Response:
    return _user(await STORE.rename(user_id, str(body.full_name)))


def _user(record: Any) -> Response:
    if record is None:
        raise HTTPException(404, "User not found")
    return JSONResponse(dict(record))
