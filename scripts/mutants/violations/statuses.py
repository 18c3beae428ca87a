"""Statuses that the document does not have, or that say something else."""

from scripts.mutants.exchange import Answer
from scripts.mutants.mutant import of_the_answer

_AUTH = "/api/v1/auth"
_USERS = "/api/v1/users"
_WEBHOOKS = "/api/v1/webhooks"


@of_the_answer(f"POST {_AUTH}/logout")
def the_end_of_a_session_is_200(answer: Answer) -> None:
    if answer.status == 204:
        answer.status = 200


@of_the_answer(f"POST {_USERS}")
def a_creation_is_200(answer: Answer) -> None:
    if answer.status == 201:
        answer.status = 200


@of_the_answer(f"DELETE {_USERS}/{{id}}")
def a_deletion_is_202(answer: Answer) -> None:
    if answer.status == 204:
        answer.status = 202


@of_the_answer(f"GET {_AUTH}/sessions")
def a_list_is_206(answer: Answer) -> None:
    if answer.status == 200:
        answer.status = 206


@of_the_answer(f"GET {_WEBHOOKS}/{{id}}")
def absence_is_410(answer: Answer) -> None:
    if answer.status == 404:
        answer.refuse(410)


@of_the_answer(f"PUT {_USERS}/{{id}}")
def a_refusal_is_418(answer: Answer) -> None:
    if answer.status == 422:
        answer.refuse(418)


@of_the_answer(f"GET {_USERS}")
def what_is_invalid_is_500(answer: Answer) -> None:
    if answer.status == 422:
        answer.refuse(500)


@of_the_answer(f"POST {_WEBHOOKS}")
def what_is_invalid_is_a_success(answer: Answer) -> None:
    if answer.status == 422:
        answer.status = 201


@of_the_answer(f"GET {_USERS}/{{id}}")
def a_malformed_id_is_404(answer: Answer) -> None:
    if answer.status == 422:
        answer.refuse(404)


@of_the_answer(f"GET {_USERS}", every_method=True)
def an_unknown_method_is_404(answer: Answer) -> None:
    if answer.status == 405:
        answer.refuse(404)


@of_the_answer(f"GET {_WEBHOOKS}", every_method=True)
def an_unknown_method_names_no_other(answer: Answer) -> None:
    if answer.status == 405:
        answer.headers.pop("allow", None)


@of_the_answer("GET /livez")
def health_is_204(answer: Answer) -> None:
    if answer.status == 200:
        answer.status, answer.body = 204, b""
