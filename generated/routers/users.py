"""Operations tagged `users`.

Generated from openapi/openapi.yaml by `task generate`; do not edit.

Implement `UsersHandlers` in impl/features/users/handlers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol
from uuid import UUID

from impl.contract import Answer, ContractRouter, Operation, Parameter, RequestContext

from .. import models, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUserCreated(Answer):
    """201: The user was created."""

    media_type: ClassVar = "application/json"
    headers: ClassVar = {"Location": "location"}

    status: Literal[201] = 201
    body: models.User
    location: str


class UsersHandlers(Protocol):
    """One method for each of the operations tagged `users`."""

    async def list_users(self, *, limit: int = 20, cursor: str | None = None) -> models.UserPage:
        """GET /api/v1/users: List users, newest first.

        Raises: `problems.InvalidCursor`.
        """

    async def create_user(self, *, body: models.NewUser) -> CreateUserCreated:
        """POST /api/v1/users: Create a user.

        Raises: `problems.EmailTaken`.
        """

    async def get_user(self, *, id: UUID) -> models.User:
        """GET /api/v1/users/{id}: Read a user.

        Raises: `problems.UserNotFound`.
        """

    async def delete_user(self, *, id: UUID) -> None:
        """DELETE /api/v1/users/{id}: Delete a user.

        The e-mail address stays taken, so that nobody can step into a deleted account.

        Raises: `problems.UserNotFound`.
        """


LIST_USERS = Operation(
    id="listUsers",
    method="GET",
    path="/api/v1/users",
    pointer="/paths/~1api~1v1~1users/get",
    handler="list_users",
    parameters=(Parameter("query", "limit", "limit"), Parameter("query", "cursor", "cursor")),
    security=({"bearerAuth": ("users:read",)},),
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
    security=({"bearerAuth": ("users:write",)},),
    results=(CreateUserCreated,),
    problems=(problems.EmailTaken,),
)

GET_USER = Operation(
    id="getUser",
    method="GET",
    path="/api/v1/users/{id}",
    pointer="/paths/~1api~1v1~1users~1{id}/get",
    handler="get_user",
    parameters=(Parameter("path", "id", "id", UUID),),
    security=({"bearerAuth": ("users:read",)},),
    success=200,
    problems=(problems.UserNotFound,),
)

DELETE_USER = Operation(
    id="deleteUser",
    method="DELETE",
    path="/api/v1/users/{id}",
    pointer="/paths/~1api~1v1~1users~1{id}/delete",
    handler="delete_user",
    parameters=(Parameter("path", "id", "id", UUID),),
    security=({"bearerAuth": ("users:write",)},),
    success=204,
    problems=(problems.UserNotFound,),
)


def users_router(handlers: Callable[[RequestContext], UsersHandlers]) -> ContractRouter:
    """Routes for the operations tagged `users`; one handler object per request."""
    router = ContractRouter(tags=["users"])
    router.add(LIST_USERS, handlers)
    router.add(CREATE_USER, handlers)
    router.add(GET_USER, handlers)
    router.add(DELETE_USER, handlers)
    return router
