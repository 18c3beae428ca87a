"""Tickets: each opens one socket, soon, for the principal who asked for it.

A browser cannot send headers with a WebSocket, and a URL is no place for a token that lasts.
"""

import hashlib
import secrets
from typing import Final

from exactapi.access.ports import Principal
from pydantic import TypeAdapter
from redis.asyncio import Redis

LIFETIME: Final = 30
"""Seconds."""

_PRINCIPAL: Final = TypeAdapter(Principal)


class Tickets:
    """Kept in Redis by their digest. Each method raises what the client raises if Redis is away."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._prefix = prefix

    async def issue(self, principal: Principal) -> str:
        """Return a new ticket for the principal, with scopes, session and end of the token."""
        ticket = secrets.token_urlsafe(32)
        await self._redis.set(self._key(ticket), _PRINCIPAL.dump_json(principal), ex=LIFETIME)
        return ticket

    async def redeem(self, ticket: str) -> Principal | None:
        """Return whose ticket it is; None if it is unknown, expired or was redeemed before."""
        kept = await self._redis.getdel(self._key(ticket))
        return None if kept is None else _PRINCIPAL.validate_json(kept)

    def _key(self, ticket: str) -> str:
        digest = hashlib.sha256(ticket.encode(errors="replace")).hexdigest()
        return f"{self._prefix}ticket:{digest}"
