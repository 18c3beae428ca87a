"""From what a handler returns to the bytes of the response.

A handler that returns a result class has chosen its media type; it is sent even where the
`Accept` field prefers another of the declared ones (RFC 9110, section 12.4.1, lets a server do
so). `RequestContext.media_type` tells a handler which one the client likes best.
"""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping
from typing import Any, Final

from exactapi.document.media_types import is_json, is_xml, is_yaml
from exactapi.operation import Operation
from exactapi.problems import ContractViolationError
from exactapi.response.checks import ResponseChecks
from exactapi.response.content import WITHOUT_CONTENT, content_bytes, content_type, json_bytes
from exactapi.response.declared import DeclaredResponses
from exactapi.response.header_values import DeclaredHeader
from exactapi.response.raw import HeaderList, RawResponse, header_lines
from exactapi.response.streams import framed
from exactapi.results import Result

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
        "_media_type",
        "_operation",
        "_success",
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
        response = declared.match(operation.success) if operation.success else None
        media_type = next(filter(_is_value, response.content), None) if response else None
        self._media_type = media_type or ""
        self._content_type = content_type(media_type) if media_type else None

    def write(self, result: Any) -> RawResponse:
        """Raises `ContractViolationError` for what the operation cannot return."""
        if isinstance(result, Result):
            return self._typed(result)
        status, fields = self._success, self._content_type
        if status is None:
            raise ContractViolationError(
                f"{self._operation.handler} returned {type(result).__name__}, which is none of "
                f"{', '.join(each.__name__ for each in self._operation.results)}."
            )
        if fields is None:
            if result is not None:
                raise ContractViolationError(
                    f"{self._operation.handler} returned {type(result).__name__}, but {status} "
                    "has no content."
                )
            return _empty(status, [])
        body = self.body(status, self._media_type, result)
        return RawResponse(status, [*fields, (b"content-length", b"%d" % len(body))], body)

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
            check = self._check_of_items(status, media_type)
            is_event = self._declared.sends_events(status, media_type)
            body = framed(result.body, media_type, check, is_event=is_event)
        else:
            body = self.body(status, media_type, result.body)
            headers.append((b"content-length", b"%d" % len(body)))
        return RawResponse(status, headers + content_type(media_type), body)

    def body(self, status: int, media_type: str, value: Any) -> bytes:
        """A complete body; raises `ContractViolationError` for one that cannot be written."""
        return content_bytes(value, media_type, self._declared.xml_writer(status, media_type))

    def _check_of_items(self, status: int, media_type: str) -> Callable[[bytes], None] | None:
        return None if self._checks is None else self._checks.of_items(status, media_type)

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


def _is_value(media_type: str) -> bool:
    """Whether a value is returned for it as it is."""
    return is_json(media_type) or is_xml(media_type) or is_yaml(media_type)


def _empty(status: int, headers: HeaderList) -> RawResponse:
    """A 204 must not, and a 304 need not, have Content-Length (RFC 9110, section 8.6)."""
    if status not in _WITHOUT_LENGTH:
        headers.append((b"content-length", b"0"))
    return RawResponse(status, headers, b"")
