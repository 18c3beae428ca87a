"""The only place that writes problems (RFC 9457)."""

from typing import Any, Final

import structlog
from starlette.types import Scope

from exactapi.media.json_writer import json_bytes
from exactapi.problems import PROBLEM_JSON, ErrorBody, Problem
from exactapi.rejections import InternalError
from exactapi.request_id import request_id
from exactapi.response.raw import HeaderList, RawResponse, header_lines

_CONTENT_TYPE: Final = (b"content-type", PROBLEM_JSON.encode())
_UNHANDLED: Final = "Something went wrong here; it has been logged."

_log = structlog.get_logger(__name__)


def problem_response(problem: Problem, scope: Scope) -> RawResponse:
    """Return the response for a problem; its `instance` is the id of the request."""
    body = json_bytes(problem.body(f"urn:uuid:{request_id(scope)}"))
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


def unhandled(scope: Scope) -> RawResponse:
    """Log the exception that is being handled, which nothing else has; return the 500 for it."""
    _log.exception("unhandled error")
    return problem_response(InternalError(_UNHANDLED), scope)
