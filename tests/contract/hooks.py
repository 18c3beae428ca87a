"""What no fuzzer can draw, and checks of our own beside schemathesis'."""

import itertools
import json
import os
import random
import sys
from pathlib import Path
from uuid import UUID

import schemathesis
from schemathesis.generation import GenerationMode
from uuid_utils.compat import uuid7

from impl.settings import Settings
from impl.storage.cursor import CursorSigner

sys.path.insert(0, str(Path(__file__).parent))  # schemathesis loads this file by its path
from people import lasting_person, new_person

SHARE = 0.75
"""Of valid requests, how many get what nobody can draw; the others show that it is checked."""
CURSORS = CursorSigner(Settings(_env_file=None, cursor_secret=os.environ["FUZZ_CURSOR_SECRET"]))
IDENTITIES = set(os.environ["FUZZ_IDS"].split())

numbers = itertools.count(1)

USERS = "/api/v1/users"
AUTH = "/api/v1/auth"
USES_UP_WHOEVER_ASKS = {
    f"PATCH {USERS}/me",
    f"POST {AUTH}/logout",
    f"POST {AUTH}/logout-all",
    f"POST {AUTH}/password",
}
ABOUT_A_USER = {f"{method} {USERS}/{{id}}" for method in ("GET", "PUT", "PATCH", "DELETE")}
USES_UP_A_USER = ABOUT_A_USER - {f"GET {USERS}/{{id}}"} | {f"PUT {USERS}/{{id}}/access"}
TAKES_AN_ADDRESS = {
    f"POST {AUTH}/register",
    f"POST {USERS}",
    f"PATCH {USERS}/me",
    f"PUT {USERS}/{{id}}",
    f"PATCH {USERS}/{{id}}",
}

PROBLEM_MEMBERS = {"type", "title", "status", "detail", "instance"}
DOCUMENT = json.loads((Path(__file__).parents[2] / "generated/openapi.json").read_bytes())


@schemathesis.hook
def before_call(ctx, case, kwargs) -> None:
    label = case.operation.label
    drawn = random.Random(f"{label} {case.query} {case.body} {case.path_parameters}")
    valid = case.meta.generation.mode is GenerationMode.POSITIVE
    if valid and drawn.random() < SHARE:
        give_secrets(label, case)
    if is_authenticated(case):
        spare_identities(label, case, valid=valid, as_owner=valid and drawn.random() > SHARE)


def give_secrets(label, case) -> None:
    """A signed cursor, a right password, a good refresh token, an address that is free."""
    if label == f"GET {USERS}" and isinstance(case.query, dict) and "cursor" in case.query:
        case.query["cursor"] = signed_cursor(case.query)
    elif label == f"POST {AUTH}/login":
        person = lasting_person()
        case.body = {"email": person.email, "password": person.password}
    elif label == f"POST {AUTH}/token" and isinstance(case.body, dict):
        person = lasting_person()
        case.body |= {"username": person.email, "password": person.password}
    elif label == f"POST {AUTH}/refresh" and case.body:
        case.body = {"refresh_token": new_person().refresh_token}
    elif label in TAKES_AN_ADDRESS and isinstance(case.body, dict) and "email" in case.body:
        case.body["email"] = f"fresh-{next(numbers)}@example.com"


def signed_cursor(query) -> str:
    """Where the list begins or has ended, whatever it is sorted by."""
    sort, email = query.get("sort", "-created_at"), query.get("email", "")
    listed = f"listUsers {sort} {query.get('status', '')} {email.lower()}"
    place = "m" if sort.endswith("email") else str(uuid7())
    return CURSORS.sign(listed, [place])


def spare_identities(label, case, *, valid: bool, as_owner: bool) -> None:
    """The fuzzer's own accounts and sessions outlive the run: others are used up instead."""
    if label in USES_UP_WHOEVER_ASKS:
        person = new_person()
        case.headers["Authorization"] = person.authorization
        if label == f"POST {AUTH}/password" and valid and isinstance(case.body, dict):
            case.body["current_password"] = person.password
    elif label in ABOUT_A_USER and as_owner:
        person = new_person()
        case.headers["Authorization"] = person.authorization
        case.path_parameters["id"] = person.id
    elif label in USES_UP_A_USER and case.path_parameters.get("id") in IDENTITIES:
        case.path_parameters["id"] = new_person().id


def is_authenticated(case) -> bool:
    """Whether a token is sent that might be good: probes go without, or with an obvious other."""
    value = (case.headers or {}).get("Authorization")
    return isinstance(value, str) and value.startswith("Bearer ") and value.count(".") == 2


@schemathesis.check
def error_is_a_problem(ctx, response, case) -> None:
    """RFC 9457: every error has a problem document whose status is the response's.

    But for an error whose own media type the document declares.
    """
    if response.status_code < 400 or case.method in {"HEAD", "OPTIONS"}:
        return
    media_type = response.headers.get("content-type", [""])[0]
    if media_type != "application/problem+json":
        declared = declared_media_types(case, response.status_code)
        assert media_type in declared, f"An error of type {media_type!r}"
        return
    problem = response.json()
    assert problem.keys() >= PROBLEM_MEMBERS, f"Members missing: {PROBLEM_MEMBERS - problem.keys()}"
    assert problem["status"] == response.status_code


def declared_media_types(case, status: int) -> set[str]:
    operation = DOCUMENT["paths"][case.operation.path][case.operation.method.lower()]
    response = operation["responses"].get(str(status), {})
    if "$ref" in response:
        response = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return set(response.get("content", ()))


@schemathesis.check
def response_names_the_request(ctx, response, case) -> None:
    """Every response carries an X-Request-Id, so that a user can quote it."""
    assert response.headers.get("x-request-id"), "No X-Request-Id"


@schemathesis.check
def nobody_is_limited(ctx, response, case) -> None:
    """The limits are out of reach here, so that every request is judged on its own."""
    assert response.status_code != 429, "Limited: raise the scale"


@schemathesis.check
def malformed_path_parameter_is_refused_as_such(ctx, response, case) -> None:
    """A malformed identifier is 422, not a 404 that hides missing validation."""
    value = (case.path_parameters or {}).get("id")
    if value is None or response.status_code != 404:
        return
    try:
        UUID(str(value))
    except ValueError:
        raise AssertionError("A malformed id was looked up instead of refused") from None


@schemathesis.check
def secrets_stay_inside(ctx, response, case) -> None:
    """No answer holds a password's hash or a digest of a token."""
    for word in ("password_hash", "hmac-sha384", "$2b$", "digest"):
        assert word not in response.text, f"The answer holds {word!r}"


@schemathesis.check
def created_resource_is_what_was_sent(ctx, response, case) -> None:
    """A 201 echoes every member that was sent."""
    if response.status_code != 201 or not isinstance(case.body, dict):
        return
    created = response.json()
    changed = {name for name, value in case.body.items() if created.get(name, value) != value}
    assert not changed, f"Stored differently from what was sent: {sorted(changed)}"
