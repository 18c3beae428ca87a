"""From what a handler returns to the bytes of the answer.

A handler that returns a result class has chosen its media type; it is sent even where the
`Accept` field fancies another of the declared ones (RFC 9110, section 12.4.1, lets a server do
so). `RequestContext.media_type` tells a handler which one the client likes best.
"""

from collections.abc import AsyncIterable, AsyncIterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel
from pydantic_core import to_json

from impl.contract.answers import Answer
from impl.contract.declared import DeclaredResponses
from impl.contract.errors import ContractViolationError
from impl.contract.header_values import DeclaredHeader
from impl.contract.media_types import is_json
from impl.contract.operation import Operation
from impl.contract.reply import HeaderList, Reply, header_lines, simple

_WITHOUT_CONTENT: Final = frozenset({204, 304})
_VARY: Final = (b"vary", b"Accept")
"""For caches, where a choice was made (RFC 9110, section 12.5.5)."""

_NO_HEADERS: Final[Mapping[str, DeclaredHeader]] = {}


class Answers:
    """Writes the successes of one operation."""

    __slots__ = ("_content_type", "_declared", "_operation", "_success", "offered")

    def __init__(self, operation: Operation, declared: DeclaredResponses) -> None:
        self._operation = operation
        self._declared = declared
        self.offered = declared.offered
        self._success = operation.success
        response = declared.match(operation.success) if operation.success else None
        media_type = next(filter(is_json, response.content), None) if response else None
        self._content_type = (
            (b"content-type", _with_charset(media_type).encode()) if media_type else None
        )

    def reply(self, result: Any) -> Reply:
        """Raises `ContractViolationError` for what the operation cannot return."""
        if isinstance(result, Answer):
            return self._typed(result)
        status, content_type = self._success, self._content_type
        if status is None:
            raise ContractViolationError(
                f"{self._operation.handler} returned {type(result).__name__}, which is none of "
                f"{', '.join(each.__name__ for each in self._operation.results)}."
            )
        if content_type is None:
            if result is not None:
                raise ContractViolationError(
                    f"{self._operation.handler} returned {type(result).__name__}, but {status} "
                    "has no content."
                )
            return _empty(status, [])
        body = json_bytes(result)
        return Reply(status, [content_type, (b"content-length", b"%d" % len(body))], body)

    def _typed(self, answer: Answer) -> Reply:
        if not isinstance(answer, self._operation.results):
            raise ContractViolationError(
                f"{type(answer).__name__} is not among the operation's results."
            )
        status = int(answer.status)
        headers = self._headers(answer, status)
        if answer.media_type is None or status in _WITHOUT_CONTENT:
            return _empty(status, headers)
        # A class for a media type range has a field that says which one it is.
        media_type = getattr(answer, "content_type", answer.media_type)
        body = _content(answer.body, media_type)
        if isinstance(body, bytes):
            headers.append((b"content-length", b"%d" % len(body)))
        headers.append((b"content-type", _with_charset(media_type).encode("latin-1")))
        return Reply(status, headers, body)

    def _headers(self, answer: Answer, status: int) -> HeaderList:
        response = self._declared.match(status)
        declared = response.headers if response else _NO_HEADERS
        lines: HeaderList = [] if len(self.offered) < 2 or "Vary" in answer.headers else [_VARY]
        for name, attribute in answer.headers.items():
            value = getattr(answer, attribute)
            header = declared.get(name)
            if header and header.is_json and value is not None:
                value = json_bytes(value).decode()
            lines += header_lines(name, value, explode=bool(header and header.explode))
        return lines


def json_bytes(value: Any) -> bytes:
    """JSON by the models' wire names; a missing member stays missing."""
    if isinstance(value, BaseModel):
        return value.__pydantic_serializer__.to_json(value, by_alias=True, warnings=False)
    return to_json(value, by_alias=True, inf_nan_mode="null")


def _content(body: Any, media_type: str) -> bytes | AsyncIterator[bytes]:
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    if isinstance(body, AsyncIterable):
        return _stream(body, media_type)
    if is_json(media_type):
        return json_bytes(body)
    if isinstance(body, str):
        return body.encode()
    if media_type.startswith("application/x-www-form-urlencoded"):
        fields = body.model_dump(by_alias=True, mode="json") if _is_model(body) else body
        return urlencode(fields, doseq=True).encode()
    if media_type.startswith("text/") and not isinstance(body, BaseModel | Mapping):
        return simple(body).encode()
    raise ContractViolationError(
        f"A body of {media_type} must be bytes or str, not {type(body).__name__}."
    )


def _is_model(body: Any) -> bool:
    return isinstance(body, BaseModel)


async def _stream(chunks: AsyncIterable[Any], media_type: str) -> AsyncIterator[bytes]:
    """Bytes and text as they are; other items as JSON, framed as the media type frames them."""
    is_events = media_type.startswith("text/event-stream")
    async for chunk in chunks:
        if isinstance(chunk, bytes | bytearray | memoryview):
            yield bytes(chunk)
        elif isinstance(chunk, str):
            yield chunk.encode()
        elif is_events:
            yield b"data: " + json_bytes(chunk) + b"\n\n"
        else:
            yield json_bytes(chunk) + b"\n"


def _empty(status: int, headers: HeaderList) -> Reply:
    """A 204 must not, and a 304 need not, have Content-Length (RFC 9110, section 8.6)."""
    if status not in _WITHOUT_CONTENT:
        headers.append((b"content-length", b"0"))
    return Reply(status, headers, b"")


def _with_charset(media_type: str) -> str:
    if media_type.startswith("text/") and "charset" not in media_type:
        return f"{media_type}; charset=utf-8"
    return media_type
