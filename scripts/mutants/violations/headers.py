"""Header fields and media types that are missing, or say something else."""

from uuid import uuid4

from scripts.mutants.exchange import Answer
from scripts.mutants.mutant import of_the_answer

_USERS = "/api/v1/users"
_WEBHOOKS = "/api/v1/webhooks"


@of_the_answer(f"POST {_USERS}")
def a_creation_has_no_location(answer: Answer) -> None:
    answer.headers.pop("location", None)


@of_the_answer(f"POST {_WEBHOOKS}")
def a_location_leads_nowhere(answer: Answer) -> None:
    if "location" in answer.headers:
        answer.headers["location"] = f"{_WEBHOOKS}/{uuid4()}"


@of_the_answer(f"GET {_USERS}/{{id}}")
def a_version_has_no_tag(answer: Answer) -> None:
    answer.headers.pop("etag", None)


@of_the_answer(f"GET {_USERS}/me")
def a_tag_has_no_quotes(answer: Answer) -> None:
    if "etag" in answer.headers:
        answer.headers["etag"] = answer.headers["etag"].strip('"')


@of_the_answer(f"PATCH {_USERS}/{{id}}")
def all_versions_have_one_tag(answer: Answer) -> None:
    if "etag" in answer.headers:
        answer.headers["etag"] = '"always.same"'


@of_the_answer(f"GET {_USERS}/{{id}}")
def a_body_has_no_media_type(answer: Answer) -> None:
    answer.headers.pop("content-type", None)


@of_the_answer(f"GET {_WEBHOOKS}")
def json_is_called_html(answer: Answer) -> None:
    if answer.succeeded:
        answer.headers["content-type"] = "text/html"


@of_the_answer(f"GET {_USERS}/{{id}}")
def a_problem_is_called_json(answer: Answer) -> None:
    if answer.status == 404:
        answer.headers["content-type"] = "application/json"


@of_the_answer(f"DELETE {_WEBHOOKS}/{{id}}")
def a_problem_is_plain_text(answer: Answer) -> None:
    if answer.status >= 400:
        answer.headers["content-type"] = "text/plain"
        answer.body = b"no"


@of_the_answer(f"POST {_USERS}")
def a_problem_names_no_request(answer: Answer) -> None:
    if answer.status >= 400 and answer.body:
        value = answer.value
        del value["instance"]
        answer.write(value)


@of_the_answer(f"PATCH {_USERS}/{{id}}")
def a_problem_has_another_status(answer: Answer) -> None:
    if answer.status == 422:
        answer.write(answer.value | {"status": 400})


@of_the_answer("GET /livez")
def an_answer_has_no_request_id(answer: Answer) -> None:
    answer.headers.pop("x-request-id", None)


@of_the_answer(f"GET {_USERS}/{{id}}")
def what_is_left_of_a_limit_is_not_told(answer: Answer) -> None:
    answer.headers.pop("ratelimit", None)


@of_the_answer("GET /api/v1/auth/sessions")
def a_401_says_not_how_to_authenticate(answer: Answer) -> None:
    answer.headers.pop("www-authenticate", None)
