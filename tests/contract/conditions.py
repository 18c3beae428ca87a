"""Versions and keys of requests: what cannot be drawn, and what they promise.

A drawn entity tag is of no version that there is, and a drawn `Idempotency-Key` may have been drawn
before, for another request.
"""

import random
from uuid import uuid4

import schemathesis
from probes import (
    again,
    field,
    has_parameter,
    is_accepted,
    is_due,
    is_valid,
    json_of,
    place_of_the_fault,
)

SHARE = 0.75
"""Of valid requests with a condition, how many go without; the others show that it is checked."""
CONDITIONS = ("If-Match", "If-None-Match")
KEY = "Idempotency-Key"
NOBODYS = '"of.no-version"'

bodies_before: dict[str, object] = {}
"""For each operation with keys, the body of a request that was accepted."""


@schemathesis.hook
def before_call(ctx, case, kwargs) -> None:
    """Let most valid requests do what they ask for: no condition, and a key of their own.

    A request whose fault is elsewhere has none of them: in the coverage phase all have a malformed
    `If-Match`, and would be refused for that.
    """
    if case.meta is None or not case.headers:
        return
    if place_of_the_fault(case) in {"path", "query", "body"}:
        for name in (*CONDITIONS, KEY):
            case.headers.pop(name, None)
    elif is_valid(case):
        drawn = random.Random(f"{case.operation.label} {case.headers} {case.path_parameters}")
        for name in CONDITIONS:
            if name in case.headers and drawn.random() < SHARE:
                del case.headers[name]
        if KEY in case.headers:
            case.headers[KEY] = str(uuid4())


@schemathesis.check
def another_version_is_not_meant(ctx, response, case) -> None:
    """A request about a version that is not there is refused."""
    if not is_accepted(case, response) or not has_parameter(case, "If-Match"):
        return
    asked = (case.headers or {}).get("If-Match", "*")
    assert "*" in asked, f"If-Match: {asked} is no version, and was ignored"
    if case.method != "DELETE" and is_due("if-match", case):
        found = again(case, headers={"If-Match": NOBODYS}).status_code
        assert found == 412, f"If-Match of no version is {found}"


@schemathesis.check
def a_version_is_sent_once(ctx, response, case) -> None:
    """A representation has an ETag, and who has it already gets a 304 without a body."""
    if not is_accepted(case, response) or not has_parameter(case, "If-None-Match"):
        return
    tag = field(response, "ETag")
    assert tag, "No ETag, though the operation takes If-None-Match"
    if is_due("if-none-match", case):
        found = again(case, headers={"If-None-Match": tag, "If-Match": None})
        assert found.status_code == 304, f"If-None-Match of its own ETag is {found.status_code}"
        assert not found.content, "A 304 with a body"


@schemathesis.check
def a_key_counts_once(ctx, response, case) -> None:
    """A request that is sent again has the same answer, and its key is for no other request."""
    if not is_accepted(case, response) or not has_parameter(case, KEY):
        return
    label, key = case.operation.label, (case.headers or {}).get(KEY)
    other = bodies_before.get(label)
    bodies_before[label] = case.body
    if key is None or not is_due("key", case):
        return
    found = again(case)
    assert found.status_code == response.status_code, (
        f"Sent again with its key: {found.status_code} instead of {response.status_code}"
    )
    assert json_of(found) == json_of(response), "Sent again with its key: another answer"
    assert field(found, "Idempotency-Replayed") == "true", "A replay does not say so"
    if other is not None and other != case.body:
        found = again(case, body=other)
        assert found.status_code in {409, 422}, f"The key of another request: {found.status_code}"
