"""Requests that are valid, and are refused, or break the service."""

from scripts.mutants.exchange import Answer, Request
from scripts.mutants.mutant import of_the_exchange

_USERS = "/api/v1/users"
_WEBHOOKS = "/api/v1/webhooks"


@of_the_exchange(f"GET {_USERS}")
def the_largest_page_is_refused(request: Request, answer: Answer) -> None:
    if request.asked("limit") == "100" and answer.succeeded:
        answer.refuse(422)


@of_the_exchange(f"GET {_USERS}")
def one_order_is_refused(request: Request, answer: Answer) -> None:
    if request.asked("sort") == "-email" and answer.succeeded:
        answer.refuse(422)


@of_the_exchange(f"PATCH {_WEBHOOKS}/{{id}}")
def one_media_type_is_refused(request: Request, answer: Answer) -> None:
    if "merge-patch" in request.headers.get("content-type", ""):
        answer.refuse(415)


@of_the_exchange(f"POST {_USERS}")
def other_alphabets_are_refused(request: Request, answer: Answer) -> None:
    if answer.succeeded and not request.members["full_name"].isascii():
        answer.refuse(422)


@of_the_exchange(f"POST {_USERS}")
def the_longest_name_is_refused(request: Request, answer: Answer) -> None:
    if answer.succeeded and len(request.members["full_name"]) == 100:
        answer.refuse(422)


@of_the_exchange(f"POST {_USERS}")
def a_member_is_required_that_is_not(request: Request, answer: Answer) -> None:
    if answer.succeeded and "password" not in request.members:
        answer.refuse(422)


@of_the_exchange(f"PUT {_USERS}/{{id}}")
def nobody_can_be_replaced(_request: Request, answer: Answer) -> None:
    if answer.succeeded:
        answer.refuse(403)


@of_the_exchange(f"POST {_WEBHOOKS}")
def one_event_is_refused(request: Request, answer: Answer) -> None:
    if answer.succeeded and "user.deleted" in request.members["events"]:
        answer.refuse(422)


@of_the_exchange(f"POST {_USERS}")
def an_apostrophe_breaks_the_service(request: Request, answer: Answer) -> None:
    if answer.succeeded and "'" in request.members["full_name"]:
        answer.refuse(500)


@of_the_exchange(f"PUT {_USERS}/{{id}}")
def an_emoji_breaks_the_service(request: Request, answer: Answer) -> None:
    if answer.succeeded and any(ord(each) > 0xFFFF for each in request.members["full_name"]):
        answer.refuse(500)


@of_the_exchange(f"POST {_USERS}")
def a_key_is_refused(request: Request, answer: Answer) -> None:
    if answer.succeeded and "idempotency-key" in request.headers:
        answer.refuse(422)


@of_the_exchange(f"GET {_USERS}/{{id}}")
def a_condition_breaks_the_service(request: Request, answer: Answer) -> None:
    if "if-none-match" in request.headers:
        answer.refuse(500)
