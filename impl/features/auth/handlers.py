"""Sessions and passwords over HTTP: between the document's models and the services."""

from __future__ import annotations

from typing import Final, Literal
from uuid import UUID

from pydantic import MISSING

from generated import models, problems
from generated.routers.auth import RegisterCreated
from impl.context import Context
from impl.features.auth import errors
from impl.features.auth.caller import session_id, user_id
from impl.features.auth.repository import Session
from impl.features.auth.roles import SCOPES
from impl.features.auth.service import SessionService, TokenPair
from impl.features.users import errors as user_errors
from impl.features.users.handlers import location, user_model
from impl.features.users.repository import Account
from impl.features.users.service import UserService

_CHALLENGE: Final = 'Bearer realm="api"'


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
        try:
            user = await self._users.create(
                email=body.email, full_name=body.full_name, password=body.password
            )
        except user_errors.CommonPassword:
            raise problems.CommonPassword from None
        except user_errors.EmailTaken:
            raise problems.EmailTaken from None
        return RegisterCreated(body=user_model(user), location=location(user))

    async def log_in(self, *, body: models.Credentials) -> models.TokenPair:
        try:
            account = await self._authenticate(body.email, body.password)
        except user_errors.InvalidCredentials:
            raise problems.InvalidCredentials(www_authenticate=_CHALLENGE) from None
        return await self._begin(account, SCOPES[account.role])

    async def get_token(self, *, body: models.PasswordGrant) -> models.TokenPair:
        try:
            account = await self._authenticate(body.username, body.password)
        except user_errors.InvalidCredentials:
            raise _refused(
                "invalid_grant",
                "There is no active account with this e-mail address and password.",
            ) from None
        granted = SCOPES[account.role]
        if body.scope is not MISSING:
            granted &= frozenset(body.scope.split())
            if not granted:
                raise _refused("invalid_scope", "The account has none of these scopes.")
        return await self._begin(account, granted)

    async def refresh(self, *, body: models.RefreshRequest) -> models.TokenPair:
        try:
            return _tokens(await self._sessions.refresh(body.refresh_token))
        except errors.InvalidRefreshToken:
            raise problems.InvalidRefreshToken(www_authenticate=_CHALLENGE) from None

    async def log_out(self) -> None:
        await self._sessions.end_if_there(session_id(self._context), user_id(self._context))

    async def log_out_everywhere(self) -> None:
        await self._sessions.end_all(user_id(self._context))

    async def list_sessions(self) -> models.SessionList:
        sessions = await self._sessions.of_user(user_id(self._context))
        current = session_id(self._context)
        return models.SessionList(items=[_session(each, current) for each in sessions])

    async def end_session(self, *, id: UUID) -> None:
        try:
            await self._sessions.end(id, user_id(self._context))
        except errors.SessionNotFound:
            raise problems.SessionNotFound from None

    async def change_password(self, *, body: models.PasswordChange) -> None:
        try:
            await self._users.change_password(
                user_id(self._context),
                current=body.current_password,
                new=body.new_password,
                session=session_id(self._context),
            )
        except user_errors.CommonPassword:
            raise problems.CommonPassword from None
        except user_errors.WrongPassword:
            raise problems.WrongPassword from None

    async def _authenticate(self, email: str, password: str) -> Account:
        """Guesses are counted before they are looked at; a log-in that succeeds is none.

        Each account is guarded against one address, softly, and against all of them together.
        """
        account = email.lower()
        attempt = f"{account} {self._context.client}"
        await self._context.limit("login-account", account)
        await self._context.limit("login-attempt", attempt)
        authenticated = await self._users.authenticate(email, password)
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


def _session(session: Session, current: UUID) -> models.Session:
    return models.Session(
        id=session.id,
        current=session.id == current,
        user_agent=session.user_agent,
        created_at=session.created_at,
        last_used_at=session.rotated_at,
        expires_at=session.expires_at,
    )


def _refused(
    error: Literal["invalid_grant", "invalid_scope"], description: str
) -> problems.GetTokenBadRequest:
    return problems.GetTokenBadRequest(
        models.GrantError(error=error, error_description=description)
    )
