"""Answers that come bit by bit: events, lines of JSON, and bytes."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Generic, TypeVar

import httpx2
from pydantic import ValidationError

from ..errors import ConnectionFailed
from ..model import from_json
from ..operation import DeclaredResponse, Operation
from .reading import unexpected

T = TypeVar("T")
_EVENT_FIELDS: Final = ("data", "event", "id", "retry")


class Items:
    """Lines in, the JSON of one item out; what is held back until an item is whole."""

    def __init__(self, declared: DeclaredResponse) -> None:
        self._is_events = (declared.media_type or "").startswith("text/event-stream")
        fields = getattr(declared.content, "model_fields", {})
        self._is_whole = "data" in fields and fields.keys() <= set(_EVENT_FIELDS)
        self._is_text = declared.content is str
        self._event: dict[str, str] = {}

    def feed(self, line: str) -> str | None:
        """Return the JSON of the item that a line completes (HTML, "Server-sent events")."""
        if not self._is_events:
            return line.strip("\x1e ") or None
        if not line:
            event, self._event = self._event, {}
            return self._item(event) if "data" in event else None
        name, _, value = line.partition(":")
        if name in _EVENT_FIELDS:
            value = value.removeprefix(" ")
            is_next = name == "data" and "data" in self._event
            self._event[name] = f"{self._event['data']}\n{value}" if is_next else value
        return None

    def _item(self, event: dict[str, str]) -> str:
        if self._is_whole:
            return json.dumps(event)
        return json.dumps(event["data"]) if self._is_text else event["data"]


class _Stream(Generic[T]):
    def __init__(
        self, operation: Operation[Any], declared: DeclaredResponse, response: httpx2.Response
    ) -> None:
        self._operation, self._declared, self.response = operation, declared, response
        self._items = Items(declared)

    def _read(self, text: str) -> T:
        try:
            item: T = from_json(self._declared.adapter, text)
        except ValidationError as error:
            reason = f"an item is not what the document says: {error.errors()[0]['msg']}"
            self.response._content = text.encode()  # noqa: SLF001  what was read is all there is
            raise unexpected(self._operation, self.response, reason) from None
        return item


class EventStream(_Stream[T], Iterator[T]):
    """The items of an answer as they arrive; close it, or use it in a `with` block."""

    def __init__(
        self, operation: Operation[Any], declared: DeclaredResponse, response: httpx2.Response
    ) -> None:
        super().__init__(operation, declared, response)
        self._lines = _unbroken(response.iter_lines())

    def __next__(self) -> T:
        for line in self._lines:
            text = self._items.feed(line)
            if text is not None:
                return self._read(text)
        self.close()
        raise StopIteration

    def close(self) -> None:
        """Hang up."""
        self.response.close()

    def __enter__(self) -> "EventStream[T]":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


class AsyncEventStream(_Stream[T], AsyncIterator[T]):
    """The items of an answer as they arrive; close it, or use it in an `async with` block."""

    def __init__(
        self, operation: Operation[Any], declared: DeclaredResponse, response: httpx2.Response
    ) -> None:
        super().__init__(operation, declared, response)
        self._lines = response.aiter_lines()

    async def __anext__(self) -> T:
        try:
            async for line in self._lines:
                text = self._items.feed(line)
                if text is not None:
                    return self._read(text)
        except httpx2.TransportError as error:
            raise _broken(error) from error
        await self.aclose()
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Hang up."""
        await self.response.aclose()

    async def __aenter__(self) -> "AsyncEventStream[T]":
        return self

    async def __aexit__(
        self, *_: type[BaseException] | BaseException | TracebackType | None
    ) -> None:
        await self.aclose()


class Download:
    """An answer whose content is not read yet."""

    def __init__(self, response: httpx2.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return _unbroken(self._response.iter_bytes())

    def save(self, path: Path, progress: Callable[[int], object] | None = None) -> None:
        """Write the content to a file; `progress` is told how many bytes there are so far."""
        written = 0
        with path.open("wb") as file:
            for chunk in self:
                written += file.write(chunk)
                if progress:
                    progress(written)


class AsyncDownload:
    """An answer whose content is not read yet."""

    def __init__(self, response: httpx2.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._response.aiter_bytes():
                yield chunk
        except httpx2.TransportError as error:
            raise _broken(error) from error


def _unbroken(chunks: Iterator[T]) -> Iterator[T]:
    try:
        yield from chunks
    except httpx2.TransportError as error:
        raise _broken(error) from error


def _broken(error: httpx2.TransportError) -> ConnectionFailed:
    return ConnectionFailed(f"the answer broke off: {error}", was_sent=True)
