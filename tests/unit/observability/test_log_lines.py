import asyncio
from contextlib import suppress
from io import StringIO
from pathlib import Path
from threading import Thread

from impl.observability.log_lines import LogLines


class Stream:
    closed = False

    def __init__(self) -> None:
        self.writes: list[str] = []
        self.has_written = asyncio.Event()

    def write(self, text: str) -> None:
        self.writes.append(text)
        self.has_written.set()

    async def next_write(self) -> str:
        await asyncio.wait_for(self.has_written.wait(), 10)
        self.has_written.clear()
        return self.writes[-1]

    def flush(self) -> None:
        pass


def lines_of(stream: Stream, patience: float = 0.001) -> LogLines:
    return LogLines(stream, patience)  # type: ignore[arg-type]  # of a TextIO, no more is used


def test_without_an_event_loop_a_line_is_written_at_once() -> None:
    stream = Stream()
    lines_of(stream).info("one")
    assert stream.writes == ["one\n"]


async def test_lines_wait_for_more_and_are_written_together_in_order() -> None:
    stream = Stream()
    lines = lines_of(stream, patience=3600)
    lines.info("one")
    await asyncio.sleep(0)
    lines.debug("two")
    await asyncio.sleep(0)
    assert stream.writes == []
    lines.write_all()
    assert stream.writes == ["one\ntwo\n"]


async def test_no_line_waits_for_long() -> None:
    stream = Stream()
    lines = lines_of(stream)
    lines.info("one")
    assert await stream.next_write() == "one\n"
    lines.info("two")
    assert await stream.next_write() == "two\n"


async def test_a_warning_is_written_at_once_behind_what_waits() -> None:
    stream = Stream()
    lines = lines_of(stream, patience=3600)
    lines.info("one")
    lines.warning("two")
    assert stream.writes == ["one\ntwo\n"]
    await asyncio.sleep(0)
    assert stream.writes == ["one\ntwo\n"]


async def test_what_waits_when_the_stream_is_closed_is_dropped() -> None:
    stream = StringIO()
    lines = LogLines(stream, patience=3600)
    lines.info("one")
    stream.close()
    lines.write_all()


def test_a_log_that_cannot_be_written_fails_nobody() -> None:
    stream = Path("/dev/full").open("w")  # noqa: SIM115  to close it would fail once more
    lines = LogLines(stream, patience=3600)
    for _ in range(3):
        lines.warning("one")
    with suppress(OSError):
        stream.close()


async def test_a_line_of_another_thread_does_not_wait() -> None:
    stream = Stream()
    thread = Thread(target=lines_of(stream).info, args=("one",))
    thread.start()
    thread.join()
    assert stream.writes == ["one\n"]


def test_what_a_loop_has_left_is_written_with_the_next_line() -> None:
    stream = Stream()
    lines = lines_of(stream)
    loop = asyncio.new_event_loop()
    loop.call_soon(lines.info, "one")
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()
    lines.info("two")
    assert stream.writes == ["one\ntwo\n"]


async def test_a_new_loop_writes_what_waits_for_the_old_one() -> None:
    stream = Stream()
    lines = lines_of(stream)
    lines._loop = asyncio.new_event_loop()
    lines._loop.close()
    lines.info("one")
    assert await stream.next_write() == "one\n"
