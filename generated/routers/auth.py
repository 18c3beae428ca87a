"""Operations tagged `auth`.

Generated from openapi/openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `AuthHandlers` in impl/features/auth/handlers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol
from uuid import UUID

from exactapi.runtime import (
    ContractRouter,
    Limit,
    Operation,
    RequestContext,
    Result,
    SecurityRequirements,
    path,
)

from .. import models, problems

DEFAULT_LIMIT = Limit(name="default", limit=600, window=60)
LOGIN_LIMIT = Limit(name="login", limit=100, window=900, by="address", restricted=True)
LOGIN_ACCOUNT_LIMIT = Limit(
    name="login-account", limit=50, window=900, by="handler", restricted=True
)
LOGIN_ATTEMPT_LIMIT = Limit(
    name="login-attempt", limit=5, window=900, by="handler", restricted=True
)
BEARER_AUTH_OR_OAUTH2: SecurityRequirements = ({"bearerAuth": ()}, {"oauth2": ()})


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCreated(Result):
    """201: The account has been created."""

    status: ClassVar[Literal[201]] = 201
    media_type: ClassVar = "application/json"
    headers: ClassVar = {"Location": "location"}

    body: models.User
    location: str


class AuthHandlers(Protocol):
    """One method for each of the operations tagged `auth`."""

    async def get_keys(self) -> models.KeySet:
        """GET /.well-known/jwks.json: Get the public keys that verify access tokens.

        A JSON Web Key Set (RFC 7517). It is empty while tokens are signed with a shared secret.

        Public. Answers 200.
        """

    async def register(self, *, body: models.Registration) -> RegisterCreated:
        """POST /api/v1/auth/register: Open an account.

        Public. Answers 201.

        Raises:
            problems.CommonPassword: The password is on the list of common passwords, or known from
                a breach (400).
            problems.EmailTaken: Another account has this e-mail address (409).
        """

    async def log_in(self, *, body: models.Credentials) -> models.TokenPair:
        """POST /api/v1/auth/login: Log in with e-mail address and password.

        Starts a session. The response does not reveal whether the address is unknown, the password
        is wrong or the account is disabled.

        Public. Answers 200.

        Raises:
            problems.InvalidCredentials: No active account has this e-mail address and password
                (401).
        """

    async def get_token(self, *, body: models.PasswordGrant) -> models.TokenPair:
        """POST /api/v1/auth/token: Log in with the OAuth 2.0 password form.

        For OAuth tools and the "Authorize" button of the documentation. Errors follow RFC 6749,
        section 5.2. Clients need no registration, so client credentials are ignored.

        Public. Answers 200.

        Raises:
            problems.GetTokenBadRequest: The grant is invalid (400).
        """

    async def refresh(self, *, body: models.RefreshRequest) -> models.TokenPair:
        """POST /api/v1/auth/refresh: Get the next pair of tokens.

        A refresh token works once. Within ten seconds it returns the same successor again, in case
        the response was lost. Using it after that ends the session.

        Public. Answers 200.

        Raises:
            problems.InvalidRefreshToken: The refresh token is invalid, was used before, or its
                session has ended (401).
        """

    async def log_out(self) -> None:
        """POST /api/v1/auth/logout: End this session.

        The session's access and refresh tokens stop working within a second.

        Requires bearerAuth or oauth2. Answers 204.
        """

    async def log_out_everywhere(self) -> None:
        """POST /api/v1/auth/logout-all: End all your sessions.

        Requires bearerAuth or oauth2. Answers 204.
        """

    async def list_sessions(self) -> models.SessionList:
        """GET /api/v1/auth/sessions: List your sessions, newest first.

        Requires bearerAuth or oauth2. Answers 200.
        """

    async def end_session(self, *, id: UUID) -> None:
        """DELETE /api/v1/auth/sessions/{id}: End one of your sessions.

        Requires bearerAuth or oauth2. Answers 204.

        Raises:
            problems.SessionNotFound: Your account has no such session, or the session has ended
                (404).
        """

    async def change_password(self, *, body: models.PasswordChange) -> None:
        """POST /api/v1/auth/password: Change your password.

        Ends all your other sessions.

        Requires bearerAuth or oauth2. Answers 204.

        Raises:
            problems.CommonPassword: The password is on the list of common passwords, or known from
                a breach (400).
            problems.WrongPassword: The current password is wrong (403).
        """


GET_KEYS = Operation(
    id="getKeys",
    method="GET",
    path="/.well-known/jwks.json",
    handler="get_keys",
    limits=(DEFAULT_LIMIT,),
    success=200,
)

REGISTER = Operation(
    id="register",
    method="POST",
    path="/api/v1/auth/register",
    handler="register",
    body={"application/json": models.Registration},
    limits=(Limit(name="register", limit=10, window=3600, by="address", restricted=True),),
    results=(RegisterCreated,),
    problems=(problems.CommonPassword, problems.EmailTaken),
)

LOG_IN = Operation(
    id="logIn",
    method="POST",
    path="/api/v1/auth/login",
    handler="log_in",
    body={"application/json": models.Credentials},
    limits=(LOGIN_LIMIT, LOGIN_ACCOUNT_LIMIT, LOGIN_ATTEMPT_LIMIT),
    success=200,
    problems=(problems.InvalidCredentials,),
)

GET_TOKEN = Operation(
    id="getToken",
    method="POST",
    path="/api/v1/auth/token",
    handler="get_token",
    body={"application/x-www-form-urlencoded": models.PasswordGrant},
    limits=(LOGIN_LIMIT, LOGIN_ACCOUNT_LIMIT, LOGIN_ATTEMPT_LIMIT),
    success=200,
    problems=(problems.GetTokenBadRequest,),
)

REFRESH = Operation(
    id="refresh",
    method="POST",
    path="/api/v1/auth/refresh",
    handler="refresh",
    body={"application/json": models.RefreshRequest},
    limits=(Limit(name="refresh", limit=120, window=900, by="address"),),
    success=200,
    problems=(problems.InvalidRefreshToken,),
)

LOG_OUT = Operation(
    id="logOut",
    method="POST",
    path="/api/v1/auth/logout",
    handler="log_out",
    security=BEARER_AUTH_OR_OAUTH2,
    limits=(DEFAULT_LIMIT,),
    success=204,
)

LOG_OUT_EVERYWHERE = Operation(
    id="logOutEverywhere",
    method="POST",
    path="/api/v1/auth/logout-all",
    handler="log_out_everywhere",
    security=BEARER_AUTH_OR_OAUTH2,
    limits=(DEFAULT_LIMIT,),
    success=204,
)

LIST_SESSIONS = Operation(
    id="listSessions",
    method="GET",
    path="/api/v1/auth/sessions",
    handler="list_sessions",
    security=BEARER_AUTH_OR_OAUTH2,
    limits=(DEFAULT_LIMIT,),
    success=200,
)

END_SESSION = Operation(
    id="endSession",
    method="DELETE",
    path="/api/v1/auth/sessions/{id}",
    handler="end_session",
    parameters=(path("id", UUID),),
    security=BEARER_AUTH_OR_OAUTH2,
    limits=(DEFAULT_LIMIT,),
    success=204,
    problems=(problems.SessionNotFound,),
)

CHANGE_PASSWORD = Operation(
    id="changePassword",
    method="POST",
    path="/api/v1/auth/password",
    handler="change_password",
    body={"application/json": models.PasswordChange},
    security=BEARER_AUTH_OR_OAUTH2,
    limits=(Limit(name="password", limit=5, window=900, restricted=True),),
    success=204,
    problems=(problems.CommonPassword, problems.WrongPassword),
)


def auth_router(handlers: Callable[[RequestContext], AuthHandlers]) -> ContractRouter:
    """Routes for the operations tagged `auth`; one handler object per request."""
    return ContractRouter(
        "auth",
        handlers,
        [
            GET_KEYS,
            REGISTER,
            LOG_IN,
            GET_TOKEN,
            REFRESH,
            LOG_OUT,
            LOG_OUT_EVERYWHERE,
            LIST_SESSIONS,
            END_SESSION,
            CHANGE_PASSWORD,
        ],
    )
