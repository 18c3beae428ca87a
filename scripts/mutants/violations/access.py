"""Callers who are let in, or are let do what they may not."""

from typing import Any
from uuid import UUID

from generated.routers import auth, users, webhooks
from impl.features.sessions.repository import SessionRepository
from impl.features.sessions.service import SessionService
from impl.features.users.errors import WrongPassword
from impl.features.users.service import UserService
from scripts.mutants.mutant import of_the_code, redeclare, replace

_AUTH = "/api/v1/auth"
_USERS = "/api/v1/users"
_WEBHOOKS = "/api/v1/webhooks"
_NO_SCOPES: Any = ({"bearerAuth": ()}, {"oauth2": ()})


@of_the_code(f"GET {_USERS}")
def anybody_may_list_users() -> None:
    redeclare(users, "LIST_USERS", security=())


@of_the_code(f"POST {_WEBHOOKS}/{{id}}/secret")
def anybody_may_replace_secrets() -> None:
    redeclare(webhooks, "ROTATE_WEBHOOK_SECRET", security=())


@of_the_code(f"POST {_AUTH}/logout")
def nobody_is_asked_who_they_are() -> None:
    redeclare(auth, "LOG_OUT", security=())


@of_the_code(f"GET {_USERS}")
def every_user_may_list_users() -> None:
    redeclare(users, "LIST_USERS", security=_NO_SCOPES)


@of_the_code(f"POST {_USERS}")
def every_user_may_create_users() -> None:
    redeclare(users, "CREATE_USER", security=_NO_SCOPES)


@of_the_code(f"PUT {_USERS}/{{id}}/access")
def every_user_may_give_access() -> None:
    redeclare(users, "SET_USER_ACCESS", security=_NO_SCOPES)


@of_the_code(f"PATCH {_WEBHOOKS}/{{id}}")
def every_user_may_change_webhooks() -> None:
    redeclare(webhooks, "UPDATE_WEBHOOK", security=_NO_SCOPES)


@of_the_code(f"GET {_USERS}/{{id}}")
def everybody_reads_everybody() -> None:
    redeclare(users, "GET_USER", owner=None)


@of_the_code(f"PATCH {_USERS}/{{id}}")
def everybody_changes_everybody() -> None:
    redeclare(users, "UPDATE_USER", owner=None)


@of_the_code(f"PUT {_USERS}/{{id}}")
def everybody_replaces_everybody() -> None:
    redeclare(users, "REPLACE_USER", owner=None)


@of_the_code(f"DELETE {_USERS}/{{id}}")
def everybody_deletes_everybody() -> None:
    redeclare(users, "DELETE_USER", owner=None)


@of_the_code(f"POST {_AUTH}/logout")
def a_session_never_ends() -> None:
    def wrap(_end: Any) -> Any:
        async def end(_self: Any, _id: UUID, _user_id: UUID) -> bool:
            return True

        return end

    replace(SessionService, "end_if_there", wrap)


@of_the_code(f"POST {_AUTH}/logout-all")
def no_session_ends() -> None:
    def wrap(_end: Any) -> Any:
        async def end(*_: Any, **_named: Any) -> list[UUID]:
            return []

        return end

    replace(SessionRepository, "end_all", wrap)


@of_the_code(f"POST {_AUTH}/login")
def every_password_is_right() -> None:
    def wrap(_authenticate: Any) -> Any:
        async def authenticate(self: UserService, email: str, _password: str) -> Any:
            return await self._users.account(email)

        return authenticate

    replace(UserService, "authenticate", wrap)


@of_the_code(f"POST {_AUTH}/password")
def the_present_password_is_not_asked_for() -> None:
    def wrap(_change: Any) -> Any:
        async def change(
            self: UserService, user_id: UUID, *, new: str, session: UUID, **_: Any
        ) -> None:
            await self._users.change(user_id, password_hash=await self._hash(new))
            await self._sessions.end_all(user_id, but=session)

        return change

    replace(UserService, "change_password", wrap)


@of_the_code(f"POST {_AUTH}/password")
def the_password_stays_as_it_was() -> None:
    def wrap(_change: Any) -> Any:
        async def change(self: UserService, user_id: UUID, *, current: str, **_: Any) -> None:
            account = await self._users.account_of(user_id)
            if not await self._passwords.verify(current, account and account.password_hash):
                raise WrongPassword

        return change

    replace(UserService, "change_password", wrap)
