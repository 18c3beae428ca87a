"""Connexion 3: requests are checked against a document; the middleware of `handwritten/` around it.

Storage and token check are the ceiling's.
"""

import logging
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from ceiling import storage, tokens
from connexion import AsyncApp
from connexion.exceptions import BadRequestProblem, OAuthProblem, ProblemException
from connexion.lifecycle import ConnexionRequest, ConnexionResponse
from handwritten.exchange import Exchange

logging.basicConfig(level=logging.INFO, format="%(message)s")

STORE = storage.Storage()
_JSON = "application/json"


async def may_read(token: str) -> dict[str, Any]:
    return await _admit(token, "users:read")


async def may_write(token: str) -> dict[str, Any]:
    return await _admit(token, "users:write")


async def _admit(token: str, scope: str) -> dict[str, Any]:
    caller = tokens.verify(token, scope)
    if caller is None:
        raise OAuthProblem
    if not await STORE.is_allowed(*caller):
        raise ProblemException(status=429, title="Too Many Requests")
    return {"sub": caller[0]}


async def get_liveness() -> dict[str, str]:
    return {"status": "ok"}


async def list_users(limit: int = 20) -> ConnexionResponse:
    records = await STORE.all(storage.NEWEST, limit + 1)
    items = [dict(record) for record in records[:limit]]
    cursor = tokens.sign_cursor(str(items[-1]["id"])) if len(records) > limit else None
    return _answer({"items": items, "next_cursor": cursor})


async def get_user(user_id: str) -> ConnexionResponse:
    return _answer(dict(await STORE.first(storage.GET, UUID(user_id))))


async def update_user(user_id: str, body: dict[str, Any]) -> ConnexionResponse:
    return _answer(dict(await STORE.rename(UUID(user_id), body["full_name"])))


def _answer(value: Any, status: int = 200, media_type: str = _JSON) -> ConnexionResponse:
    content = orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z)
    return ConnexionResponse(status_code=status, content_type=media_type, body=content)


def unprocessable(_request: ConnexionRequest, error: Exception) -> ConnexionResponse:
    """Answer 422, as the others do; Connexion's own status is 400."""
    content = {"title": "Unprocessable Content", "status": 422, "detail": str(error)}
    return _answer(content, 422, "application/problem+json")


_app = AsyncApp(__name__, specification_dir=Path(__file__).parent)
_app.add_api("openapi.yaml", strict_validation=True)
_app.add_error_handler(BadRequestProblem, unprocessable)
app = Exchange(_app)
