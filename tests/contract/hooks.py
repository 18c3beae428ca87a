"""Checks of our own that every fuzzed response must pass, beside schemathesis'."""

import os
import random
from uuid import UUID

import schemathesis
from schemathesis.generation import GenerationMode

CURSORS = os.environ["FUZZ_CURSORS"].split()
FORGED_SHARE = 0.25

PROBLEM_MEMBERS = {"type", "title", "status", "detail", "instance"}


@schemathesis.hook
def before_call(ctx, case, kwargs) -> None:
    """Give most valid requests a cursor that the service signed; nobody can draw one."""
    drawn = random.Random(f"{case.query}")
    if (
        case.meta.generation.mode is GenerationMode.POSITIVE
        and isinstance(case.query, dict)
        and "cursor" in case.query
        and drawn.random() > FORGED_SHARE
    ):
        case.query["cursor"] = drawn.choice(CURSORS)


@schemathesis.check
def error_is_a_problem(ctx, response, case) -> None:
    """RFC 9457: every error has a problem document whose status is the response's."""
    if response.status_code < 400 or case.method in {"HEAD", "OPTIONS"}:
        return
    media_type = response.headers.get("content-type", [""])[0]
    assert media_type == "application/problem+json", f"An error of type {media_type!r}"
    problem = response.json()
    assert problem.keys() >= PROBLEM_MEMBERS, f"Members missing: {PROBLEM_MEMBERS - problem.keys()}"
    assert problem["status"] == response.status_code


@schemathesis.check
def response_names_the_request(ctx, response, case) -> None:
    """Every response carries an X-Request-Id, so that a user can quote it."""
    assert response.headers.get("x-request-id"), "No X-Request-Id"


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
def created_resource_is_what_was_sent(ctx, response, case) -> None:
    """A 201 echoes every member that was sent."""
    if response.status_code != 201 or not isinstance(case.body, dict):
        return
    created = response.json()
    changed = {name for name, value in case.body.items() if created.get(name, value) != value}
    assert not changed, f"Stored differently from what was sent: {sorted(changed)}"
