"""A FIFO semaphore with a timeout."""

import asyncio
from collections import deque
from typing import NamedTuple


class _Waiting(NamedTuple):
    """`deadline` is a time of the event loop's clock."""

    turn: asyncio.Future[None]
    deadline: float


class FairSemaphore:
    """Admits `places` holders at once; the others wait in order, at most `patience` seconds.

    `asyncio.Semaphore` within `asyncio.timeout` does the same, but a busy service waits at almost
    every request, and the two would cost it a tenth of its time. Who came first gives up first, so
    one timer is enough for all.
    """

    def __init__(self, places: int, patience: float) -> None:
        self._places = places
        self._patience = patience
        self._waiting: deque[_Waiting] = deque()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """Return how many wait for a place."""
        return sum(not turn.done() for turn, _ in self._waiting)

    async def acquire(self) -> None:
        """Take a place.

        Raises:
            TimeoutError: no place became free in time.
        """
        if self._places:
            self._places -= 1
            return
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._waiting.append(_Waiting(turn, loop.time() + self._patience))
        if self._timer is None:
            self._timer = loop.call_later(self._patience, self._give_up, loop)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.release()  # the place came, but its taker was cancelled
            raise

    def release(self) -> None:
        while self._waiting:
            turn, _ = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._places += 1

    def _give_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Fail those whose time is over; look again when that of the next one is."""
        self._timer = None
        while self._waiting and self._waiting[0].deadline <= loop.time():
            turn, _ = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(TimeoutError("no place became free in time"))
        if self._waiting:
            self._timer = loop.call_at(self._waiting[0].deadline, self._give_up, loop)
