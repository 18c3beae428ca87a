"""Request bodies: written once for each attempt, so that a file can be sent again."""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import SEEK_END
from pathlib import Path
from typing import IO, Any, Final, TypeAlias
from urllib.parse import quote_plus, unquote

import httpx2

from ..model import UNSET, Model, to_json, to_plain
from ..operation import Body, Operation
from .parameters import query_pairs, text

Progress: TypeAlias = Callable[[int, int | None], object]
"""Called with the bytes that are sent, and how many there are where that is known."""

Content: TypeAlias = "bytes | IO[bytes] | Upload | Iterable[bytes] | AsyncIterable[bytes]"
"""A body that is sent as it is; what can be read only once is not sent a second time."""

_CHUNK: Final = 64 * 1024
_NESTED: Final = (Mapping, Model, list, tuple)
"""What is written as JSON within a form."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to be sent: bytes, an open binary file, or a path that is opened for each attempt.

    `headers` are those of the part, where the file is one of a form.
    """

    content: bytes | IO[bytes] | Path
    filename: str | None = None
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the file name that is sent."""
        if self.filename is not None:
            return self.filename
        source = (
            self.content if isinstance(self.content, Path) else getattr(self.content, "name", "")
        )
        return Path(source).name if isinstance(source, str | Path) and str(source) else "upload"

    def opened(self) -> bytes | IO[bytes]:
        """Open the content at its beginning."""
        if isinstance(self.content, Path):
            return self.content.open("rb")
        if not isinstance(self.content, bytes) and self.content.seekable():
            self.content.seek(0)
        return self.content


@dataclass(frozen=True, slots=True)
class Written:
    """A body for httpx2; `can_repeat` is false for what can be read only once.

    `size` is that of a file, where it has one; `opened` are files to close after the attempt.
    """

    options: Mapping[str, Any]
    content_type: str | None
    can_repeat: bool = True
    size: int | None = None
    opened: tuple[IO[bytes], ...] = ()


def write(
    operation: Operation[Any], value: Any, part_headers: Mapping[str, Mapping[str, str]]
) -> Callable[[], Written]:
    """Return what writes the body, once for each attempt; the body is checked at once.

    `part_headers` are those of the parts of a form, by their names.
    """
    if value is UNSET or not operation.bodies:
        return lambda: Written({}, None)
    body = _chosen(operation.bodies, value)
    if body.kind == "multipart":
        return lambda: _multipart(body, value, part_headers)
    if body.kind == "sequence" and isinstance(value, list | tuple):
        content: Any = b"".join(_framed(body, to_json(item, body.adapter)) for item in value)
    elif body.kind == "form":
        content = "&".join(f"{name}={text}" for name, text in _fields(body, value)).encode()
    elif body.kind == "text":
        content = text(to_plain(value)) if not isinstance(value, bytes) else value
    elif body.kind in ("binary", "sequence"):
        return lambda: _binary(body, value)
    else:
        content = value if isinstance(value, bytes) else to_json(value, body.adapter)
    written = Written({"content": content}, body.media_type)
    return lambda: written


def _chosen(bodies: tuple[Body, ...], value: Any) -> Body:
    """Choose the first that the value can be: bytes and files are no JSON, text may be text."""
    is_raw = (
        isinstance(value, bytes | Upload)
        or hasattr(value, "read")
        or (
            isinstance(value, Iterable | AsyncIterable)
            and not isinstance(value, str | list | tuple | Mapping | Model)
        )
    )
    wanted = ("binary", "sequence") if is_raw else ("text",) if isinstance(value, str) else ()
    return next((body for body in bodies if body.kind in wanted), bodies[0])


def _binary(body: Body, value: Any) -> Written:
    content_type = body.media_type if "*" not in body.media_type else "application/octet-stream"
    opened: tuple[IO[bytes], ...] = ()
    if isinstance(value, Upload):
        content_type = value.content_type or content_type
        upload, value = value, value.opened()
        opened = (value,) if isinstance(upload.content, Path) else ()
    if hasattr(value, "read"):
        size = value.seek(0, SEEK_END) if value.seekable() else None
        if size is not None:
            value.seek(0)
        content = {"content": _chunks(value)}
        return Written(content, content_type, size is not None, size, opened)
    return Written({"content": value}, content_type, isinstance(value, bytes))


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _framed(body: Body, item: bytes) -> bytes:
    """Write an item as a line of its own, or as a record (RFC 7464)."""
    start = b"\x1e" if body.media_type.endswith("json-seq") else b""
    return start + item + b"\n"


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Return names on the wire and values."""
    if isinstance(value, Model):
        fields = type(value).model_fields
        named = [
            (fields[name].alias or name if name in fields else name, each) for name, each in value
        ]
    elif isinstance(value, list | tuple):
        named = [(str(position), each) for position, each in enumerate(value)]
    else:
        named = list(value.items())
    for name, each in named:
        if each is not UNSET:
            yield name, each


