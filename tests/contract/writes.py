"""What a write promises: it can be read, where the answer says, and what is refused is not done."""

from urllib.parse import urljoin

import jsonschema_rs
import requests
import schemathesis
from probes import TIMEOUT, again, declared_security, field, get, is_accepted, is_due, json_of

FORMATS = dict.fromkeys(("byte", "base64url", "decimal"), str.isascii)
"""The library asserts them, jsonschema_rs does not know them; each is of characters of ASCII."""

LAST_CHARACTER = "\U0010fffd"
"""Four bytes in UTF-8, and two units in UTF-16."""


@schemathesis.check
def created_resource_is_where_it_says(ctx, response, case) -> None:
    """The Location of a 201 leads to what was created, for who needed credentials to make it."""
    location = field(response, "Location")
    if not is_accepted(case, response) or response.status_code != 201 or not location:
        return
    if all(declared_security(case.operation)) and is_due("location", case):
        found = get(urljoin(response.request.url, location), case)
        assert found.status_code == 200, f"{location} of a 201 is {found.status_code}"
        agree(json_of(response), json_of(found))


@schemathesis.check
def a_change_can_be_read(ctx, response, case) -> None:
    """After a PUT or a PATCH, a GET of the same URL shows what was sent, and what was answered."""
    if case.method not in {"PUT", "PATCH"} or not is_accepted(case, response):
        return
    if can_be_read(case) and isinstance(case.body, dict) and is_due("change", case):
        found = get(response.request.url, case)
        if found.status_code == 200:
            agree(case.body, json_of(found))
            agree(json_of(response), json_of(found))


@schemathesis.check
def what_is_deleted_is_gone(ctx, response, case) -> None:
    """After a DELETE, a GET of the same URL does not succeed."""
    if case.method != "DELETE" or not is_accepted(case, response) or not can_be_read(case):
        return
    if is_due("deleted", case):
        found = get(response.request.url, case)
        assert found.status_code >= 400, f"What was deleted is still {found.status_code}"


@schemathesis.check
def what_cannot_be_read_is_refused(ctx, response, case) -> None:
    """A body of another media type is 415, and one that is no JSON is not taken for any."""
    if not is_accepted(case, response) or not case.media_type or not is_due("body", case):
        return
    unknown = again(case, headers={"Content-Type": "text/x-unknown"})
    assert unknown.status_code == 415, f"text/x-unknown is answered with {unknown.status_code}"
    if case.media_type.endswith("json"):
        broken = requests.request(
            case.method,
            unknown.request.url,
            data=b'{"',
            headers=dict(unknown.request.headers)
            | {"Content-Type": case.media_type, "Content-Length": "2"},
            timeout=TIMEOUT,
        )
        assert broken.status_code in {400, 422}, f'{{" is answered with {broken.status_code}'


@schemathesis.check
def a_text_may_have_every_character(ctx, response, case) -> None:
    """What the document takes with a character of the supplementary planes, the service takes."""
    if case.method not in {"PUT", "PATCH"} or not is_accepted(case, response):
        return
    if isinstance(case.body, dict) and is_due("character", case):
        for name in (each for each, value in case.body.items() if value and isinstance(value, str)):
            body = case.body | {name: case.body[name][:-1] + LAST_CHARACTER}
            if is_described(case, body):
                answer = again(case, body=body)
                status = answer.status_code
                is_fault = status == 500 or (status in {400, 422} and not is_of_the_service(answer))
                assert not is_fault, f"With one, {name} is {status}"


def is_of_the_service(answer) -> bool:
    """Return whether the service refuses what the document takes, for a reason of its own."""
    problem = json_of(answer)
    return not isinstance(problem, dict) or problem.get("type", "about:blank") != "about:blank"


def is_described(case, body) -> bool:
    """Return whether the document takes the body."""
    return any(
        jsonschema_rs.is_valid(
            each.optimized_schema,
            body,
            validate_formats=True,
            formats=FORMATS,
            ignore_unknown_formats=True,
        )
        for each in case.operation.body
        if each.media_type == case.media_type
    )


def can_be_read(case) -> bool:
    return "get" in case.operation.schema.raw_schema["paths"].get(case.operation.path, {})


def agree(said, found) -> None:
    """Members that both have are the same."""
    if isinstance(said, dict) and isinstance(found, dict):
        other = {name for name in said.keys() & found.keys() if said[name] != found[name]}
        assert not other, f"What is read differs from what was sent or answered: {sorted(other)}"
