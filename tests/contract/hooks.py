"""Checks of our own beside schemathesis'.

Everything here follows from the document; what a feature needs beyond it is a module beside this.
"""

import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from uuid import UUID, uuid4

import schemathesis

sys.path.insert(0, str(Path(__file__).parent))  # schemathesis loads this file by its path
# Hooks run in this order: what a request is about is chosen before a page of it is asked for.
import webhooks  # noqa: F401  registers the hooks of webhooks  # feature: webhooks

# isort: split
import access  # noqa: F401  registers the checks of access  # feature: accounts
import accounts  # noqa: F401  registers the hooks of accounts  # feature: accounts
import conditions  # noqa: F401  registers the hook and checks of conditional requests
import lists  # noqa: F401  registers the hooks and checks of lists
import writes  # noqa: F401  registers the checks of writes
from probes import again, get, is_accepted, is_due, is_valid, json_of

PROBLEM_MEMBERS = {"type", "title", "status", "detail", "instance"}


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
        assert media_type.partition(";")[0] in declared, f"An error of type {media_type!r}"
        return
    problem = json_of(response)
    assert isinstance(problem, dict), "A problem that is no object"
    assert problem.keys() >= PROBLEM_MEMBERS, f"Members missing: {PROBLEM_MEMBERS - problem.keys()}"
    assert problem["status"] == response.status_code


def declared_media_types(case, status: int) -> set[str]:
    document = case.operation.schema.raw_schema
    responses = case.operation.definition.raw["responses"]
    keys = (str(status), f"{status // 100}XX", "default")
    response = next((responses[key] for key in keys if key in responses), {})
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
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
    """A malformed UUID is 422, not a 404 that hides missing validation."""
    if response.status_code != 404:
        return
    for parameter in case.operation.path_parameters:
        value = (case.path_parameters or {}).get(parameter.name)
        if parameter.optimized_schema.get("format") != "uuid" or value is None:
            continue
        try:
            UUID(str(value))
        except ValueError:
            raise AssertionError("A malformed UUID was looked up instead of refused") from None


@schemathesis.check
def absence_is_answered_as_declared(ctx, response, case) -> None:
    """What is not there is asked for, too: the identifiers that are drawn may all be of what is."""
    identifiers = [
        each.name
        for each in case.operation.path_parameters
        if each.optimized_schema.get("format") == "uuid"
    ]
    if not identifiers or not is_accepted(case, response) or not is_due("absence", case):
        return
    absent = {**case.path_parameters, identifiers[-1]: str(uuid4())}
    status = again(case, path_parameters=absent).status_code
    declared = case.operation.definition.raw["responses"]
    assert {str(status), f"{status // 100}XX", "default"} & set(declared), f"Absence is {status}"


@schemathesis.check
def created_resource_is_what_was_sent(ctx, response, case) -> None:
    """A 201 echoes every member that was sent."""
    if response.status_code != 201 or not isinstance(case.body, dict) or not response.content:
        return
    created = json_of(response)
    if not isinstance(created, dict):
        return
    changed = {
        name for name, value in case.body.items() if not is_same(created.get(name, value), value)
    }
    assert not changed, f"Stored differently from what was sent: {sorted(changed)}"


def is_same(one: object, other: object) -> bool:
    """Return whether two values are equal; texts also where they stand for the same number."""
    if isinstance(one, str) and isinstance(other, str) and one != other:
        try:  # as in `format: decimal`: 1.50 is 1.5, with other digits
            return Decimal(one) == Decimal(other)
        except InvalidOperation:
            return False
    return one == other


@schemathesis.check
def a_401_says_how_to_authenticate(ctx, response, case) -> None:
    """RFC 9110, section 11.6.1: it has a challenge."""
    if response.status_code == 401:
        assert response.headers.get("www-authenticate"), "A 401 without WWW-Authenticate"


@schemathesis.check
def what_is_left_of_a_limit_is_told(ctx, response, case) -> None:
    """A success has the RateLimit fields that the document declares for it."""
    if is_valid(case) and response.status_code < 300:
        declared = case.operation.definition.raw["responses"].get(str(response.status_code), {})
        for name in {"RateLimit", "RateLimit-Policy"} & set(declared.get("headers", ())):
            assert response.headers.get(name.lower()), f"No {name}"


@schemathesis.check
def what_is_not_declared_is_refused(ctx, response, case) -> None:
    """A parameter of the query that the document does not have is 422, and so is a second one."""
    if case.method != "GET" or not is_accepted(case, response) or not is_due("query", case):
        return
    unknown = again(case, query={**(case.query or {}), "unknown-parameter": "1"})
    assert unknown.status_code == 422, f"An unknown parameter is {unknown.status_code}"
    url, _, query = response.request.url.partition("?")
    if query:
        twice = get(f"{url}?{query}&{query}", case)
        assert twice.status_code in {400, 422}, f"Parameters sent twice are {twice.status_code}"
