"""The rules of sessions: how they begin, go on and end."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID

from impl.features.sessions.errors import InvalidRefreshToken, SessionNotFound
from impl.features.sessions.repository import Session, SessionRepository
from impl.features.sessions.tables import USER_AGENT_LENGTH
from impl.resources import Resources
from impl.security.tokens import RefreshToken
from impl.storage import UnitOfWork

_TOKEN_ID_BYTES: Final = 32


class TokenPair(NamedTuple):
    """`expires_in` is the lifetime of the access token in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    scope: str


class SessionService:
    """A session that is ended here ends for every worker once the transaction is committed."""

    def __init__(self, unit_of_work: UnitOfWork, resources: Resources) -> None:
        self._settings = resources.settings
        self._unit_of_work = unit_of_work
        self._sessions = SessionRepository(unit_of_work)
        self._tokens = resources.tokens
        self._guard = resources.guard

    async def expiry(self, id: UUID) -> float | None:
        """Return until when the session holds, in Unix seconds; None if it does not."""
        return await self._sessions.expiry(id)

    async def begin(
        self, user_id: UUID, *, scopes: Iterable[str], user_agent: str | None
    ) -> TokenPair:
        """Start a session; return its first tokens."""
        token_id = secrets.token_urlsafe(_TOKEN_ID_BYTES)
        session = await self._sessions.add(
            lifetime=timedelta(days=self._settings.session_expire_days),
            user_id=user_id,
            scope=" ".join(sorted(scopes)),
            user_agent=user_agent and user_agent[:USER_AGENT_LENGTH],
            refresh_digest=_digest(token_id),
        )
        await self._sessions.forget_expired(user_id)
        self._revoke(await self._sessions.end_surplus(user_id))
        return self._pair(session, token_id)

    async def refresh(self, token: str) -> TokenPair:
        """Return the next tokens of a session; within the grace, the same ones again.

        Using a token again after that ends its session: one of its two users stole it (RFC 9700,
        section 4.14.2).

        Raises:
            InvalidRefreshToken: the token is not valid, or its session has ended.
        """
        claims = self._tokens.verify_refresh_token(token)
        if claims is None:
            raise InvalidRefreshToken
        session_id, user_id = UUID(claims.session), UUID(claims.subject)
        digest, successor = _digest(claims.id), _successor(claims.id)
        grace = timedelta(seconds=self._settings.refresh_token_grace_seconds)
        session = await self._sessions.rotate(
            session_id, user_id, digest=digest, successor=_digest(successor)
        ) or await self._sessions.just_rotated(session_id, user_id, digest=digest, grace=grace)
        if session is None:
            self._revoke(await self._sessions.end(session_id, user_id))
            # This write must outlive the error, which would roll it back.
            await self._unit_of_work.write.commit()
            raise InvalidRefreshToken
        return self._pair(session, successor)

    async def of_user(self, user_id: UUID) -> list[Session]:
        """Return the sessions that have not ended, newest first."""
        return await self._sessions.of_user(user_id)

    async def end(self, id: UUID, user_id: UUID) -> None:
        """End one session.

        Raises:
            SessionNotFound: the user has no such session.
        """
        if not await self.end_if_there(id, user_id):
            raise SessionNotFound

    async def end_if_there(self, id: UUID, user_id: UUID) -> bool:
        """End one session; return whether there was one."""
        ended = await self._sessions.end(id, user_id)
        self._revoke(ended)
        return bool(ended)

    async def end_all(self, user_id: UUID, *, but: UUID | None = None) -> None:
        self._revoke(await self._sessions.end_all(user_id, but=but))

    async def forget_all(self, user_id: UUID) -> None:
        """Remove what is known of the sessions of a user who is gone, and ends have been told."""
        await self.end_all(user_id)
        await self._sessions.forget_all(user_id)

    def _revoke(self, ended: list[UUID]) -> None:
        if ended:
            sessions = [*map(str, ended)]
            self._unit_of_work.write.before_commit(
                partial(self._guard.mark_sessions_uncertain, sessions)
            )
            self._unit_of_work.write.after_commit(
                partial(self._guard.publish_revoked_sessions, sessions)
            )

    def _pair(self, session: Session, token_id: str) -> TokenPair:
        left = int(session.expires_at.timestamp() - time.time())
        idle = timedelta(days=self._settings.refresh_token_expire_days)
        access_token, seconds = self._tokens.issue_access_token(
            str(session.user_id),
            session.scope.split(),
            session=str(session.id),
            lifetime=max(0, min(60 * self._settings.access_token_expire_minutes, left)),
        )
        refresh_token = self._tokens.issue_refresh_token(
            RefreshToken(token_id, str(session.id), str(session.user_id)),
            issued=int(session.rotated_at.timestamp()),
            expires=int(min(session.rotated_at + idle, session.expires_at).timestamp()),
        )
        return TokenPair(access_token, refresh_token, seconds, session.scope)


def _digest(token_id: str) -> bytes:
    return hashlib.sha256(token_id.encode()).digest()


def _successor(token_id: str) -> str:
    """Return the id of the next token, the same one each time.

    It need not be secret: a token also needs our signature.
    """
    return hmac.new(token_id.encode(), b"successor", hashlib.sha256).hexdigest()
