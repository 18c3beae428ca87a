"""Bodies that are not what the document says."""

from scripts.mutants.exchange import Answer
from scripts.mutants.mutant import of_the_answer

_AUTH = "/api/v1/auth"
_USERS = "/api/v1/users"
_WEBHOOKS = "/api/v1/webhooks"


@of_the_answer(f"GET {_USERS}/{{id}}")
def a_required_member_is_missing(answer: Answer) -> None:
    if answer.succeeded:
        value = answer.value
        del value["updated_at"]
        answer.write(value)


@of_the_answer(f"GET {_USERS}/me")
def a_time_is_a_number(answer: Answer) -> None:
    answer.set(created_at=1767225600)


@of_the_answer(f"PATCH {_USERS}/me")
def a_member_is_not_declared(answer: Answer) -> None:
    answer.set(nickname="Ada")


@of_the_answer(f"GET {_USERS}")
def a_role_is_not_in_the_enum(answer: Answer) -> None:
    if answer.succeeded:
        answer.set(items=[item | {"role": "owner"} for item in answer.value["items"]])


@of_the_answer(f"PATCH {_USERS}/{{id}}")
def a_name_is_null(answer: Answer) -> None:
    answer.set(full_name=None)


@of_the_answer(f"PUT {_USERS}/{{id}}")
def a_name_is_too_long(answer: Answer) -> None:
    answer.set(full_name="x" * 101)


@of_the_answer(f"GET {_WEBHOOKS}/{{id}}")
def a_time_is_a_word(answer: Answer) -> None:
    answer.set(created_at="yesterday")


@of_the_answer(f"GET {_WEBHOOKS}")
def the_items_are_an_object(answer: Answer) -> None:
    answer.set(items={})


@of_the_answer(f"GET {_USERS}")
def a_cursor_is_a_number(answer: Answer) -> None:
    answer.set(next_cursor=5)


@of_the_answer(f"GET {_USERS}/{{id}}")
def an_object_is_in_an_array(answer: Answer) -> None:
    if answer.succeeded:
        answer.write([answer.value])


@of_the_answer(f"GET {_USERS}/statistics")
def a_success_is_empty(answer: Answer) -> None:
    if answer.succeeded:
        answer.body = b""


@of_the_answer(f"GET {_WEBHOOKS}/{{id}}/deliveries")
def a_document_is_cut(answer: Answer) -> None:
    if answer.succeeded:
        answer.body = answer.body[: len(answer.body) // 2]


@of_the_answer(f"GET {_USERS}/statistics")
def a_count_is_below_zero(answer: Answer) -> None:
    answer.set(total=-1)


@of_the_answer(f"POST {_AUTH}/login")
def a_constant_is_another(answer: Answer) -> None:
    answer.set(token_type="bearer")  # noqa: S106  no secret


@of_the_answer(f"POST {_AUTH}/refresh")
def a_token_is_missing(answer: Answer) -> None:
    if answer.succeeded:
        value = answer.value
        del value["refresh_token"]
        answer.write(value)


@of_the_answer(f"GET {_WEBHOOKS}/{{id}}")
def a_secret_is_shown(answer: Answer) -> None:
    answer.set(secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")  # noqa: S106  an example


@of_the_answer(f"GET {_WEBHOOKS}/{{id}}/deliveries")
def a_state_is_not_in_the_enum(answer: Answer) -> None:
    if answer.succeeded:
        answer.set(items=[item | {"status": "lost"} for item in answer.value["items"]])


@of_the_answer(f"GET {_AUTH}/sessions")
def an_id_is_no_uuid(answer: Answer) -> None:
    if answer.succeeded:
        answer.set(items=[item | {"id": "1"} for item in answer.value["items"]])


@of_the_answer(f"GET {_AUTH}/sessions")
def a_boolean_is_a_text(answer: Answer) -> None:
    if answer.succeeded:
        answer.set(items=[item | {"current": "yes"} for item in answer.value["items"]])


@of_the_answer(f"POST {_WEBHOOKS}/{{id}}/secret")
def a_secret_has_another_form(answer: Answer) -> None:
    answer.set(secret="secret")  # noqa: S106  no secret


@of_the_answer("GET /.well-known/jwks.json")
def the_keys_are_null(answer: Answer) -> None:
    answer.set(keys=None)
