"""Sequences of items that are sent one by one, framed as their media type frames them.

text/event-stream       HTML, "Server-sent events": `data: {...}`, an empty line
application/json-seq    RFC 7464: a record separator, the item, a line feed
anything else           the item, a line feed (NDJSON, JSON Lines)
"""

from collections.abc import AsyncIterable, AsyncIterator, Callable
from typing import Any, Final

from impl.contract.content import json_bytes
from impl.contract.media_types import sequence

_FRAMES: Final = {"events": (b"data: ", b"\n\n"), "records": (b"\x1e", b"\n")}
_LINE: Final = (b"", b"\n")


def frame(item: bytes, media_type: str) -> bytes:
    """One item, written as JSON, in a sequence of the media type."""
    start, end = _FRAMES.get(sequence(media_type) or "", _LINE)
    return start + item + end


async def framed(
    chunks: AsyncIterable[Any], media_type: str, check: Callable[[bytes], None] | None = None
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
            yield frame(item, media_type)
