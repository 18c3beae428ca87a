"""Bodies that are sent item by item."""

from collections.abc import AsyncIterable, AsyncIterator, Callable
from typing import Any

from exactapi.media.codec import Codec
from exactapi.media.json_writer import json_bytes


async def framed(
    chunks: AsyncIterable[Any], codec: Codec, check: Callable[[bytes], None] | None = None
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
            yield codec.frame(item)
