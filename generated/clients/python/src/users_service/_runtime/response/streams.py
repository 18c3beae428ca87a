"""Answers that come bit by bit: events, lines of JSON, and bytes."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Generic, TypeVar

import httpx2
from pydantic import ValidationError

from ..errors import ConnectionFailed
from ..model import from_json
from ..operation import DeclaredResponse, Operation
from .lines import EVENTS, JSON, Lines
from .reading import unexpected

T = TypeVar("T")
_EVENT_FIELDS: Final = ("data", "event", "id", "retry")


class Items:
    """Bytes in, the JSON of items out; what is held back until an item is whole."""

    def __init__(self, declared: DeclaredResponse) -> None:
        self._is_events = (declared.media_type or "").startswith("text/event-stream")
        fields = getattr(declared.content, "model_fields", {})
        self._is_whole = "data" in fields and fields.keys() <= set(_EVENT_FIELDS)
        self._is_text = declared.content is str
        self._event: dict[str, str] = {}
        self._lines = Lines(EVENTS if self._is_events else JSON)

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Yield the JSON of each item that a chunk completes."""
        yield from filter(None, map(self._take, self._lines.feed(chunk)))

    def rest(self) -> Iterator[str]:
        """Yield the last line of JSON, which nothing needs to end; an event without end is none."""
        if not self._is_events and (item := self._take(self._lines.rest())):
            yield item

    def _take(self, line: str) -> str | None:
        """Return the JSON of the item that a line completes (HTML, "Server-sent events")."""
        if not self._is_events:
            return line.strip("\x1e \r\t") or None
        if not line:
            event, self._event = self._event, {}
            return self._item(event) if event.get("data") else None
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
        self._texts = self._received()

    def __next__(self) -> T:
        for text in self._texts:
            return self._read(text)
        self.close()
        raise StopIteration

    def _received(self) -> Iterator[str]:
        for chunk in _unbroken(self.response.iter_bytes()):
            yield from self._items.feed(chunk)
        yield from self._items.rest()

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
        self._texts = self._received()

    async def __anext__(self) -> T:
        async for text in self._texts:
            return self._read(text)
        await self.aclose()
        raise StopAsyncIteration

    async def _received(self) -> AsyncGenerator[str]:
        async with aclosing(_aunbroken(self.response.aiter_bytes())) as chunks:
            async for chunk in chunks:
                for text in self._items.feed(chunk):
                    yield text
        for text in self._items.rest():
            yield text

    async def aclose(self) -> None:
        """Hang up."""
        await self.response.aclose()

    async def __aenter__(self) -> "AsyncEventStream[T]":
        return self

    async def __aexit__(
        self, *_: type[BaseException] | BaseException | TracebackType | None
    ) -> None:
        await self._texts.aclose()
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

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _aunbroken(self._response.aiter_bytes())


def _unbroken(chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from chunks
    except httpx2.RequestError as error:
        raise _broken(error) from error


async def _aunbroken(chunks: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    try:
        async with aclosing(chunks):
            async for chunk in chunks:
                yield chunk
    except httpx2.RequestError as error:
        raise _broken(error) from error


def _broken(error: httpx2.RequestError) -> ConnectionFailed:
    return ConnectionFailed(f"the answer broke off: {error}", was_sent=True)
