"""The only place that writes problems (RFC 9457)."""

from typing import Any, Final

from pydantic_core import to_json
from starlette.types import Scope

from exactapi.problems import PROBLEM_JSON, ErrorBody, Problem
from exactapi.request_id import request_id
from exactapi.response.raw import HeaderList, RawResponse, header_lines

_CONTENT_TYPE: Final = (b"content-type", PROBLEM_JSON.encode())


def problem_response(problem: Problem, scope: Scope) -> RawResponse:
    """Return the response for a problem; its `instance` is the id of the request."""
    body = to_json(problem.body(f"urn:uuid:{request_id(scope)}"), by_alias=True)
    headers = [_CONTENT_TYPE, (b"content-length", b"%d" % len(body)), *error_headers(problem)]
    return RawResponse(problem.status, headers, body)


def error_headers(error: Problem | ErrorBody[Any]) -> HeaderList:
    """Return the lines of the headers that an error declares; one that is None has none."""
    # A rejection in the words of the document keeps the headers that it has as a problem.
    source = getattr(error, "rejection", error)
    return [
        line
        for name, attribute in source.headers.items()
        for line in header_lines(name, getattr(source, attribute))
    ]
