"""The only place where exceptions become responses.

    declared Problem, ErrorBody   what the document says
    the runtime's own Problems    RFC 9457, always allowed: the document's overlay lists them
    NotImplementedError           501
    an error of the service       what the service's `translate` says
    a broken contract             500, which names the breach in development
    HTTPException of a `Depends`  a problem with its status, detail and headers
    anything else                 500, logged with the request's id

A response never holds input, a traceback, SQL or a path.
"""

from collections.abc import Callable
from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Scope

from exactapi.access.ports import Translate
from exactapi.operations.operation import Operation
from exactapi.options import ContractOptions
from exactapi.problems import ContractViolationError, ErrorBody, Problem
from exactapi.rejections import (
    InternalError,
    MalformedRequest,
    NotImplementedYet,
    Rejection,
)
from exactapi.request_id import request_id
from exactapi.response.problems import error_headers, problem_response
from exactapi.response.raw import HeaderList, RawResponse, content_type, header_lines
from exactapi.routing.own_errors import OwnErrors, UnmatchedErrors

Write = Callable[[int, str, Any], bytes]
"""From a status, a media type and a body to its octets."""

_log = structlog.get_logger(__name__)


class ErrorResponses:
    """Turns exceptions into responses, for one operation or, with None, for no operation at all."""

    def __init__(self, options: ContractOptions, translate: Translate | None = None) -> None:
        self._options = options
        self._translate = translate

    def response(
        self,
        error: Exception,
        scope: Scope,
        operation: Operation | None,
        write: Write | None = None,
        own: OwnErrors | UnmatchedErrors | None = None,
    ) -> RawResponse:
        """Return the response to `error`; `write` is how the operation writes its declared errors.

        `own` says what of the runtime's errors the document has a body of its own for.

        Raises:
            ClientDisconnect: that was the error, and no client waits for a response.
        """
        if isinstance(error, ClientDisconnect):
            raise error
        try:
            public = self._public(error, operation)
            if own is not None and isinstance(public, Rejection):
                public = own.body(public) or public
            return _written(public, scope, write)
        except Exception as defect:  # noqa: BLE001 - whatever it is, the client gets a response
            _log.error(
                "request_failed",
                request_id=request_id(scope),
                operation=operation.id if operation else None,
                exc_info=defect,
            )
            return _written(self._internal(defect), scope)

    def _public(self, error: Exception, operation: Operation | None) -> Problem | ErrorBody[Any]:
        """Return what the client is told; raise the error again if it must not be told."""
        if isinstance(error, Problem | ErrorBody):
            return _allowed(error, operation)
        if isinstance(error, NotImplementedError):
            return NotImplementedYet("This operation is not implemented yet.")
        if isinstance(error, HTTPException):
            return _HttpProblem(error)
        if isinstance(error, RequestValidationError):
            return MalformedRequest("The request does not have what a dependency needs.")
        translated = self._translate(error) if self._translate else None
        if translated is None:
            raise error
        return _allowed(translated, operation)

    def _internal(self, defect: Exception) -> Problem:
        if self._options.explain_violations and isinstance(defect, ContractViolationError):
            return InternalError(f"The contract is broken: {defect}")
        return InternalError("The service failed; the instance names this failure in its log.")


def _written(
    error: Problem | ErrorBody[Any], scope: Scope, write: Write | None = None
) -> RawResponse:
    if isinstance(error, ErrorBody):
        return _error_body(error, write)
    response = problem_response(error, scope)
    if isinstance(error, _HttpProblem):
        for name, value in error.fields.items():
            response.headers += header_lines(name, value)
    return response


def _error_body(error: ErrorBody[Any], write: Write | None) -> RawResponse:
    headers: HeaderList = []
    body = b""
    if error.media_type is not None:
        # A class for a media type range has an attribute that says which one it is.
        media_type = getattr(error, "content_type", error.media_type)
        body = b"" if write is None else write(error.status, media_type, error.body)
        headers.append(content_type(media_type))
    headers.append((b"content-length", b"%d" % len(body)))
    return RawResponse(error.status, headers + error_headers(error), body)


def _allowed(
    error: Problem | ErrorBody[Any], operation: Operation | None
) -> Problem | ErrorBody[Any]:
    if isinstance(error, Rejection) or (operation and isinstance(error, operation.problems)):
        return error
    raise ContractViolationError(
        f"{type(error).__name__} ({error.status}) is not among the operation's problems."
    ) from error


class _HttpProblem(Problem):
    """Starlette's own exception; `fields` are its headers."""

    def __init__(self, error: HTTPException) -> None:
        super().__init__(str(error.detail or ""))
        self.status = error.status_code
        self.fields = error.headers or {}
