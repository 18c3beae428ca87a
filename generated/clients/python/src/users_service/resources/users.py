"""Operations tagged `users`.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Final, Literal
from uuid import UUID

from .. import models, problems
from .._runtime.client.async_client import AsyncCalls
from .._runtime.client.sync_client import SyncCalls
from .._runtime.model import UNSET, Unset
from .._runtime.operation import Body, DeclaredResponse, Operation, Parameter
from .._runtime.request.options import DEFAULTS, CallOptions
from .._runtime.response.pages import async_pages, pages

LIST_USERS: Final[Operation[models.UserPage]] = Operation(
    "listUsers",
    "GET",
    "/api/v1/users",
    parameters=(
        Parameter("query", "limit", "limit", "form", explode=True),
        Parameter("query", "cursor", "cursor", "form", explode=True),
        Parameter("query", "email", "email", "form", explode=True),
        Parameter("query", "status", "status", "form", explode=True),
        Parameter("query", "sort", "sort", "form", explode=True),
    ),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.UserPage),
        DeclaredResponse("400", "application/problem+json", "json", error=problems.InvalidCursor),
    ),
    security=(("bearerAuth",), ("oauth2",)),
    seconds=5,
)

CREATE_USER: Final[Operation[models.User]] = Operation(
    "createUser",
    "POST",
    "/api/v1/users",
    parameters=(Parameter("header", "Idempotency-Key", "idempotency_key", "simple"),),
    bodies=(Body("application/json", "json"),),
    responses=(
        DeclaredResponse("201", "application/json", "json", models.User),
        DeclaredResponse("400", "application/problem+json", "json", error=problems.CommonPassword),
        DeclaredResponse("409", "application/problem+json", "json", error=problems.EmailTaken),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

GET_USER_STATISTICS: Final[Operation[models.UserStatistics]] = Operation(
    "getUserStatistics",
    "GET",
    "/api/v1/users/statistics",
    responses=(DeclaredResponse("200", "application/json", "json", models.UserStatistics),),
    security=(("bearerAuth",), ("oauth2",)),
    seconds=5,
)

GET_ME: Final[Operation[models.User]] = Operation(
    "getMe",
    "GET",
    "/api/v1/users/me",
    parameters=(Parameter("header", "If-None-Match", "if_none_match", "simple"),),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.User),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.UserNotFound),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

UPDATE_ME: Final[Operation[models.User]] = Operation(
    "updateMe",
    "PATCH",
    "/api/v1/users/me",
    parameters=(Parameter("header", "If-Match", "if_match", "simple"),),
    bodies=(
        Body("application/merge-patch+json", "json"),
        Body("application/json", "json"),
    ),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.User),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.UserNotFound),
        DeclaredResponse("409", "application/problem+json", "json", error=problems.EmailTaken),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

GET_USER: Final[Operation[models.User]] = Operation(
    "getUser",
    "GET",
    "/api/v1/users/{id}",
    parameters=(
        Parameter("path", "id", "id", "simple"),
        Parameter("header", "If-None-Match", "if_none_match", "simple"),
    ),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.User),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.UserNotFound),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

REPLACE_USER: Final[Operation[models.User]] = Operation(
    "replaceUser",
    "PUT",
    "/api/v1/users/{id}",
    parameters=(
        Parameter("path", "id", "id", "simple"),
        Parameter("header", "If-Match", "if_match", "simple"),
    ),
    bodies=(Body("application/json", "json"),),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.User),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.UserNotFound),
        DeclaredResponse("409", "application/problem+json", "json", error=problems.EmailTaken),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

UPDATE_USER: Final[Operation[models.User]] = Operation(
    "updateUser",
    "PATCH",
    "/api/v1/users/{id}",
    parameters=(
        Parameter("path", "id", "id", "simple"),
        Parameter("header", "If-Match", "if_match", "simple"),
    ),
    bodies=(
        Body("application/merge-patch+json", "json"),
        Body("application/json", "json"),
    ),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.User),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.UserNotFound),
        DeclaredResponse("409", "application/problem+json", "json", error=problems.EmailTaken),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

DELETE_USER: Final[Operation[None]] = Operation(
    "deleteUser",
    "DELETE",
    "/api/v1/users/{id}",
    parameters=(
        Parameter("path", "id", "id", "simple"),
        Parameter("header", "If-Match", "if_match", "simple"),
    ),
    responses=(
        DeclaredResponse("204"),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.UserNotFound),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)

SET_USER_ACCESS: Final[Operation[models.User]] = Operation(
    "setUserAccess",
    "PUT",
    "/api/v1/users/{id}/access",
    parameters=(Parameter("path", "id", "id", "simple"),),
    bodies=(Body("application/json", "json"),),
    responses=(
        DeclaredResponse("200", "application/json", "json", models.User),
        DeclaredResponse("404", "application/problem+json", "json", error=problems.UserNotFound),
    ),
    security=(("bearerAuth",), ("oauth2",)),
)


class Users:
    """One method for each of the operations tagged `users`."""

    def __init__(self, calls: SyncCalls) -> None:
        self._calls = calls

    def list_users(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        email: str | Unset = UNSET,
        status: models.UserStatus | Unset = UNSET,
        sort: Literal["created_at", "-created_at", "email", "-email"] | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.UserPage:
        """GET /api/v1/users: List users.

        Raises:
            problems.InvalidCursor: The cursor was altered, or belongs to another list (400).
        """
        return self._calls.call(
            LIST_USERS,
            {"limit": limit, "cursor": cursor, "email": email, "status": status, "sort": sort},
            options=options,
        )

    def iter_list_users(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        email: str | Unset = UNSET,
        status: models.UserStatus | Unset = UNSET,
        sort: Literal["created_at", "-created_at", "email", "-email"] | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> Iterator[models.User]:
        """Iterate over the items of all pages of `list_users`; each is read when needed."""
        return pages(
            lambda cursor: self.list_users(
                cursor=cursor, limit=limit, email=email, status=status, sort=sort, options=options
            ),
            lambda page: page.items,
            lambda page: page.next_cursor,
            cursor,
        )

    def create_user(
        self,
        *,
        body: models.NewUser,
        idempotency_key: str | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.User:
        """POST /api/v1/users: Create a user.

        An account without a password cannot log in until an administrator sets one.

        Raises:
            problems.CommonPassword: The password is on the list of common passwords, or known from
                a breach (400).
            problems.EmailTaken: Another account has this e-mail address (409).
        """
        return self._calls.call(
            CREATE_USER, {"idempotency_key": idempotency_key}, body, options=options
        )

    def get_user_statistics(self, *, options: CallOptions = DEFAULTS) -> models.UserStatistics:
        """GET /api/v1/users/statistics: Count the users.

        The response is cached for at most 30 seconds, and no longer once the worker has processed a
        change.
        """
        return self._calls.call(GET_USER_STATISTICS, {}, options=options)

    def get_me(
        self, *, if_none_match: str | Unset = UNSET, options: CallOptions = DEFAULTS
    ) -> models.User:
        """GET /api/v1/users/me: Read your own account.

        Raises:
            problems.UserNotFound: There is no such user (404).
        """
        return self._calls.call(GET_ME, {"if_none_match": if_none_match}, options=options)

    def update_me(
        self,
        *,
        body: models.UserPatch,
        if_match: str | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.User:
        """PATCH /api/v1/users/me: Change your own account.

        Raises:
            problems.UserNotFound: There is no such user (404).
            problems.EmailTaken: Another account has this e-mail address (409).
        """
        return self._calls.call(UPDATE_ME, {"if_match": if_match}, body, options=options)

    def get_user(
        self, *, id: UUID, if_none_match: str | Unset = UNSET, options: CallOptions = DEFAULTS
    ) -> models.User:
        """GET /api/v1/users/{id}: Read a user.

        Raises:
            problems.UserNotFound: There is no such user (404).
        """
        return self._calls.call(
            GET_USER, {"id": id, "if_none_match": if_none_match}, options=options
        )

    def replace_user(
        self,
        *,
        id: UUID,
        body: models.UserReplacement,
        if_match: str | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.User:
        """PUT /api/v1/users/{id}: Replace a user's profile.

        Raises:
            problems.UserNotFound: There is no such user (404).
            problems.EmailTaken: Another account has this e-mail address (409).
        """
        return self._calls.call(
            REPLACE_USER, {"id": id, "if_match": if_match}, body, options=options
        )

    def update_user(
        self,
        *,
        id: UUID,
        body: models.UserPatch,
        if_match: str | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.User:
        """PATCH /api/v1/users/{id}: Change a user's profile.

        Absent members keep their values, even if another request changes them.

        Raises:
            problems.UserNotFound: There is no such user (404).
            problems.EmailTaken: Another account has this e-mail address (409).
        """
        return self._calls.call(
            UPDATE_USER, {"id": id, "if_match": if_match}, body, options=options
        )

    def delete_user(
        self, *, id: UUID, if_match: str | Unset = UNSET, options: CallOptions = DEFAULTS
    ) -> None:
        """DELETE /api/v1/users/{id}: Delete a user.

        Ends all the user's sessions. The e-mail address stays reserved, so a new account cannot
        take the place of the deleted one.

        Raises:
            problems.UserNotFound: There is no such user (404).
        """
        return self._calls.call(DELETE_USER, {"id": id, "if_match": if_match}, options=options)

    def set_user_access(
        self, *, id: UUID, body: models.UserAccess, options: CallOptions = DEFAULTS
    ) -> models.User:
        """PUT /api/v1/users/{id}/access: Set a user's role and status.

        Ends all the user's sessions if the role or the status changes.

        Raises:
            problems.UserNotFound: There is no such user (404).
        """
        return self._calls.call(SET_USER_ACCESS, {"id": id}, body, options=options)


class AsyncUsers:
    """One method for each of the operations tagged `users`."""

    def __init__(self, calls: AsyncCalls) -> None:
        self._calls = calls

    async def list_users(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        email: str | Unset = UNSET,
        status: models.UserStatus | Unset = UNSET,
        sort: Literal["created_at", "-created_at", "email", "-email"] | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.UserPage:
        """GET /api/v1/users: List users.

        Raises:
            problems.InvalidCursor: The cursor was altered, or belongs to another list (400).
        """
        return await self._calls.call(
            LIST_USERS,
            {"limit": limit, "cursor": cursor, "email": email, "status": status, "sort": sort},
            options=options,
        )

    def iter_list_users(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        email: str | Unset = UNSET,
        status: models.UserStatus | Unset = UNSET,
        sort: Literal["created_at", "-created_at", "email", "-email"] | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> AsyncIterator[models.User]:
        """Iterate over the items of all pages of `list_users`; each is read when needed."""
        return async_pages(
            lambda cursor: self.list_users(
                cursor=cursor, limit=limit, email=email, status=status, sort=sort, options=options
            ),
            lambda page: page.items,
            lambda page: page.next_cursor,
            cursor,
        )

    async def create_user(
        self,
        *,
        body: models.NewUser,
        idempotency_key: str | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.User:
        """POST /api/v1/users: Create a user.

        An account without a password cannot log in until an administrator sets one.

        Raises:
            problems.CommonPassword: The password is on the list of common passwords, or known from
                a breach (400).
            problems.EmailTaken: Another account has this e-mail address (409).
        """
        return await self._calls.call(
            CREATE_USER, {"idempotency_key": idempotency_key}, body, options=options
        )

    async def get_user_statistics(
        self, *, options: CallOptions = DEFAULTS
    ) -> models.UserStatistics:
        """GET /api/v1/users/statistics: Count the users.

        The response is cached for at most 30 seconds, and no longer once the worker has processed a
        change.
        """
        return await self._calls.call(GET_USER_STATISTICS, {}, options=options)

    async def get_me(
        self, *, if_none_match: str | Unset = UNSET, options: CallOptions = DEFAULTS
    ) -> models.User:
        """GET /api/v1/users/me: Read your own account.

        Raises:
            problems.UserNotFound: There is no such user (404).
        """
        return await self._calls.call(GET_ME, {"if_none_match": if_none_match}, options=options)

    async def update_me(
        self,
        *,
        body: models.UserPatch,
        if_match: str | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.User:
        """PATCH /api/v1/users/me: Change your own account.

        Raises:
            problems.UserNotFound: There is no such user (404).
            problems.EmailTaken: Another account has this e-mail address (409).
        """
        return await self._calls.call(UPDATE_ME, {"if_match": if_match}, body, options=options)

    async def get_user(
        self, *, id: UUID, if_none_match: str | Unset = UNSET, options: CallOptions = DEFAULTS
    ) -> models.User:
        """GET /api/v1/users/{id}: Read a user.

        Raises:
            problems.UserNotFound: There is no such user (404).
        """
        return await self._calls.call(
            GET_USER, {"id": id, "if_none_match": if_none_match}, options=options
        )

    async def replace_user(
        self,
        *,
        id: UUID,
        body: models.UserReplacement,
        if_match: str | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.User:
        """PUT /api/v1/users/{id}: Replace a user's profile.

        Raises:
            problems.UserNotFound: There is no such user (404).
            problems.EmailTaken: Another account has this e-mail address (409).
        """
        return await self._calls.call(
            REPLACE_USER, {"id": id, "if_match": if_match}, body, options=options
        )

    async def update_user(
        self,
        *,
        id: UUID,
        body: models.UserPatch,
        if_match: str | Unset = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> models.User:
        """PATCH /api/v1/users/{id}: Change a user's profile.

        Absent members keep their values, even if another request changes them.

        Raises:
            problems.UserNotFound: There is no such user (404).
            problems.EmailTaken: Another account has this e-mail address (409).
        """
        return await self._calls.call(
            UPDATE_USER, {"id": id, "if_match": if_match}, body, options=options
        )

    async def delete_user(
        self, *, id: UUID, if_match: str | Unset = UNSET, options: CallOptions = DEFAULTS
    ) -> None:
        """DELETE /api/v1/users/{id}: Delete a user.

        Ends all the user's sessions. The e-mail address stays reserved, so a new account cannot
        take the place of the deleted one.

        Raises:
            problems.UserNotFound: There is no such user (404).
        """
        return await self._calls.call(
            DELETE_USER, {"id": id, "if_match": if_match}, options=options
        )

    async def set_user_access(
        self, *, id: UUID, body: models.UserAccess, options: CallOptions = DEFAULTS
    ) -> models.User:
        """PUT /api/v1/users/{id}/access: Set a user's role and status.

        Ends all the user's sessions if the role or the status changes.

        Raises:
            problems.UserNotFound: There is no such user (404).
        """
        return await self._calls.call(SET_USER_ACCESS, {"id": id}, body, options=options)
