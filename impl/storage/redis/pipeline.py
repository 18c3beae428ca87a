"""One connection to Redis for a whole process: commands are sent without waiting for replies.

Redis answers the commands of a connection in order, so a queue of futures matches the replies.
Connecting, authentication, TLS and reading are redis-py's. A pool, which hands out a connection
and sets a timer for each command, takes six times the processor time.
"""

import asyncio
import math
from collections import deque
from operator import attrgetter
from typing import Any, Final, NamedTuple

import hiredis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError

Word = str | bytes | int | float

_GRACE: Final = 0.005
"""Seconds for a reply that has arrived while the event loop was busy."""


class _Waiting(NamedTuple):
    """`deadline` is a time of the event loop's clock; infinite once it was given up."""

    answer: asyncio.Future[Any]
    deadline: float


_DEADLINE: Final = attrgetter("deadline")


class Pipeline:
    """Lasts until its connection is lost: then `is_over`, and another pipeline is needed.

    Create it while the event loop runs; it connects at once, within `connect_timeout` seconds. The
    connection has no timeouts of its own.
    """

    def __init__(self, connection: AbstractConnection, connect_timeout: float) -> None:
        self.is_over = False
        self._connection: Any = connection  # untyped upstream
        self._connect_timeout = connect_timeout
        self._is_connected = False
        self._loop = asyncio.get_running_loop()
        self._in_flight: deque[_Waiting] = deque()
        self._unsent: list[bytes] = []
        self._has_unsent = asyncio.Event()
        self._watch: asyncio.Handle | None = None
        self._watched_until = math.inf
        self._task = self._loop.create_task(self._run())

    def send(self, patience: float, *command: Word) -> asyncio.Future[Any]:
        """Send a command; return a future of the reply. Cancelling it does not stop the command.

        The future raises redis-py's
            ResponseError: Redis refused the command.
            ConnectionError: this command or an earlier one had no reply within `patience` seconds.
                Redis may have run the command, if it was sent.
        """
        packed = hiredis.pack_command(command)  # type: ignore[arg-type]  # means tuple[X, ...]
        answer = self._loop.create_future()
        if self.is_over:
            answer.set_exception(RedisConnectionError("the connection is over"))
            return answer
        deadline = self._loop.time() + patience
        self._in_flight.append(_Waiting(answer, deadline))
        self._unsent.append(packed)
        self._has_unsent.set()
        if self._watch is None or deadline < self._watched_until:
            self._look_at(deadline)
        return answer

    def end(self, reason: str) -> None:
        """Fail all waiting commands with the reason, and disconnect."""
        self._fail(reason)
        self._task.cancel()

    async def close(self) -> None:
        self.end("closed")
        await asyncio.wait([self._task])

    async def _run(self) -> None:
        reason = "ended"
        try:
            async with asyncio.timeout(self._connect_timeout):
                await self._connection.connect()
            self._is_connected = True
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._write())
                tasks.create_task(self._read())
        except* (RedisError, OSError) as errors:
            reason = str(errors.exceptions[0]) or type(errors.exceptions[0]).__name__
        finally:
            self._fail(reason)
            await self._connection.disconnect(nowait=True)

    async def _write(self) -> None:
        while True:
            await self._has_unsent.wait()
            self._has_unsent.clear()
            commands, self._unsent = self._unsent, []
            await self._connection.send_packed_command(commands, check_health=False)

    async def _read(self) -> None:
        while True:
            try:
                value = await self._connection.read_response(timeout=math.inf)
            except ResponseError as refusal:
                value = refusal
            # An answer may have arrived in the turn of the event loop in which `end` gave up on it.
            if not self._in_flight:
                raise RedisConnectionError("an answer that nothing waits for")
            answer = self._in_flight.popleft().answer
            if answer.done():
                continue
            if isinstance(value, ResponseError):
                answer.set_exception(value)
            else:
                answer.set_result(value)

    def _look_at(self, deadline: float) -> None:
        """Arm the one timer. Its handle is not asked for its time: uvloop's may not know it."""
        if self._watch is not None:
            self._watch.cancel()
        self._watched_until = deadline
        self._watch = self._loop.call_at(deadline, self._look)

    def _look(self) -> None:
        """Give up the command whose deadline has passed, unless its reply has arrived meanwhile."""
        self._watch = None
        soonest = min(self._in_flight, key=_DEADLINE, default=None)
        if soonest is None or soonest.deadline == math.inf:
            return
        now = self._loop.time()
        if soonest.deadline > now:
            self._look_at(soonest.deadline)
        else:
            self._watched_until = now + _GRACE
            self._watch = self._loop.call_later(_GRACE, self._look_again, soonest)

    def _look_again(self, soonest: _Waiting) -> None:
        self._watch = None
        place = next((n for n, each in enumerate(self._in_flight) if each is soonest), None)
        if place is None:
            self._look()
        elif not self._is_connected:  # later commands may find it connected
            self._drop("no connection in time")
        elif all(self._in_flight[older].deadline == math.inf for older in range(place)):
            self.end("no answer in time")
        else:  # an older command has more patience; the reply to this one is still to come
            self._in_flight[place] = soonest._replace(deadline=math.inf)
            if not soonest.answer.done():
                soonest.answer.set_exception(RedisConnectionError("no answer in time"))
            self._look()

    def _fail(self, reason: str) -> None:
        self.is_over = True
        self._drop(reason)
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _drop(self, reason: str) -> None:
        self._unsent.clear()
        while self._in_flight:
            answer = self._in_flight.popleft().answer
            if not answer.done():
                answer.set_exception(RedisConnectionError(reason))
