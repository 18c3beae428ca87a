"""From what a handler returns to the bytes of the response.

A handler that returns a result class has chosen its media type; it is sent even where the
`Accept` field prefers another of the declared ones (RFC 9110, section 12.4.1, lets a server do
so). `RequestContext.media_type` tells a handler which one the client likes best.
"""

from collections.abc import AsyncIterable, AsyncIterator, Mapping
from typing import Any, Final

from exactapi.media.header_values import DeclaredHeader
from exactapi.media.json_writer import json_bytes
from exactapi.media.kinds import kind_of
from exactapi.operations.operation import Operation
from exactapi.operations.results import WITHOUT_CONTENT, Result
from exactapi.problems import ContractViolationError
from exactapi.response.checks import ResponseChecks
from exactapi.response.declared import DeclaredResponses
from exactapi.response.raw import (
    HeaderList,
    RawResponse,
    content_type,
    header_lines,
)
from exactapi.response.streams import framed

_WITHOUT_LENGTH: Final = frozenset({204, 304})
_VARY: Final = (b"vary", b"Accept")
"""For caches, where a choice was made (RFC 9110, section 12.5.5)."""

_NO_HEADERS: Final[Mapping[str, DeclaredHeader]] = {}


class ResponseWriter:
    """Writes the successes of one operation."""

    __slots__ = (
        "_checks",
        "_content_type",
        "_declared",
        "_operation",
        "_success",
        "_write",
        "may_be_empty",
        "offered",
    )

    def __init__(
        self,
        operation: Operation,
        declared: DeclaredResponses,
        checks: ResponseChecks | None = None,
    ) -> None:
        self._operation = operation
        self._declared = declared
        self._checks = checks
        self.offered = declared.offered
        self.may_be_empty = declared.may_be_empty
        self._success = operation.success
        self._content_type: tuple[bytes, bytes] | None = None
        response = declared.match(operation.success) if operation.success else None
        for media_type in response.content if response else ():
            if operation.success and kind_of(media_type).is_plain:
                self._content_type = content_type(media_type)
                self._write = declared.codec(operation.success, media_type).write
                break

    def write(self, result: Any) -> RawResponse:
        """Raises `ContractViolationError` for what the operation cannot return."""
        if isinstance(result, Result):
            return self._typed(result)
        status, field = self._success, self._content_type
        if status is None:
            raise ContractViolationError(
                f"{self._operation.handler} returned {type(result).__name__}, which is none of "
                f"{', '.join(each.__name__ for each in self._operation.results)}."
            )
        if field is None:
            if result is not None:
                raise ContractViolationError(
                    f"{self._operation.handler} returned {type(result).__name__}, but {status} "
                    "has no content."
                )
            return _empty(status, [])
        body = self._write(result)
        return RawResponse(status, [field, (b"content-length", b"%d" % len(body))], body)

    def _typed(self, result: Result) -> RawResponse:
        if not isinstance(result, self._operation.results):
            raise ContractViolationError(
                f"{type(result).__name__} is not among the operation's results."
            )
        status = int(result.status)
        headers = self._headers(result, status)
        if result.media_type is None or status in WITHOUT_CONTENT:
            return _empty(status, headers)
        # A class for a media type range has a field that says which one it is.
        media_type = getattr(result, "content_type", result.media_type)
        body: bytes | AsyncIterator[bytes]
        if isinstance(result.body, AsyncIterable):
            check = None if self._checks is None else self._checks.of_items(status, media_type)
            body = framed(result.body, self._declared.codec(status, media_type), check)
        else:
            body = self.body(status, media_type, result.body)
            headers.append((b"content-length", b"%d" % len(body)))
        headers.append(content_type(media_type))
        return RawResponse(status, headers, body)

    def body(self, status: int, media_type: str, value: Any) -> bytes:
        """Write a complete body; raises `ContractViolationError` for one that cannot be."""
        return self._declared.codec(status, media_type).write(value)

    def _headers(self, result: Result, status: int) -> HeaderList:
        response = self._declared.match(status)
        declared = response.headers if response else _NO_HEADERS
        lines: HeaderList = []
        for name, attribute in result.headers.items():
            value = getattr(result, attribute)
            header = declared.get(name)
            if header and header.is_json and value is not None:
                value = json_bytes(value).decode()
            lines += header_lines(name, value, explode=bool(header and header.explode))
        if len(self.offered) > 1 and not any(name == b"vary" for name, _ in lines):
            lines.append(_VARY)
        return lines


def _empty(status: int, headers: HeaderList) -> RawResponse:
    """A 204 must not, and a 304 need not, have Content-Length (RFC 9110, section 8.6)."""
    if status not in _WITHOUT_LENGTH:
        headers.append((b"content-length", b"0"))
    return RawResponse(status, headers, b"")
