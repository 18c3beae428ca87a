"""Lists whose filters, order and pages are not what was asked for."""

from typing import Any
from uuid import UUID

from impl.features.users.repository import UserRepository
from impl.features.users.service import UserService
from scripts.mutants.exchange import Answer, Request
from scripts.mutants.mutant import of_the_answer, of_the_code, of_the_request, replace

_USERS = "GET /api/v1/users"
_DELIVERIES = "GET /api/v1/webhooks/{id}/deliveries"


@of_the_code(_USERS)
def the_status_of_users_is_ignored() -> None:
    def wrap(page: Any) -> Any:
        return lambda self, **asked: page(self, **asked | {"status": None})

    replace(UserRepository, "page", wrap)


@of_the_code(_USERS)
def the_address_of_users_is_ignored() -> None:
    def wrap(page: Any) -> Any:
        return lambda self, **asked: page(self, **asked | {"email": None})

    replace(UserRepository, "page", wrap)


@of_the_code(_USERS)
def the_order_of_users_is_ignored() -> None:
    def wrap(page: Any) -> Any:
        return lambda self, **asked: page(self, **asked | {"sort": "-created_at"})

    replace(UserRepository, "page", wrap)


@of_the_code(_USERS)
def a_page_has_one_more() -> None:
    def wrap(page: Any) -> Any:
        return lambda self, *, limit, **asked: page(self, limit=limit + 1, **asked)

    replace(UserService, "page", wrap)


@of_the_code(_USERS)
def a_page_repeats_the_last_of_the_one_before() -> None:
    def wrap(page: Any) -> Any:
        async def repeating(self: Any, **asked: Any) -> Any:
            found = await page(self, **asked)
            if asked["after"] and asked["sort"] in ("created_at", "-created_at"):
                before = await self.get(UUID(asked["after"]))
                found = [*filter(None, [before]), *found][: asked["limit"]]
            return found

        return repeating

    replace(UserRepository, "page", wrap)


@of_the_code(_USERS)
def the_last_page_has_a_cursor() -> None:
    def wrap(page: Any) -> Any:
        async def never_last(self: Any, **asked: Any) -> Any:
            users, last = await page(self, **asked)
            return users, last or (users[-1] if users else None)

        return never_last

    replace(UserService, "page", wrap)


@of_the_code(_USERS)
def all_pages_of_users_are_the_first() -> None:
    def wrap(page: Any) -> Any:
        return lambda self, **asked: page(self, **asked | {"after": None})

    replace(UserRepository, "page", wrap)


@of_the_answer(_USERS)
def there_are_no_users(answer: Answer) -> None:
    answer.set(items=[], next_cursor=None)


@of_the_request(_USERS)
def the_size_of_a_page_is_ignored(request: Request) -> None:
    request.forget("limit")


@of_the_request(_DELIVERIES)
def the_status_of_deliveries_is_ignored(request: Request) -> None:
    request.forget("status")


@of_the_request(_DELIVERIES)
def all_pages_of_deliveries_are_the_first(request: Request) -> None:
    request.forget("cursor")
