"""Operations tagged `auth`.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from .. import models, problems
from .._runtime.client.async_client import AsyncCalls
from .._runtime.client.sync_client import SyncCalls
from .._runtime.operation import Body, DeclaredResponse, Operation, Parameter
from .._runtime.request.options import DEFAULTS, CallOptions

GET_KEYS: Final[Operation[models.KeySet]] = Operation(
    "getKeys",
    "GET",
    "/.well-known/jwks.json",
    responses=(DeclaredResponse("200", "application/json", "json", models.KeySet),),
)

REGISTER: Final[Operation[models.User]] = Operation(
    "register",
    "POST",
    "/api/v1/auth/register",
    bodies=(Body("application/json", "json"),),
    responses=(
        DeclaredResponse("201", "application/json", "json", models.User),
        DeclaredResponse("400", "application/problem+json", "json", error=problems.CommonPassword),
        DeclaredResponse("409", "application/problem+json", "json", error=problems.EmailTaken),
    ),
)

LOG_IN: Final[Operation[models.TokenPair]] = Operation(
    "logIn",
    "POST",
    "/api/v1/auth/login",
    bodies=(Body("application/json", "json"),),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.TokenPair),
        DeclaredResponse(
            "401", "application/problem+json", "json", error=problems.InvalidCredentials
        ),
    ),
)

GET_TOKEN: Final[Operation[models.TokenPair]] = Operation(
    "getToken",
    "POST",
    "/api/v1/auth/token",
    bodies=(Body("application/x-www-form-urlencoded", "form"),),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.TokenPair),
        DeclaredResponse(
            "400",
            "application/json",
            "json",
            models.GrantError,
            error=problems.GrantErrorBadRequest,
        ),
    ),
)

REFRESH: Final[Operation[models.TokenPair]] = Operation(
    "refresh",
    "POST",
    "/api/v1/auth/refresh",
    bodies=(Body("application/json", "json"),),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.TokenPair),
        DeclaredResponse(
            "401", "application/problem+json", "json", error=problems.InvalidRefreshToken
        ),
    ),
)

LOG_OUT: Final[Operation[None]] = Operation(
    "logOut",
    "POST",
    "/api/v1/auth/logout",
    responses=(DeclaredResponse("204"),),
    security=(("bearerAuth",), ("oauth2",)),
)

LOG_OUT_EVERYWHERE: Final[Operation[None]] = Operation(
    "logOutEverywhere",
    "POST",
    "/api/v1/auth/logout-all",
    responses=(DeclaredResponse("204"),),
    security=(("bearerAuth",), ("oauth2",)),
)

LIST_SESSIONS: Final[Operation[models.SessionList]] = Operation(
    "listSessions",
    "GET",
    "/api/v1/auth/sessions",
    responses=(DeclaredResponse("200", "application/json", "json", models.SessionList),),
    security=(("bearerAuth",), ("oauth2",)),
)

END_SESSION: Final[Operation[None]] = Operation(
    "endSession",
    "DELETE",
    "/api/v1/auth/sessions/{id}",
    parameters=(Parameter("path", "id", "id", "simple"),),
    responses=(
        DeclaredResponse("204"),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.SessionNotFound),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

CHANGE_PASSWORD: Final[Operation[None]] = Operation(
    "changePassword",
    "POST",
    "/api/v1/auth/password",
    bodies=(Body("application/json", "json"),),
    responses=(
        DeclaredResponse("204"),
        DeclaredResponse("400", "application/problem+json", "json", error=problems.CommonPassword),
        DeclaredResponse("403", "application/problem+json", "json", error=problems.WrongPassword),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)


class Auth:
    """One method for each of the operations tagged `auth`."""

    def __init__(self, calls: SyncCalls) -> None:
        self._calls = calls

    def get_keys(self, *, options: CallOptions = DEFAULTS) -> models.KeySet:
        """GET /.well-known/jwks.json: Get the public keys that verify access tokens.

        A JSON Web Key Set (RFC 7517). It is empty while tokens are signed with a shared secret.
        """
        return self._calls.call(GET_KEYS, {}, options=options)

    def register(
        self, *, body: models.Registration, options: CallOptions = DEFAULTS
    ) -> models.User:
        """POST /api/v1/auth/register: Open an account.

        Raises:
            problems.CommonPassword: The password is on the list of common passwords, or known from
                a breach (400).
            problems.EmailTaken: Another account has this e-mail address (409).
        """
        return self._calls.call(REGISTER, {}, body, options=options)

    def log_in(
        self, *, body: models.Credentials, options: CallOptions = DEFAULTS
    ) -> models.TokenPair:
        """POST /api/v1/auth/login: Log in with e-mail address and password.

        Starts a session. The response does not reveal whether the address is unknown, the password
        is wrong or the account is disabled.

        Raises:
            problems.InvalidCredentials: No active account has this e-mail address and password
                (401).
        """
        return self._calls.call(LOG_IN, {}, body, options=options)

    def get_token(
        self, *, body: models.PasswordGrant, options: CallOptions = DEFAULTS
    ) -> models.TokenPair:
        """POST /api/v1/auth/token: Log in with the OAuth 2.0 password form.

        For OAuth tools and the "Authorize" button of the documentation. Errors follow RFC 6749,
        section 5.2. Clients need no registration, so client credentials are ignored.

        Raises:
            problems.GrantErrorBadRequest: The grant is invalid (400).
        """
        return self._calls.call(GET_TOKEN, {}, body, options=options)

    def refresh(
        self, *, body: models.RefreshRequest, options: CallOptions = DEFAULTS
    ) -> models.TokenPair:
        """POST /api/v1/auth/refresh: Get the next pair of tokens.

        A refresh token works once. Within ten seconds it returns the same successor again, in case
        the response was lost. Using it after that ends the session.

        Raises:
            problems.InvalidRefreshToken: The refresh token is invalid, was used before, or its
                session has ended (401).
        """
        return self._calls.call(REFRESH, {}, body, options=options)

    def log_out(self, *, options: CallOptions = DEFAULTS) -> None:
        """POST /api/v1/auth/logout: End this session.

        The session's access and refresh tokens stop working within a second.
        """
        return self._calls.call(LOG_OUT, {}, options=options)

    def log_out_everywhere(self, *, options: CallOptions = DEFAULTS) -> None:
        """POST /api/v1/auth/logout-all: End all your sessions."""
        return self._calls.call(LOG_OUT_EVERYWHERE, {}, options=options)

    def list_sessions(self, *, options: CallOptions = DEFAULTS) -> models.SessionList:
        """GET /api/v1/auth/sessions: List your sessions, newest first."""
        return self._calls.call(LIST_SESSIONS, {}, options=options)

    def end_session(self, *, id: UUID, options: CallOptions = DEFAULTS) -> None:
        """DELETE /api/v1/auth/sessions/{id}: End one of your sessions.

        Raises:
            problems.SessionNotFound: Your account has no such session, or the session has ended
                (404).
        """
        return self._calls.call(END_SESSION, {"id": id}, options=options)

    def change_password(
        self, *, body: models.PasswordChange, options: CallOptions = DEFAULTS
    ) -> None:
        """POST /api/v1/auth/password: Change your password.

        Ends all your other sessions.

        Raises:
            problems.CommonPassword: The password is on the list of common passwords, or known from
                a breach (400).
            problems.WrongPassword: The current password is wrong (403).
        """
        return self._calls.call(CHANGE_PASSWORD, {}, body, options=options)


class AsyncAuth:
    """One method for each of the operations tagged `auth`."""

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    async def get_keys(self, *, options: CallOptions = DEFAULTS) -> models.KeySet:
        """GET /.well-known/jwks.json: Get the public keys that verify access tokens.

        A JSON Web Key Set (RFC 7517). It is empty while tokens are signed with a shared secret.
        """
        return await self._calls.call(GET_KEYS, {}, options=options)

    async def register(
        self, *, body: models.Registration, options: CallOptions = DEFAULTS
    ) -> models.User:
        """POST /api/v1/auth/register: Open an account.

        Raises:
            problems.CommonPassword: The password is on the list of common passwords, or known from
                a breach (400).
            problems.EmailTaken: Another account has this e-mail address (409).
        """
        return await self._calls.call(REGISTER, {}, body, options=options)

    async def log_in(
        self, *, body: models.Credentials, options: CallOptions = DEFAULTS
    ) -> models.TokenPair:
        """POST /api/v1/auth/login: Log in with e-mail address and password.

        Starts a session. The response does not reveal whether the address is unknown, the password
        is wrong or the account is disabled.

        Raises:
            problems.InvalidCredentials: No active account has this e-mail address and password
                (401).
        """
        return await self._calls.call(LOG_IN, {}, body, options=options)

    async def get_token(
        self, *, body: models.PasswordGrant, options: CallOptions = DEFAULTS
    ) -> models.TokenPair:
        """POST /api/v1/auth/token: Log in with the OAuth 2.0 password form.

        For OAuth tools and the "Authorize" button of the documentation. Errors follow RFC 6749,
        section 5.2. Clients need no registration, so client credentials are ignored.

        Raises:
            problems.GrantErrorBadRequest: The grant is invalid (400).
        """
        return await self._calls.call(GET_TOKEN, {}, body, options=options)

    async def refresh(
        self, *, body: models.RefreshRequest, options: CallOptions = DEFAULTS
    ) -> models.TokenPair:
        """POST /api/v1/auth/refresh: Get the next pair of tokens.

        A refresh token works once. Within ten seconds it returns the same successor again, in case
        the response was lost. Using it after that ends the session.

        Raises:
            problems.InvalidRefreshToken: The refresh token is invalid, was used before, or its
                session has ended (401).
        """
        return await self._calls.call(REFRESH, {}, body, options=options)

    async def log_out(self, *, options: CallOptions = DEFAULTS) -> None:
        """POST /api/v1/auth/logout: End this session.

        The session's access and refresh tokens stop working within a second.
        """
        return await self._calls.call(LOG_OUT, {}, options=options)

    async def log_out_everywhere(self, *, options: CallOptions = DEFAULTS) -> None:
        """POST /api/v1/auth/logout-all: End all your sessions."""
        return await self._calls.call(LOG_OUT_EVERYWHERE, {}, options=options)

    async def list_sessions(self, *, options: CallOptions = DEFAULTS) -> models.SessionList:
        """GET /api/v1/auth/sessions: List your sessions, newest first."""
        return await self._calls.call(LIST_SESSIONS, {}, options=options)

    async def end_session(self, *, id: UUID, options: CallOptions = DEFAULTS) -> None:
        """DELETE /api/v1/auth/sessions/{id}: End one of your sessions.

        Raises:
            problems.SessionNotFound: Your account has no such session, or the session has ended
                (404).
        """
        return await self._calls.call(END_SESSION, {"id": id}, options=options)

    async def change_password(
        self, *, body: models.PasswordChange, options: CallOptions = DEFAULTS
    ) -> None:
        """POST /api/v1/auth/password: Change your password.

        Ends all your other sessions.

        Raises:
            problems.CommonPassword: The password is on the list of common passwords, or known from
                a breach (400).
            problems.WrongPassword: The current password is wrong (403).
        """
        return await self._calls.call(CHANGE_PASSWORD, {}, body, options=options)
