"""Sequences of items that are sent one by one, framed as their media type frames them.

text/event-stream       HTML, "Server-sent events": `data: {...}`, an empty line; or one line for
                        each field, where the schema has the fields of an event for members
application/json-seq    RFC 7464: a record separator, the item, a line feed
anything else           the item, a line feed (NDJSON, JSON Lines)
"""

import json
import re
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator
from typing import Any, Final

from exactapi.document.contract import Contract
from exactapi.document.media_types import sequence
from exactapi.document.shapes import shape_of
from exactapi.response.content import json_bytes

_FRAMES: Final = {"events": (b"data: ", b"\n\n"), "records": (b"\x1e", b"\n")}
_LINE: Final = (b"", b"\n")
_FIELDS: Final = frozenset({"data", "event", "id", "retry"})
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def describes_events(contract: Contract, schema: str) -> bool:
    """Whether a schema is about whole events (OpenAPI 3.2, "Server-Sent Event Streams").

    Otherwise, as in most documents, it is about the JSON in their `data`.
    """
    members = shape_of(contract, schema).properties.keys()
    return "data" in members and members <= _FIELDS


def frame(item: bytes, media_type: str, *, is_event: bool = False) -> bytes:
    """One item, written as JSON, in a sequence of the media type."""
    kind = sequence(media_type)
    if kind == "events" and is_event:
        return b"".join(_lines(json.loads(item))) + b"\n"
    start, end = _FRAMES.get(kind or "", _LINE)
    return start + item + end


def _lines(event: dict[str, Any]) -> Iterator[bytes]:
    """A line of its own for each line of a value."""
    for name, value in event.items():
        text = value if isinstance(value, str) else json.dumps(value)
        for line in _LINE_END.split(text):
            yield f"{name}: {line}\n".encode()


async def framed(
    chunks: AsyncIterable[Any],
    media_type: str,
    check: Callable[[bytes], None] | None = None,
    *,
    is_event: bool = False,
) -> AsyncIterator[bytes]:
    """Bytes and text go as they are, other items as JSON, each after `check` has seen it.

    What `check` raises ends the stream before the item is sent, and breaks off the message.
    """
    async for chunk in chunks:
        if isinstance(chunk, bytes | bytearray | memoryview):
            yield bytes(chunk)
        elif isinstance(chunk, str):
            yield chunk.encode()
        else:
            item = json_bytes(chunk)
            if check is not None:
                check(item)
            yield frame(item, media_type, is_event=is_event)