def _items(value: Any) -> Iterable[Any]:
    """Return the values of a field that has no style: each item of a list on its own."""
    return value if isinstance(value, list | tuple) else (value,)


def _fields(body: Body, value: Any) -> Iterator[tuple[str, str]]:
    """Return names and values, encoded for a form."""
    for name, member in _members(value):
        if name in body.fields:
            yield from query_pairs(body.fields[name], member)
            continue
        for item in _items(member):
            is_json = isinstance(item, _NESTED) or "json" in body.encoding.get(name, "")
            plain = to_json(item, body.adapter_of(name)).decode() if is_json else _plain(item)
            yield quote_plus(name), quote_plus(plain)


def _parts(body: Body, value: Any) -> Iterator[tuple[str, Any]]:
    """Return names and values of parts; nothing is encoded in them."""
    for name, member in _members(value):
        if name in body.fields:
            for key, written in query_pairs(body.fields[name], member):
                yield unquote(key), unquote(written)
        else:
            yield from ((name, item) for item in _items(member))


def _plain(item: Any) -> str:
    return text(to_plain(item))


def _multipart(body: Body, value: Any, part_headers: Mapping[str, Mapping[str, str]]) -> Written:
    parts: list[tuple[str, tuple[Any, ...]]] = []
    can_repeat, own = True, list[IO[bytes]]()
    for name, item in _parts(body, value):
        types = body.encoding.get(name, body.encoding.get("*", ""))
        declared = types.partition(",")[0].strip() or None
        headers = part_headers.get(name, {})
        if isinstance(item, Upload):
            opened = item.opened()
            can_repeat = can_repeat and (isinstance(opened, bytes) or opened.seekable())
            if isinstance(item.content, Path) and not isinstance(opened, bytes):
                own.append(opened)
            content_type = item.content_type or declared
            parts.append((name, (item.name, opened, content_type, {**headers, **item.headers})))
        elif isinstance(item, bytes):
            parts.append((name, (name, item, declared, headers)))
        else:
            is_nested = isinstance(item, _NESTED)
            if is_nested or "json" in (declared or ""):
                plain = to_json(item, body.adapter_of(name))
            else:
                plain = _plain(item).encode()
            content_type = declared or ("application/json" if is_nested else None)
            parts.append((name, (None, plain, content_type, headers)))
    return Written({"files": parts}, body.media_type, can_repeat, opened=tuple(own))


class Counted(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that tells how much of it was sent."""

    def __init__(self, stream: Any, total: int | None, progress: Progress) -> None:
        self._stream, self._total, self._progress = stream, total, progress
        self._sent = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            yield chunk
            self._count(chunk)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            yield chunk
            self._count(chunk)

    def _count(self, chunk: bytes) -> None:
        self._sent += len(chunk)
        self._progress(self._sent, self._total)


def count(request: httpx2.Request, progress: Progress) -> None:
    """Let `progress` know what is sent of a request."""
    length = request.headers.get("content-length")
    request.stream = Counted(request.stream, int(length) if length else None, progress)
