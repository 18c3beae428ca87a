"""Accounts under the fuzz: what cannot be drawn, and identities that outlive the run."""

import itertools
import os
import random

import schemathesis
from people import lasting_person, new_person
from probes import declared_security, is_about_what_exists
from schemathesis.generation import GenerationMode
from schemathesis.wfc.escalation import escalating_provider, restore_identity_assignments

SHARE = 0.75
"""Of valid requests, how many get what cannot be drawn; the others show that it is checked."""
IDENTITIES = set(os.environ["FUZZ_IDS"].split())
USER, ADMIN = "alice", "admin"
GRANTED_TO_USERS = set(os.environ["FUZZ_USER_SCOPES"].split())

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
GIVES_ACCESS = f"PUT {USERS}/{{id}}/access"
USES_UP_A_USER = ABOUT_A_USER - {f"GET {USERS}/{{id}}"} | {GIVES_ACCESS}
TAKES_AN_ADDRESS = {
    f"POST {AUTH}/register",
    f"POST {USERS}",
    f"PATCH {USERS}/me",
    f"PUT {USERS}/{{id}}",
    f"PATCH {USERS}/{{id}}",
}


@schemathesis.hook
def before_init_operation(context, operation) -> None:
    """Ask as a user where that suffices by the document, else as an administrator.

    Left alone, schemathesis tries one identity after the other, nobody among them, and stays where
    the first answers take it: at one seed all requests to an operation, at another none, were 401.
    """
    provider = escalating_provider(operation.schema)
    if provider is not None:
        chosen = USER if suffices(operation, GRANTED_TO_USERS) else ADMIN
        restore_identity_assignments(operation.schema, {operation.label: chosen})
        provider._settled.add(operation.label)  # it is not to try others


def suffices(operation, scopes) -> bool:
    """Return whether the scopes let everybody in, whatever the request is about."""
    if "x-owner" in operation.definition.raw:
        return False
    return any(
        {scope for needed in alternative.values() for scope in needed} <= scopes
        for alternative in declared_security(operation)
    )


@schemathesis.hook
def before_call(ctx, case, kwargs) -> None:
    if case.meta is None:
        return  # a request of the hooks' own
    label = case.operation.label
    drawn = random.Random(f"{label} {case.query} {case.body} {case.path_parameters}")
    valid = case.meta.generation.mode is GenerationMode.POSITIVE
    if valid and drawn.random() < SHARE:
        give_secrets(label, case)
    if is_authenticated(case):
        spare_identities(label, case, valid=valid, as_owner=valid and drawn.random() > SHARE)


def give_secrets(label, case) -> None:
    """A right password, a good refresh token, an address that is free."""
    if label == f"POST {AUTH}/login":
        person = lasting_person()
        case.body = {"email": person.email, "password": person.password}
    elif label == f"POST {AUTH}/token" and isinstance(case.body, dict):
        person = lasting_person()
        case.body |= {"username": person.email, "password": person.password}
    elif label == f"POST {AUTH}/refresh" and case.body:
        case.body = {"refresh_token": new_person().refresh_token}
    elif label in TAKES_AN_ADDRESS and isinstance(case.body, dict) and "email" in case.body:
        case.body["email"] = f"fresh-{next(numbers)}@example.com"


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
    elif label in USES_UP_A_USER and (
        is_spared(case.path_parameters.get("id"))
        or (label == GIVES_ACCESS and valid and is_about_what_exists(case))
    ):
        case.path_parameters["id"] = new_person().id


def is_spared(user_id) -> bool:
    return user_id in IDENTITIES or user_id == lasting_person().id


def is_authenticated(case) -> bool:
    """Return whether a token that may be valid is sent; probes send none, or an obvious fake."""
    value = (case.headers or {}).get("Authorization")
    return isinstance(value, str) and value.startswith("Bearer ") and value.count(".") == 2


@schemathesis.check
def secrets_stay_inside(ctx, response, case) -> None:
    """No answer holds a password's hash or a digest of a token."""
    for word in ("password_hash", "hmac-sha384", "$2b$", "digest"):
        assert word not in response.text, f"The answer holds {word!r}"
