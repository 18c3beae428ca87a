"""The ceiling: what an authenticated request costs when nothing else is done.

Answers what the benchmark asks and nothing more: no routing table, no errors beyond those asked
for, no headers but the content's, no log.
"""

from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import jsonschema_rs
import orjson
from ceiling import storage, tokens

_store = storage.Storage()
_USERS = "/api/v1/users"
_UNAUTHORIZED = b'{"title":"Unauthorized","status":401}'
_INVALID = b'{"title":"Unprocessable Content","status":422}'
_PATCH = jsonschema_rs.validator_for(
    {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {
            "email": {"type": "string", "format": "email", "minLength": 3, "maxLength": 254},
            "full_name": {"type": "string", "minLength": 1, "maxLength": 100},
        },
    },
    validate_formats=True,
)


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        status, body = await _answer(scope, receive)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def _answer(scope: Any, receive: Any) -> tuple[int, bytes]:
    path = scope["path"]
    if path == "/livez":
        return 200, b'{"status":"ok"}'
    writes = scope["method"] == "PATCH"
    caller = _caller(scope, "users:write" if writes else "users:read")
    if caller is None:
        return 401, _UNAUTHORIZED
    if not await _store.is_allowed(*caller):
        return 429, b"{}"
    if path == _USERS:
        return await _list(int(dict(parse_qsl(scope["query_string"]))[b"limit"]))
    user_id = UUID(path.rpartition("/")[2])
    if writes:
        return await _rename(user_id, (await receive())["body"])
    return 200, _json(dict(await _store.first(storage.GET, user_id)))


def _caller(scope: Any, needed: str) -> tuple[str, str] | None:
    for name, value in scope["headers"]:
        if name == b"authorization":
            return tokens.verify(value[7:].decode(), needed)
    return None


async def _list(limit: int) -> tuple[int, bytes]:
    records = await _store.all(storage.NEWEST, limit + 1)
    items = [dict(record) for record in records[:limit]]
    cursor = tokens.sign_cursor(str(items[-1]["id"])) if len(records) > limit else None
    return 200, _json({"items": items, "next_cursor": cursor})


async def _rename(user_id: UUID, body: bytes) -> tuple[int, bytes]:
    patch = orjson.loads(body)
    if not _PATCH.is_valid(patch):
        return 422, _INVALID
    return 200, _json(dict(await _store.rename(user_id, patch["full_name"])))


def _json(value: Any) -> bytes:
    return orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z)  # asyncpg has its own UUID
