"""The pipeline against a model, in any order of answers, losses, cancellations and deadlines.

The event loop's clock and the server's answers are in the test's hand, so that Hypothesis can put
any two events into the same turn of the loop, and shrinks what fails to a few steps.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

from impl.storage.redis.pipeline import Pipeline

CONNECT_TIMEOUT: Final = 1.0
GRACE: Final = 0.01
"""Longer than the pipeline waits for an answer that has arrived beside its deadline."""
RARELY: Final = st.sampled_from([False] * 9 + [True])
TURNS: Final = 12
"""Turns of the loop in which everything that was caused has happened."""


class HandClock(asyncio.SelectorEventLoop):
    """A loop whose time passes when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def time(self) -> float:
        return self.now


class HandConnection:
    """A connection whose server does what the test says."""

    def __init__(self) -> None:
        loop = asyncio.get_event_loop()
        self.connected: asyncio.Future[None] = loop.create_future()
        self.received: deque[int] = deque()
        """Numbers of the commands that the server has not answered."""
        self.everything: list[int] = []
        self.write_error: OSError | None = None
        self.reading: asyncio.Future[bytes] | None = None
        self.disconnections = 0

    async def connect(self) -> None:
        await self.connected

    async def send_packed_command(self, commands: list[bytes], **_options: object) -> None:
        await asyncio.sleep(0)
        if self.write_error is not None:
            raise self.write_error
        text = b"".join(commands)
        numbers = [int(number) for number in re.findall(rb"ECHO\r\n\$\d+\r\n(\d+)\r\n", text)]
        self.received.extend(numbers)
        self.everything.extend(numbers)

    async def read_response(self, **_options: object) -> bytes:
        self.reading = asyncio.get_running_loop().create_future()
        return await self.reading

    async def disconnect(self, **_options: object) -> None:
        self.disconnections += 1


def has_failed(answer: asyncio.Future[Any]) -> bool:
    return answer.done() and not answer.cancelled() and answer.exception() is not None


class PipelineModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = HandClock()
        self.failures: list[dict[str, Any]] = []
        self.loop.set_exception_handler(lambda _, context: self.failures.append(context))
        self.sent: list[tuple[asyncio.Future[Any], float]] = []
        self.refused: set[int] = set()
        self.given_up: set[int] = set()
        """Those that had failed before there was a connection."""
        self.connection, self.pipeline = self.do(self._start)

    async def _start(self) -> tuple[HandConnection, Pipeline]:
        connection: Any = HandConnection()
        return connection, Pipeline(connection, CONNECT_TIMEOUT)

    def do(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        return self.loop.run_until_complete(work())

    async def _turns(self, count: int) -> None:
        for _ in range(count):
            await asyncio.sleep(0)

    def is_read(self) -> bool:
        reading = self.connection.reading
        return reading is not None and not reading.done()

    @rule(patience=st.sampled_from([0.0, 0.0002, 0.05, 0.5, 5.0]))
    def send(self, patience: float) -> None:
        number, was_over = len(self.sent), self.pipeline.is_over

        async def send() -> asyncio.Future[Any]:
            return self.pipeline.send(patience, "ECHO", number)

        answer = self.do(send)
        self.sent.append((answer, self.loop.now + patience))
        if was_over:
            assert isinstance(answer.exception(), RedisConnectionError)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.sent))[0].cancel()

    @precondition(lambda self: not self.connection.connected.done())
    @rule(reason=st.sampled_from([None] * 8 + [OSError("refused"), RedisConnectionError("no")]))
    def connect(self, reason: Exception | None) -> None:
        if reason is None:
            self.connection.connected.set_result(None)
            self.given_up = {
                number for number, (answer, _) in enumerate(self.sent) if has_failed(answer)
            }
        else:
            self.connection.connected.set_exception(reason)

    @precondition(lambda self: self.is_read() and self.connection.received)
    @rule()
    def answer(self) -> None:
        number = self.connection.received.popleft()
        self.connection.reading.set_result(b"%d" % number)

    @precondition(lambda self: self.is_read() and self.connection.received)
    @rule()
    def refuse(self) -> None:
        self.refused.add(self.connection.received.popleft())
        self.connection.reading.set_exception(ResponseError("no"))

    @precondition(lambda self: self.is_read())
    @rule(
        happens=RARELY,
        error=st.sampled_from([RedisConnectionError("hung up"), ConnectionResetError()]),
    )
    def lose(self, happens: bool, error: Exception) -> None:
        if happens:
            self.connection.reading.set_exception(error)

    @rule(happens=RARELY)
    def break_writing(self, happens: bool) -> None:
        if happens:
            self.connection.write_error = BrokenPipeError()

    @rule(count=st.integers(1, 6))
    def turn(self, count: int) -> None:
        self.do(lambda: self._turns(count))

    @rule(seconds=st.sampled_from([0.0001, 0.004, 0.02, 0.3, 2.0]))
    def let_time_pass(self, seconds: float) -> None:
        self.loop.now += seconds

    @rule(happens=RARELY)
    def end(self, happens: bool) -> None:
        async def end() -> None:
            self.pipeline.end("over")

        if happens:
            self.do(end)

    @invariant()
    def each_answer_is_its_commands_own(self) -> None:
        for number, (answer, _) in enumerate(self.sent):
            if not answer.done() or answer.cancelled():
                continue
            error = answer.exception()
            if error is None:
                assert answer.result() == b"%d" % number
            elif isinstance(error, ResponseError):
                assert number in self.refused
            else:
                assert isinstance(error, RedisConnectionError)

    @invariant()
    def nobody_waits_for_what_is_over(self) -> None:
        if self.pipeline.is_over:
            assert all(answer.done() for answer, _ in self.sent)

    @invariant()
    def who_was_told_that_it_failed_is_not_sent(self) -> None:
        assert self.given_up.isdisjoint(self.connection.everything)

    @invariant()
    def nothing_fails_unseen(self) -> None:
        assert self.failures == []
        task = self.pipeline._task
        if task.done():
            assert self.pipeline.is_over
            assert task.cancelled() or task.exception() is None

    @rule()
    def whose_time_is_up_has_an_outcome(self) -> None:
        """However busy the loop was: some turns later nobody waits beyond the deadline."""
        for _ in range(TURNS):
            self.do(lambda: self._turns(TURNS))
            self.loop.now += GRACE
        for answer, deadline in self.sent:
            assert answer.done() or deadline > self.loop.now - 3 * GRACE

    def teardown(self) -> None:
        self.do(self.pipeline.close)
        self.do(lambda: self._turns(TURNS))
        self.each_answer_is_its_commands_own()
        self.nobody_waits_for_what_is_over()
        assert self.pipeline._task.done()
        assert self.pipeline._watch is None
        assert self.connection.disconnections == 1
        assert self.connection.everything == sorted({*self.connection.everything})
        self.loop.close()
        self.nothing_fails_unseen()


PipelineModel.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestPipeline = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")(
    PipelineModel.TestCase
)
