"""Contents that have to come in time: one byte now and then keeps no caller waiting."""

from collections.abc import AsyncIterator, Iterator
from time import monotonic
from typing import Any

import httpx2

from ..errors import TimedOut


class Bounded(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """The stream of an answer, which breaks off when its time is over; httpx2 bounds each wait."""

    def __init__(self, stream: Any, seconds: float) -> None:
        self._stream, self._seconds = stream, seconds
        self._ends = monotonic() + seconds

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._see_that_there_is_time()
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._see_that_there_is_time()
            yield chunk

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()

    def _see_that_there_is_time(self) -> None:
        if monotonic() > self._ends:
            raise TimedOut(f"no whole answer in {self._seconds:g} s", was_sent=True)
