"""Operations tagged `users`.

Generated from openapi/openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `UsersHandlers` in impl/features/users/handlers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol
from uuid import UUID

from exactapi.runtime import (
    ContractRouter,
    Limit,
    Operation,
    Owner,
    Parameter,
    RequestContext,
    Result,
)

from .. import models, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUserCreated(Result):
    """201: The account has been created."""

    media_type: ClassVar = "application/json"
    headers: ClassVar = {"Location": "location"}

    status: Literal[201] = 201
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

        Raises: `problems.InvalidCursor`.
        """

    async def create_user(self, *, body: models.NewUser) -> CreateUserCreated:
        """POST /api/v1/users: Create a user.

        An account without a password cannot log in until an administrator sets one.

        Raises: `problems.CommonPassword`, `problems.EmailTaken`.
        """

    async def get_me(self) -> models.User:
        """GET /api/v1/users/me: Read your own account.

        Raises: `problems.UserNotFound`.
        """

    async def update_me(self, *, body: models.UserPatch) -> models.User:
        """PATCH /api/v1/users/me: Change your own account.

        Raises: `problems.UserNotFound`, `problems.EmailTaken`.
        """

    async def get_user(self, *, id: UUID) -> models.User:
        """GET /api/v1/users/{id}: Read a user.

        Raises: `problems.UserNotFound`.
        """

    async def replace_user(self, *, id: UUID, body: models.UserReplacement) -> models.User:
        """PUT /api/v1/users/{id}: Replace a user's profile.

        Raises: `problems.UserNotFound`, `problems.EmailTaken`.
        """

    async def update_user(self, *, id: UUID, body: models.UserPatch) -> models.User:
        """PATCH /api/v1/users/{id}: Change a user's profile.

        Absent members keep their values, even if another request changes them.

        Raises: `problems.UserNotFound`, `problems.EmailTaken`.
        """

    async def delete_user(self, *, id: UUID) -> None:
        """DELETE /api/v1/users/{id}: Delete a user.

        Ends all the user's sessions. The e-mail address stays reserved, so a new account cannot
        take the place of the deleted one.

        Raises: `problems.UserNotFound`.
        """

    async def set_user_access(self, *, id: UUID, body: models.UserAccess) -> models.User:
        """PUT /api/v1/users/{id}/access: Set a user's role and status.

        Ends all the user's sessions if the role or the status changes.

        Raises: `problems.UserNotFound`.
        """


LIST_USERS = Operation(
    id="listUsers",
    method="GET",
    path="/api/v1/users",
    pointer="/paths/~1api~1v1~1users/get",
    handler="list_users",
    parameters=(
        Parameter("query", "limit", "limit"),
        Parameter("query", "cursor", "cursor"),
        Parameter("query", "email", "email"),
        Parameter("query", "status", "status", models.UserStatus),
        Parameter("query", "sort", "sort"),
    ),
    security=(
        {"bearerAuth": ("users:read", "users:admin")},
        {"oauth2": ("users:read", "users:admin")},
    ),
    limits=(Limit(name="default", limit=600, window=60),),
    success=200,
    problems=(problems.InvalidCursor,),
)

CREATE_USER = Operation(
    id="createUser",
    method="POST",
    path="/api/v1/users",
    pointer="/paths/~1api~1v1~1users/post",
    handler="create_user",
    body={"application/json": models.NewUser},
    security=(
        {"bearerAuth": ("users:write", "users:admin")},
        {"oauth2": ("users:write", "users:admin")},
    ),
    limits=(Limit(name="default", limit=600, window=60),),
    results=(CreateUserCreated,),
    problems=(problems.CommonPassword, problems.EmailTaken),
)

GET_ME = Operation(
    id="getMe",
    method="GET",
    path="/api/v1/users/me",
    pointer="/paths/~1api~1v1~1users~1me/get",
    handler="get_me",
    security=({"bearerAuth": ("users:read",)}, {"oauth2": ("users:read",)}),
    limits=(Limit(name="default", limit=600, window=60),),
    success=200,
    problems=(problems.UserNotFound,),
)

