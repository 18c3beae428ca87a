"""Changes that are not kept, conditions that are ignored, keys that do not count."""

from collections.abc import Collection
from typing import Any

from exactapi.access.context import RequestContext
from exactapi.idempotency import idempotency

from scripts.mutants.exchange import Answer, Request
from scripts.mutants.mutant import of_the_answer, of_the_code, of_the_request, replace

_USERS = "/api/v1/users"
_WEBHOOKS = "/api/v1/webhooks"


def _never_commit(operations: Collection[str]) -> None:
    def wrap(commit: Any) -> Any:
        async def commit_others(self: RequestContext[Any, Any]) -> None:
            if self.operation.id not in operations:
                await commit(self)

        return commit_others

    replace(RequestContext, "commit", wrap)


@of_the_code(f"POST {_USERS}")
def a_user_who_was_created_is_not_kept() -> None:
    _never_commit({"createUser"})


@of_the_code(f"PATCH {_USERS}/{{id}}")
def a_change_is_not_kept() -> None:
    _never_commit({"updateUser"})


@of_the_code(f"PUT {_USERS}/{{id}}")
def a_replacement_is_not_kept() -> None:
    _never_commit({"replaceUser"})


@of_the_code(f"DELETE {_USERS}/{{id}}")
def a_deletion_is_not_kept() -> None:
    _never_commit({"deleteUser"})


@of_the_code(f"PATCH {_WEBHOOKS}/{{id}}")
def a_webhook_stays_as_it_was() -> None:
    _never_commit({"updateWebhook"})


@of_the_request(f"POST {_USERS}")
def a_name_is_stored_in_capitals(request: Request) -> None:
    members = request.members
    if isinstance(name := members.get("full_name"), str) and len(name.upper()) == len(name):
        request.write(members | {"full_name": name.upper()})


@of_the_request(f"PUT {_USERS}/{{id}}")
def the_name_is_not_replaced(request: Request) -> None:
    members = request.members
    name = members.get("full_name")
    if isinstance(name, str) and 0 < len(name) <= 100 and "\0" not in name:
        request.write(members | {"full_name": "Somebody"})


@of_the_request(f"PATCH {_USERS}/{{id}}")
def if_match_is_ignored(request: Request) -> None:
    request.headers.pop("if-match", None)


@of_the_request(f"DELETE {_USERS}/{{id}}")
def if_match_is_ignored_where_it_deletes(request: Request) -> None:
    request.headers.pop("if-match", None)


@of_the_request(f"GET {_USERS}/{{id}}")
def if_none_match_is_ignored(request: Request) -> None:
    request.headers.pop("if-none-match", None)


@of_the_request(f"POST {_USERS}")
def a_key_is_ignored(request: Request) -> None:
    request.headers.pop("idempotency-key", None)


@of_the_answer(f"POST {_USERS}")
def a_replay_does_not_say_so(answer: Answer) -> None:
    answer.headers.pop("idempotency-replayed", None)


@of_the_code(f"POST {_USERS}")
def a_key_answers_every_request() -> None:
    def wrap(_begin: Any) -> Any:
        return lambda self, _key, _fingerprint: _begin(self, _key, b"")

    replace(idempotency.Claim, "__init__", wrap)


@of_the_answer(f"POST {_USERS}")
def a_replay_is_another_answer(answer: Answer) -> None:
    if "idempotency-replayed" in answer.headers:
        answer.set(full_name="Somebody")
