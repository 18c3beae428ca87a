"""Requests that are not valid, and are mended instead of refused."""

import json
from collections.abc import Callable
from typing import Any

from scripts.mutants.exchange import Request
from scripts.mutants.mutant import of_the_request

_AUTH = "/api/v1/auth"
_USERS = "/api/v1/users"
_WEBHOOKS = "/api/v1/webhooks"
_MERGE_PATCH = "application/merge-patch+json"


def _mend(request: Request, name: str, mended: Callable[[Any], Any]) -> None:
    """Put another value in place of a member."""
    members = request.members
    if name in members:
        request.write(members | {name: mended(members[name])})


@of_the_request(f"POST {_AUTH}/register")
def unknown_members_are_ignored(request: Request) -> None:
    known = {"email", "password", "full_name"}
    members = request.members
    if members.keys() - known:
        request.write({name: value for name, value in members.items() if name in known})


@of_the_request(f"POST {_USERS}")
def an_unknown_role_is_that_of_a_user(request: Request) -> None:
    _mend(request, "role", lambda role: role if role in ("user", "admin") else "user")


@of_the_request(f"PATCH {_USERS}/{{id}}")
def a_long_name_is_cut(request: Request) -> None:
    _mend(request, "full_name", lambda name: name[:100] if isinstance(name, str) else name)


@of_the_request(f"PUT {_USERS}/{{id}}")
def a_name_that_is_missing_is_made_up(request: Request) -> None:
    if request.members and "full_name" not in request.members:
        request.write(request.members | {"full_name": "Somebody"})


@of_the_request(f"PATCH {_USERS}/me")
def null_is_like_absence(request: Request) -> None:
    members = request.members
    if None in members.values():
        kept = {name: value for name, value in members.items() if value is not None}
        request.write(kept or {"full_name": "Somebody"})


@of_the_request(f"PUT {_USERS}/{{id}}")
def a_number_is_a_name(request: Request) -> None:
    _mend(request, "full_name", lambda name: str(name) if isinstance(name, int | float) else name)


@of_the_request(f"PUT {_USERS}/{{id}}")
def an_empty_name_is_a_name(request: Request) -> None:
    _mend(request, "full_name", lambda name: name or "Somebody")


@of_the_request(f"POST {_AUTH}/register")
def a_password_may_be_short(request: Request) -> None:
    def longer(password: Any) -> Any:
        return f"{password:a<8}" if isinstance(password, str) else password

    _mend(request, "password", longer)


@of_the_request(f"POST {_USERS}")
def anything_is_an_address(request: Request) -> None:
    def address(text: Any) -> Any:
        return text if not isinstance(text, str) or "@" in text else f"a{len(text)}@example.com"

    _mend(request, "email", address)


@of_the_request(f"GET {_USERS}")
def a_page_without_items_is_a_page(request: Request) -> None:
    if request.asked("limit") in ("0", "-1"):
        request.forget("limit")


@of_the_request(f"GET {_USERS}")
def a_page_may_be_as_large_as_it_likes(request: Request) -> None:
    if (asked := request.asked("limit") or "").isdigit() and int(asked) > 100:
        request.forget("limit")


@of_the_request(f"GET {_USERS}")
def an_unknown_status_is_ignored(request: Request) -> None:
    if request.asked("status") not in ("active", "disabled"):
        request.forget("status")


@of_the_request(f"GET {_USERS}")
def an_unknown_order_is_ignored(request: Request) -> None:
    if request.asked("sort") not in ("created_at", "-created_at", "email", "-email"):
        request.forget("sort")


@of_the_request(f"GET {_USERS}")
def the_first_of_two_parameters_counts(request: Request) -> None:
    first: dict[str, str] = {}
    for name, value in request.query:
        first.setdefault(name, value)
    request.query = [*first.items()]


@of_the_request(f"GET {_WEBHOOKS}")
def unknown_parameters_are_ignored(request: Request) -> None:
    request.query = [pair for pair in request.query if pair[0] in ("limit", "cursor")]


@of_the_request(f"POST {_WEBHOOKS}")
def an_event_may_be_named_twice(request: Request) -> None:
    def once(events: Any) -> Any:
        if not isinstance(events, list) or not all(isinstance(each, str) for each in events):
            return events
        return list(dict.fromkeys(events))

    _mend(request, "events", once)


@of_the_request(f"POST {_WEBHOOKS}")
def no_event_is_every_event(request: Request) -> None:
    _mend(request, "events", lambda events: events or ["user.created"])


@of_the_request(f"PATCH {_WEBHOOKS}/{{id}}")
def a_change_of_nothing_is_a_change(request: Request) -> None:
    if request.body.strip() == b"{}":
        request.write({"status": "active"})


@of_the_request(f"PATCH {_USERS}/{{id}}")
def what_cannot_be_read_is_ignored(request: Request) -> None:
    try:
        json.loads(request.body)
    except ValueError:
        request.write({"full_name": "Somebody"})


@of_the_request(f"PATCH {_USERS}/{{id}}")
def every_media_type_is_json(request: Request) -> None:
    if request.headers.get("content-type") != _MERGE_PATCH:
        request.headers["content-type"] = "application/json"


@of_the_request(f"PUT {_USERS}/{{id}}/access")
def the_case_of_a_role_is_ignored(request: Request) -> None:
    _mend(request, "role", lambda role: role.lower() if isinstance(role, str) else "user")


@of_the_request(f"POST {_USERS}")
def a_malformed_key_is_ignored(request: Request) -> None:
    key = request.headers.get("idempotency-key", "")
    if not key.strip('"').replace("-", "").isalnum():
        request.headers.pop("idempotency-key", None)


@of_the_request(f"PATCH {_USERS}/{{id}}")
def a_malformed_condition_is_ignored(request: Request) -> None:
    if not request.headers.get("if-match", "").endswith('"'):
        request.headers.pop("if-match", None)