UPDATE_ME = Operation(
    id="updateMe",
    method="PATCH",
    path="/api/v1/users/me",
    pointer="/paths/~1api~1v1~1users~1me/patch",
    handler="update_me",
    body={"application/merge-patch+json": models.UserPatch, "application/json": models.UserPatch},
    security=({"bearerAuth": ("users:write",)}, {"oauth2": ("users:write",)}),
    limits=(
        Limit(name="default", limit=600, window=60),
        Limit(name="new-address", limit=10, window=3600, by="handler", restricted=True),
    ),
    success=200,
    problems=(problems.UserNotFound, problems.EmailTaken),
)

GET_USER = Operation(
    id="getUser",
    method="GET",
    path="/api/v1/users/{id}",
    pointer="/paths/~1api~1v1~1users~1{id}/get",
    handler="get_user",
    parameters=(Parameter("path", "id", "id", UUID),),
    security=({"bearerAuth": ("users:read",)}, {"oauth2": ("users:read",)}),
    limits=(Limit(name="default", limit=600, window=60),),
    owner=Owner("id", unless="users:admin"),
    success=200,
    problems=(problems.UserNotFound,),
)

REPLACE_USER = Operation(
    id="replaceUser",
    method="PUT",
    path="/api/v1/users/{id}",
    pointer="/paths/~1api~1v1~1users~1{id}/put",
    handler="replace_user",
    parameters=(Parameter("path", "id", "id", UUID),),
    body={"application/json": models.UserReplacement},
    security=({"bearerAuth": ("users:write",)}, {"oauth2": ("users:write",)}),
    limits=(
        Limit(name="default", limit=600, window=60),
        Limit(name="new-address", limit=10, window=3600, by="handler", restricted=True),
    ),
    owner=Owner("id", unless="users:admin"),
    success=200,
    problems=(problems.UserNotFound, problems.EmailTaken),
)

UPDATE_USER = Operation(
    id="updateUser",
    method="PATCH",
    path="/api/v1/users/{id}",
    pointer="/paths/~1api~1v1~1users~1{id}/patch",
    handler="update_user",
    parameters=(Parameter("path", "id", "id", UUID),),
    body={"application/merge-patch+json": models.UserPatch, "application/json": models.UserPatch},
    security=({"bearerAuth": ("users:write",)}, {"oauth2": ("users:write",)}),
    limits=(
        Limit(name="default", limit=600, window=60),
        Limit(name="new-address", limit=10, window=3600, by="handler", restricted=True),
    ),
    owner=Owner("id", unless="users:admin"),
    success=200,
    problems=(problems.UserNotFound, problems.EmailTaken),
)

DELETE_USER = Operation(
    id="deleteUser",
    method="DELETE",
    path="/api/v1/users/{id}",
    pointer="/paths/~1api~1v1~1users~1{id}/delete",
    handler="delete_user",
    parameters=(Parameter("path", "id", "id", UUID),),
    security=({"bearerAuth": ("users:write",)}, {"oauth2": ("users:write",)}),
    limits=(Limit(name="default", limit=600, window=60),),
    owner=Owner("id", unless="users:admin"),
    success=204,
    problems=(problems.UserNotFound,),
)

SET_USER_ACCESS = Operation(
    id="setUserAccess",
    method="PUT",
    path="/api/v1/users/{id}/access",
    pointer="/paths/~1api~1v1~1users~1{id}~1access/put",
    handler="set_user_access",
    parameters=(Parameter("path", "id", "id", UUID),),
    body={"application/json": models.UserAccess},
    security=(
        {"bearerAuth": ("users:write", "users:admin")},
        {"oauth2": ("users:write", "users:admin")},
    ),
    limits=(Limit(name="default", limit=600, window=60),),
    success=200,
    problems=(problems.UserNotFound,),
)


def users_router(handlers: Callable[[RequestContext], UsersHandlers]) -> ContractRouter:
    """Routes for the operations tagged `users`; one handler object per request."""
    router = ContractRouter(tags=["users"])
    router.add(LIST_USERS, handlers)
    router.add(CREATE_USER, handlers)
    router.add(GET_ME, handlers)
    router.add(UPDATE_ME, handlers)
    router.add(GET_USER, handlers)
    router.add(REPLACE_USER, handlers)
    router.add(UPDATE_USER, handlers)
    router.add(DELETE_USER, handlers)
    router.add(SET_USER_ACCESS, handlers)
    return router
