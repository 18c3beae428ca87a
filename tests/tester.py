"""The tester: tokens with any scopes, for a session that is really there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, text
from uuid_utils.compat import uuid7

from impl.features.auth.roles import SCOPES
from impl.features.sessions.tables import SessionTable
from impl.features.users.tables import UserTable
from impl.security.tokens import TokenService
from impl.settings import Settings
from impl.storage import Database

Bearer = Callable[..., dict[str, str]]


async def bearer_of_tester(database: Database, settings: Settings) -> Bearer:
    """`bearer("users:read")` makes headers with a token of that scope, or of those.

    The tester's account is hidden, so that lists hold only what a test has made.
    """
    tokens = TokenService(settings)
    user_id, session_id, now = uuid7(), uuid7(), datetime.now(UTC)
    session = database.write()
    await session.execute(
        insert(UserTable).values(
            id=user_id, email=f"{user_id}@tester.example", full_name="Tester", deleted_at=now
        )
    )
    await session.execute(
        insert(SessionTable).values(
            id=session_id,
            user_id=user_id,
            scope="",
            refresh_digest=b"",
            expires_at=now + timedelta(days=1),
        )
    )
    await session.commit()
    await session.close()

    def bearer(*scopes: str) -> dict[str, str]:
        token, _ = tokens.issue_access_token(str(user_id), scopes, session=str(session_id))
        return {"Authorization": f"Bearer {token}"}

    return bearer


async def headers_of_tester(database: Database, settings: Settings) -> dict[str, str]:
    """Return a token of all scopes; its account is not hidden, because operations are about it."""
    bearer = await bearer_of_tester(database, settings)
    session = database.write()
    await session.execute(text("UPDATE users SET deleted_at = NULL"))
    await session.commit()
    await session.close()
    return bearer(*sorted(SCOPES["admin"]))
