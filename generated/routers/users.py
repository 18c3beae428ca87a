"""Operations tagged `users`.

Generated from openapi/openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `UsersHandlers` in impl/features/users/handlers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol
from uuid import UUID

from exactapi.runtime import (
    Cache,
    ContractRouter,
    ETag,
    Idempotency,
    Limit,
    Operation,
    Owner,
    RequestContext,
    Result,
    SecurityRequirements,
    Timeout,
    path,
    query,
)

from .. import models, problems

DEFAULT_LIMIT = Limit(name="default", limit=600, window=60)
NEW_ADDRESS_LIMIT = Limit(name="new-address", limit=10, window=3600, by="handler", restricted=True)
USERS_READ_AND_USERS_ADMIN: SecurityRequirements = (
    {"bearerAuth": ("users:read", "users:admin")},
    {"oauth2": ("users:read", "users:admin")},
)
USERS_WRITE_AND_USERS_ADMIN: SecurityRequirements = (
    {"bearerAuth": ("users:write", "users:admin")},
    {"oauth2": ("users:write", "users:admin")},
)
USERS_READ: SecurityRequirements = ({"bearerAuth": ("users:read",)}, {"oauth2": ("users:read",)})
USERS_WRITE: SecurityRequirements = ({"bearerAuth": ("users:write",)}, {"oauth2": ("users:write",)})


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUserCreated(Result):
    """201: The account has been created."""

    status: ClassVar[Literal[201]] = 201
    media_type: ClassVar = "application/json"
    headers: ClassVar = {"Location": "location"}

    body: models.User
    location: str


class UsersHandlers(Protocol):
    """One method for each of the operations tagged `users`."""

    async def list_users(
        self,
        *,
        limit: int = 20,
        cursor: str | None = None,
        email: str | None = None,
        status: models.UserStatus | None = None,
        sort: Literal["created_at", "-created_at", "email", "-email"] = "-created_at",
    ) -> models.UserPage:
        """GET /api/v1/users: List users.

        Requires `users:read` and `users:admin` (bearerAuth or oauth2). Answers 200.

        Raises:
            problems.InvalidCursor: The cursor was altered, or belongs to another list (400).
        """

    async def create_user(self, *, body: models.NewUser) -> CreateUserCreated:
        """POST /api/v1/users: Create a user.

        An account without a password cannot log in until an administrator sets one.

        Requires `users:write` and `users:admin` (bearerAuth or oauth2). Answers 201.

        Raises:
            problems.CommonPassword: The password is on the list of common passwords, or known from
                a breach (400).
            problems.EmailTaken: Another account has this e-mail address (409).
        """

    async def get_user_statistics(self) -> models.UserStatistics:
        """GET /api/v1/users/statistics: Count the users.

        The response is cached for at most 30 seconds, and no longer once the worker has processed a
        change.

        Requires `users:read` and `users:admin` (bearerAuth or oauth2). Answers 200.
        """

    async def get_me(self) -> models.User:
        """GET /api/v1/users/me: Read your own account.

        Requires `users:read` (bearerAuth or oauth2). Answers 200.

        Raises:
            problems.UserNotFound: There is no such user (404).
        """

    async def update_me(self, *, body: models.UserPatch) -> models.User:
        """PATCH /api/v1/users/me: Change your own account.

        Requires `users:write` (bearerAuth or oauth2). Answers 200.

        Raises:
            problems.UserNotFound: There is no such user (404).
            problems.EmailTaken: Another account has this e-mail address (409).
        """

    async def get_user(self, *, id: UUID) -> models.User:
        """GET /api/v1/users/{id}: Read a user.

        Requires `users:read` (bearerAuth or oauth2), and `users:admin` where `id` is not the
        caller. Answers 200.

        Raises:
            problems.UserNotFound: There is no such user (404).
        """

    async def replace_user(self, *, id: UUID, body: models.UserReplacement) -> models.User:
        """PUT /api/v1/users/{id}: Replace a user's profile.

        Requires `users:write` (bearerAuth or oauth2), and `users:admin` where `id` is not the
        caller. Answers 200.

        Raises:
            problems.UserNotFound: There is no such user (404).
            problems.EmailTaken: Another account has this e-mail address (409).
        """

    async def update_user(self, *, id: UUID, body: models.UserPatch) -> models.User:
        """PATCH /api/v1/users/{id}: Change a user's profile.

        Absent members keep their values, even if another request changes them.

        Requires `users:write` (bearerAuth or oauth2), and `users:admin` where `id` is not the
        caller. Answers 200.

        Raises:
            problems.UserNotFound: There is no such user (404).
            problems.EmailTaken: Another account has this e-mail address (409).
        """

    async def delete_user(self, *, id: UUID) -> None:
        """DELETE /api/v1/users/{id}: Delete a user.

        Ends all the user's sessions. The e-mail address stays reserved, so a new account cannot
        take the place of the deleted one.

        Requires `users:write` (bearerAuth or oauth2), and `users:admin` where `id` is not the
        caller. Answers 204.

        Raises:
            problems.UserNotFound: There is no such user (404).
        """

    async def set_user_access(self, *, id: UUID, body: models.UserAccess) -> models.User:
        """PUT /api/v1/users/{id}/access: Set a user's role and status.

        Ends all the user's sessions if the role or the status changes.

        Requires `users:write` and `users:admin` (bearerAuth or oauth2). Answers 200.

        Raises:
            problems.UserNotFound: There is no such user (404).
        """


LIST_USERS = Operation(
    id="listUsers",
    method="GET",
    path="/api/v1/users",
    handler="list_users",
    parameters=(query("limit"), query("cursor"), query("email"), query("status"), query("sort")),
    security=USERS_READ_AND_USERS_ADMIN,
    limits=(DEFAULT_LIMIT,),
    timeout=Timeout(seconds=5),
    success=200,
    problems=(problems.InvalidCursor,),
)

CREATE_USER = Operation(
    id="createUser",
    method="POST",
    path="/api/v1/users",
    handler="create_user",
    body={"application/json": models.NewUser},
    security=USERS_WRITE_AND_USERS_ADMIN,
    limits=(DEFAULT_LIMIT,),
    idempotency=Idempotency(ttl=86400),
    results=(CreateUserCreated,),
    problems=(problems.CommonPassword, problems.EmailTaken),
)

GET_USER_STATISTICS = Operation(
    id="getUserStatistics",
    method="GET",
    path="/api/v1/users/statistics",
    handler="get_user_statistics",
    security=USERS_READ_AND_USERS_ADMIN,
    limits=(DEFAULT_LIMIT,),
    cache=Cache(ttl=30, tags=("users",)),
    timeout=Timeout(seconds=5),
    success=200,
)

GET_ME = Operation(
    id="getMe",
    method="GET",
    path="/api/v1/users/me",
    handler="get_me",
    security=USERS_READ,
    limits=(DEFAULT_LIMIT,),
    etag=ETag(),
    success=200,
    problems=(problems.UserNotFound,),
)

UPDATE_ME = Operation(
    id="updateMe",
    method="PATCH",
    path="/api/v1/users/me",
    handler="update_me",
    body={"application/merge-patch+json": models.UserPatch, "application/json": models.UserPatch},
    security=USERS_WRITE,
    limits=(DEFAULT_LIMIT, NEW_ADDRESS_LIMIT),
    etag=ETag(),
    success=200,
    problems=(problems.UserNotFound, problems.EmailTaken),
)

GET_USER = Operation(
    id="getUser",
    method="GET",
    path="/api/v1/users/{id}",
    handler="get_user",
    parameters=(path("id", UUID),),
    security=USERS_READ,
    limits=(DEFAULT_LIMIT,),
    owner=Owner("id", unless="users:admin"),
    etag=ETag(),
    success=200,
    problems=(problems.UserNotFound,),
)

REPLACE_USER = Operation(
    id="replaceUser",
    method="PUT",
    path="/api/v1/users/{id}",
    handler="replace_user",
    parameters=(path("id", UUID),),
    body={"application/json": models.UserReplacement},
    security=USERS_WRITE,
    limits=(DEFAULT_LIMIT, NEW_ADDRESS_LIMIT),
    owner=Owner("id", unless="users:admin"),
    etag=ETag(),
    success=200,
    problems=(problems.UserNotFound, problems.EmailTaken),
)

UPDATE_USER = Operation(
    id="updateUser",
    method="PATCH",
    path="/api/v1/users/{id}",
    handler="update_user",
    parameters=(path("id", UUID),),
    body={"application/merge-patch+json": models.UserPatch, "application/json": models.UserPatch},
    security=USERS_WRITE,
    limits=(DEFAULT_LIMIT, NEW_ADDRESS_LIMIT),
    owner=Owner("id", unless="users:admin"),
    etag=ETag(),
    success=200,
    problems=(problems.UserNotFound, problems.EmailTaken),
)

DELETE_USER = Operation(
    id="deleteUser",
    method="DELETE",
    path="/api/v1/users/{id}",
    handler="delete_user",
    parameters=(path("id", UUID),),
    security=USERS_WRITE,
    limits=(DEFAULT_LIMIT,),
    owner=Owner("id", unless="users:admin"),
    etag=ETag(),
    success=204,
    problems=(problems.UserNotFound,),
)

SET_USER_ACCESS = Operation(
    id="setUserAccess",
    method="PUT",
    path="/api/v1/users/{id}/access",
    handler="set_user_access",
    parameters=(path("id", UUID),),
    body={"application/json": models.UserAccess},
    security=USERS_WRITE_AND_USERS_ADMIN,
    limits=(DEFAULT_LIMIT,),
    success=200,
    problems=(problems.UserNotFound,),
)


def users_router(handlers: Callable[[RequestContext], UsersHandlers]) -> ContractRouter:
    """Routes for the operations tagged `users`; one handler object per request."""
    return ContractRouter(
        "users",
        handlers,
        [
            LIST_USERS,
            CREATE_USER,
            GET_USER_STATISTICS,
            GET_ME,
            UPDATE_ME,
            GET_USER,
            REPLACE_USER,
            UPDATE_USER,
            DELETE_USER,
            SET_USER_ACCESS,
        ],
    )
