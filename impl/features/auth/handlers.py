"""Sessions and passwords over HTTP: between the document's models and the services."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import MISSING

from generated import models, problems
from generated.routers.auth import RegisterCreated
from generated.routers.users import GET_USER
from impl.context import Context, session_id, user_id
from impl.features.auth.errors import InvalidCredentials
from impl.features.auth.roles import SCOPES
from impl.features.sessions.service import SessionService, TokenPair
from impl.features.users.service import Account, UserService


class Auth:
    """Implements `generated.routers.auth.AuthHandlers`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._sessions = SessionService(context.unit_of_work, context.resources)
        self._users = UserService(context.unit_of_work, context.resources)

    async def get_keys(self) -> models.KeySet:
        keys = self._context.resources.tokens.keys.public()
        return models.KeySet(keys=[models.Key.model_validate(key) for key in keys])

    async def register(self, *, body: models.Registration) -> RegisterCreated:
        user = await self._users.create(
            email=body.email, full_name=body.full_name, password=body.password
        )
        return RegisterCreated(
            body=models.User.model_validate(user, from_attributes=True),
            location=GET_USER.path.format(id=user.id),
        )

    async def log_in(self, *, body: models.Credentials) -> models.TokenPair:
        account = await self._authenticate(body.email, body.password)
        if account is None:
            raise InvalidCredentials
        return await self._begin(account, SCOPES[account.role])

    async def get_token(self, *, body: models.PasswordGrant) -> models.TokenPair:
        account = await self._authenticate(body.username, body.password)
        if account is None:
            raise _refused(
                "invalid_grant",
                "There is no active account with this e-mail address and password.",
            )
        granted = SCOPES[account.role]
        if body.scope is not MISSING:
            granted &= frozenset(body.scope.split())
            if not granted:
                raise _refused("invalid_scope", "The account has none of these scopes.")
        return await self._begin(account, granted)

    async def refresh(self, *, body: models.RefreshRequest) -> models.TokenPair:
        return _tokens(await self._sessions.refresh(body.refresh_token))

    async def log_out(self) -> None:
        await self._sessions.end_if_there(session_id(self._context), user_id(self._context))

    async def log_out_everywhere(self) -> None:
        await self._sessions.end_all(user_id(self._context))

    async def list_sessions(self) -> models.SessionList:
        current = session_id(self._context)
        return models.SessionList(
            items=[
                models.Session(
                    id=session.id,
                    current=session.id == current,
                    user_agent=session.user_agent,
                    created_at=session.created_at,
                    last_used_at=session.rotated_at,
                    expires_at=session.expires_at,
                )
                for session in await self._sessions.of_user(user_id(self._context))
            ]
        )

    async def end_session(self, *, id: UUID) -> None:
        await self._sessions.end(id, user_id(self._context))

    async def change_password(self, *, body: models.PasswordChange) -> None:
        await self._users.change_password(
            user_id(self._context),
            current=body.current_password,
            new=body.new_password,
            session=session_id(self._context),
        )

    async def _authenticate(self, email: str, password: str) -> Account | None:
        """Return the account, or None; every guess is counted before it is looked at.

        A login that succeeds takes its count back. Each account is guarded against one address,
        tightly, and against all addresses together, loosely. A guess that the address may not
        make does not count against the account, so one address cannot lock the owner out.
        """
        account = email.lower()
        attempt = f"{account} {self._context.client}"
        await self._context.limit("login-attempt", attempt)
        await self._context.limit("login-account", account)
        authenticated = await self._users.authenticate(email, password)
        if authenticated is not None:
            await self._context.forgive("login-attempt", attempt)
        return authenticated

    async def _begin(self, account: Account, scopes: frozenset[str]) -> models.TokenPair:
        return _tokens(
            await self._sessions.begin(
                account.id, scopes=scopes, user_agent=self._context.headers.get("user-agent")
            )
        )


def _tokens(pair: TokenPair) -> models.TokenPair:
    return models.TokenPair(token_type="Bearer", **pair._asdict())  # noqa: S106  no secret


def _refused(
    error: Literal["invalid_grant", "invalid_scope"], description: str
) -> problems.GetTokenBadRequest:
    return problems.GetTokenBadRequest(
        models.GrantError(error=error, error_description=description)
    )
