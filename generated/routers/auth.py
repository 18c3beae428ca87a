"""Operations tagged `auth`.

Generated from openapi/openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `AuthHandlers` in impl/features/auth/handlers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol
from uuid import UUID

from exactapi.runtime import ContractRouter, Limit, Operation, Parameter, RequestContext, Result

from .. import models, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCreated(Result):
    """201: The account has been created."""

    media_type: ClassVar = "application/json"
    headers: ClassVar = {"Location": "location"}

    status: Literal[201] = 201
    body: models.User
    location: str


class AuthHandlers(Protocol):
    """One method for each of the operations tagged `auth`."""

    async def get_keys(self) -> models.KeySet:
        """GET /.well-known/jwks.json: Get the public keys that verify access tokens.

        A JSON Web Key Set (RFC 7517). It is empty while tokens are signed with a shared secret.
        """

    async def register(self, *, body: models.Registration) -> RegisterCreated:
        """POST /api/v1/auth/register: Open an account.

        Raises: `problems.CommonPassword`, `problems.EmailTaken`.
        """

    async def log_in(self, *, body: models.Credentials) -> models.TokenPair:
        """POST /api/v1/auth/login: Log in with e-mail address and password.

        Starts a session. The response does not reveal whether the address is unknown, the password
        is wrong or the account is disabled.

        Raises: `problems.InvalidCredentials`.
        """

    async def get_token(self, *, body: models.PasswordGrant) -> models.TokenPair:
        """POST /api/v1/auth/token: Log in with the OAuth 2.0 password form.

        For OAuth tools and the "Authorize" button of the documentation. Errors follow RFC 6749,
        section 5.2. Clients need no registration, so client credentials are ignored.

        Raises: `problems.GetTokenBadRequest`.
        """

    async def refresh(self, *, body: models.RefreshRequest) -> models.TokenPair:
        """POST /api/v1/auth/refresh: Get the next pair of tokens.

        A refresh token works once. Within ten seconds it returns the same successor again, in case
        the response was lost. Using it after that ends the session.

        Raises: `problems.InvalidRefreshToken`.
        """

    async def log_out(self) -> None:
        """POST /api/v1/auth/logout: End this session.

        The session's access and refresh tokens stop working within a second.
        """

    async def log_out_everywhere(self) -> None:
        """POST /api/v1/auth/logout-all: End all your sessions."""

    async def list_sessions(self) -> models.SessionList:
        """GET /api/v1/auth/sessions: List your sessions, newest first."""

    async def end_session(self, *, id: UUID) -> None:
        """DELETE /api/v1/auth/sessions/{id}: End one of your sessions.

        Raises: `problems.SessionNotFound`.
        """

    async def change_password(self, *, body: models.PasswordChange) -> None:
        """POST /api/v1/auth/password: Change your password.

        Ends all your other sessions.

        Raises: `problems.CommonPassword`, `problems.WrongPassword`.
        """


GET_KEYS = Operation(
    id="getKeys",
    method="GET",
    path="/.well-known/jwks.json",
    pointer="/paths/~1.well-known~1jwks.json/get",
    handler="get_keys",
    limits=(Limit(name="default", limit=600, window=60),),
    success=200,
)

REGISTER = Operation(
    id="register",
    method="POST",
    path="/api/v1/auth/register",
    pointer="/paths/~1api~1v1~1auth~1register/post",
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
    pointer="/paths/~1api~1v1~1auth~1login/post",
    handler="log_in",
    body={"application/json": models.Credentials},
    limits=(
        Limit(name="login", limit=100, window=900, by="address", restricted=True),
        Limit(name="login-account", limit=50, window=900, by="handler", restricted=True),
        Limit(name="login-attempt", limit=5, window=900, by="handler", restricted=True),
    ),
    success=200,
    problems=(problems.InvalidCredentials,),
)

GET_TOKEN = Operation(
    id="getToken",
    method="POST",
    path="/api/v1/auth/token",
    pointer="/paths/~1api~1v1~1auth~1token/post",
    handler="get_token",
    body={"application/x-www-form-urlencoded": models.PasswordGrant},
    limits=(
        Limit(name="login", limit=100, window=900, by="address", restricted=True),
        Limit(name="login-account", limit=50, window=900, by="handler", restricted=True),
        Limit(name="login-attempt", limit=5, window=900, by="handler", restricted=True),
    ),
    success=200,
    problems=(problems.GetTokenBadRequest,),
)

REFRESH = Operation(
    id="refresh",
    method="POST",
    path="/api/v1/auth/refresh",
    pointer="/paths/~1api~1v1~1auth~1refresh/post",
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
    pointer="/paths/~1api~1v1~1auth~1logout/post",
    handler="log_out",
    security=({"bearerAuth": ()}, {"oauth2": ()}),
    limits=(Limit(name="default", limit=600, window=60),),
    success=204,
)

LOG_OUT_EVERYWHERE = Operation(
    id="logOutEverywhere",
    method="POST",
    path="/api/v1/auth/logout-all",
    pointer="/paths/~1api~1v1~1auth~1logout-all/post",
    handler="log_out_everywhere",
    security=({"bearerAuth": ()}, {"oauth2": ()}),
    limits=(Limit(name="default", limit=600, window=60),),
    success=204,
)

LIST_SESSIONS = Operation(
    id="listSessions",
    method="GET",
    path="/api/v1/auth/sessions",
    pointer="/paths/~1api~1v1~1auth~1sessions/get",
    handler="list_sessions",
    security=({"bearerAuth": ()}, {"oauth2": ()}),
    limits=(Limit(name="default", limit=600, window=60),),
    success=200,
)

END_SESSION = Operation(
    id="endSession",
    method="DELETE",
    path="/api/v1/auth/sessions/{id}",
    pointer="/paths/~1api~1v1~1auth~1sessions~1{id}/delete",
    handler="end_session",
    parameters=(Parameter("path", "id", "id", UUID),),
    security=({"bearerAuth": ()}, {"oauth2": ()}),
    limits=(Limit(name="default", limit=600, window=60),),
    success=204,
    problems=(problems.SessionNotFound,),
)

CHANGE_PASSWORD = Operation(
    id="changePassword",
    method="POST",
    path="/api/v1/auth/password",
    pointer="/paths/~1api~1v1~1auth~1password/post",
    handler="change_password",
    body={"application/json": models.PasswordChange},
    security=({"bearerAuth": ()}, {"oauth2": ()}),
    limits=(Limit(name="password", limit=5, window=900, restricted=True),),
    success=204,
    problems=(problems.CommonPassword, problems.WrongPassword),
)


def auth_router(handlers: Callable[[RequestContext], AuthHandlers]) -> ContractRouter:
    """Routes for the operations tagged `auth`; one handler object per request."""
    router = ContractRouter(tags=["auth"])
    router.add(GET_KEYS, handlers)
    router.add(REGISTER, handlers)
    router.add(LOG_IN, handlers)
    router.add(GET_TOKEN, handlers)
    router.add(REFRESH, handlers)
    router.add(LOG_OUT, handlers)
    router.add(LOG_OUT_EVERYWHERE, handlers)
    router.add(LIST_SESSIONS, handlers)
    router.add(END_SESSION, handlers)
    router.add(CHANGE_PASSWORD, handlers)
    return router
