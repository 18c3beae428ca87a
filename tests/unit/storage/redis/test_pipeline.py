"""Many commands on one connection: each gets its own answer, whatever happens to the others."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.asyncio.connection import Connection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

from impl.settings import Settings
from impl.storage.redis.client import create_redis
from impl.storage.redis.pipeline import Pipeline

PATIENCE = 20.0
ENDED = RedisConnectionError


@pytest.fixture
async def make_pipeline(redis: Redis, settings: Settings) -> AsyncIterator[Callable[[], Pipeline]]:
    client = create_redis(settings, bounded=False)
    yield lambda: Pipeline(client.connection_pool.make_connection(), PATIENCE)
    await client.aclose()


@pytest.fixture
async def pipeline(make_pipeline: Callable[[], Pipeline]) -> AsyncIterator[Pipeline]:
    pipeline = make_pipeline()
    yield pipeline
    await pipeline.close()


Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PipelineTo = Callable[[Peer], Awaitable[Pipeline]]
GREETING = b"AUTH\r\n$6\r\nsecret\r\n"


@pytest.fixture
async def pipeline_to() -> AsyncIterator[PipelineTo]:
    """A pipeline to a server that does as `peer` says; the first that it hears is `GREETING`."""
    async with AsyncExitStack() as stack:

        async def connect(peer: Peer) -> Pipeline:
            async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                with suppress(asyncio.IncompleteReadError):  # the client may hang up at any byte
                    await reader.readuntil(GREETING)
                    await peer(reader, writer)
                writer.close()

            server = await stack.enter_async_context(
                await asyncio.start_server(serve, "127.0.0.1", 0)
            )
            port = server.sockets[0].getsockname()[1]
            connection = Connection(port=port, password="secret", driver_info=None, protocol=2)
            pipeline = Pipeline(connection, connect_timeout=1)
            stack.push_async_callback(pipeline.close)
            return pipeline

        yield connect


async def test_answers_come_in_the_order_of_the_commands(pipeline: Pipeline) -> None:
    answers = await asyncio.gather(*(pipeline.send(PATIENCE, "ECHO", f"{n}") for n in range(1000)))
    assert answers == [b"%d" % number for number in range(1000)]


async def test_a_refused_command_fails_alone(pipeline: Pipeline) -> None:
    before, refused, after = (
        pipeline.send(PATIENCE, *command)
        for command in (("ECHO", 1), ("EVAL", "no lua", 0), ("ECHO", 2))
    )
    assert (await before, await after) == (b"1", b"2")
    with pytest.raises(ResponseError):
        await refused
    assert not pipeline.is_over


async def test_whoever_is_cancelled_takes_nobody_elses_answer(pipeline: Pipeline) -> None:
    """A storm: half of the requests go away at any moment; the rest get what they asked for."""
    drawn = random.Random(7)

    async def ask(number: int) -> bool:
        return bool(await pipeline.send(PATIENCE, "ECHO", number) == b"%d" % number)

    tasks = []
    for number in range(2000):
        tasks.append(asyncio.create_task(ask(number)))
        if drawn.random() < 0.5:
            drawn.choice(tasks).cancel()
        if drawn.random() < 0.1:
            await asyncio.sleep(0)
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(answer) for answer in answers} == {bool, asyncio.CancelledError}
    assert False not in answers


async def test_values_of_every_kind_arrive(pipeline: Pipeline) -> None:
    for value, stored in [
        ("é\r\n", "é\r\n".encode()),
        (b"\0\xff", b"\0\xff"),
        (7, b"7"),
        (0.5, b"0.5"),
    ]:
        await pipeline.send(PATIENCE, "SET", "key", value)
        assert await pipeline.send(PATIENCE, "GET", "key") == stored
    assert await pipeline.send(PATIENCE, "GET", "absent") is None


async def test_a_lost_connection_fails_all_that_are_under_way(
    redis: Redis, pipeline: Pipeline
) -> None:
    connection = await pipeline.send(PATIENCE, "CLIENT", "ID")
    waiting = [pipeline.send(PATIENCE, "BLPOP", "nothing", 0) for _ in range(5)]
    await asyncio.sleep(0.05)
    await redis.client_kill_filter(_id=connection)
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(answer) for answer in answers] == [ENDED] * 5
    assert pipeline.is_over


async def test_a_connection_lost_while_idle_is_over(redis: Redis, pipeline: Pipeline) -> None:
    await redis.client_kill_filter(_id=await pipeline.send(PATIENCE, "CLIENT", "ID"))
    for _ in range(100):
        if pipeline.is_over:
            return
        await asyncio.sleep(0.02)
    pytest.fail("the loss was not noticed")


async def test_a_server_that_falls_silent_is_given_up_with_all_who_wait(
    pipeline_to: PipelineTo,
) -> None:
    async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"+OK\r\n+first\r\n")
        await reader.read()

    pipeline = await pipeline_to(answer_once)
    assert await pipeline.send(PATIENCE, "PING") == b"first"
    waiting = pipeline.send(0.05, "PING"), pipeline.send(PATIENCE, "PING")
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [str(answer) for answer in answers] == ["no answer in time"] * 2
    assert pipeline.is_over


async def test_an_answer_that_came_while_the_loop_was_busy_counts(pipeline: Pipeline) -> None:
    await pipeline.send(PATIENCE, "ECHO", "connected")
    answer = pipeline.send(0.05, "ECHO", "here")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await _busy(0.2)
    assert await answer == b"here"


async def _busy(seconds: float) -> None:
    """Blocks the event loop, as a long computation does."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        pass


async def test_whoever_gave_up_while_it_connected_is_not_sent(pipeline_to: PipelineTo) -> None:
    late, received = asyncio.Event(), bytearray()

    async def answer_late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await late.wait()
        writer.write(b"+OK\r\n")
        received.extend(await reader.read(1000))
        writer.write(b"+OK\r\n")
        await reader.read()

    pipeline = await pipeline_to(answer_late)
    with pytest.raises(ENDED, match="no connection in time"):
        await pipeline.send(0.05, "PING", "lost")
    late.set()
    assert await pipeline.send(PATIENCE, "PING", "sent") == b"OK"
    assert b"sent" in received
    assert b"lost" not in received


async def test_no_server_fails_at_once_and_says_why() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    pipeline = Pipeline(Connection(port=port), connect_timeout=PATIENCE)
    with pytest.raises(ENDED, match=r"refused|Connect call failed"):
        await pipeline.send(PATIENCE, "PING")
    assert pipeline.is_over


async def test_connecting_takes_only_so_long(pipeline_to: PipelineTo) -> None:
    async def ignore(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    pipeline = await pipeline_to(ignore)
    with pytest.raises(ENDED, match="TimeoutError"):
        await pipeline.send(PATIENCE, "PING")
    assert pipeline.is_over


async def test_closing_fails_who_waits_and_ends_the_connection(
    redis: Redis, pipeline: Pipeline
) -> None:
    await pipeline.send(PATIENCE, "CLIENT", "SETNAME", "ours")
    waiting = pipeline.send(PATIENCE, "BLPOP", "nothing", 0)
    await pipeline.close()
    with pytest.raises(ENDED, match="closed"):
        await waiting
    for _ in range(100):
        if "ours" not in {client["name"] for client in await redis.client_list()}:
            return
        await asyncio.sleep(0.02)
    pytest.fail("the connection is still there")


async def test_one_that_is_closed_at_once_was_never_there(pipeline: Pipeline) -> None:
    await pipeline.close()
    assert pipeline.is_over


async def test_a_deadline_that_is_due_at_once_may_be_followed_by_an_earlier_one(
    pipeline_to: PipelineTo,
) -> None:
    """Uvloop gives no timer for what is due within half a millisecond."""

    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    pipeline = await pipeline_to(silent)
    for patience in (0.0004, 0.0002, 0.0):
        sent = [pipeline.send(patience, "PING"), pipeline.send(patience / 2, "PING")]
        answers = await asyncio.gather(*sent, return_exceptions=True)
        assert [type(answer) for answer in answers] == [ENDED, ENDED]


class ConnectionInHand:
    """A connection whose next answer the test gives."""

    def __init__(self) -> None:
        self.answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def connect(self) -> None:
        pass

    async def send_packed_command(self, _commands: object, **_options: object) -> None:
        pass

    async def read_response(self, **_options: object) -> bytes:
        return await self.answer

    async def disconnect(self, **_options: object) -> None:
        pass


async def test_an_answer_that_arrives_as_the_pipeline_ends_is_no_defect() -> None:
    connection: Any = ConnectionInHand()
    pipeline = Pipeline(connection, PATIENCE)
    waiting = pipeline.send(PATIENCE, "ECHO", "late")
    await asyncio.sleep(0.01)
    connection.answer.set_result(b"late")
    pipeline.end("over")
    with pytest.raises(ENDED, match="over"):
        await waiting
    await asyncio.wait([pipeline._task])
    assert pipeline._task.cancelled() or pipeline._task.exception() is None


async def moody(drawn: random.Random, reader: asyncio.StreamReader, writer: Any) -> None:
    """Echo some commands, in time or late, refuse some, and hang up."""
    for _ in range(drawn.randrange(10, 200)):
        if not await reader.readline():  # *2, $4, ECHO, $length, value
            return
        await reader.readline()
        await reader.readline()
        length = await reader.readuntil()
        value = await reader.readexactly(int(length[1:]) + 2)
        if drawn.random() < 0.1:
            await asyncio.sleep(drawn.choice([0, 0.001, 0.02]))
        writer.write(b"-ERR no\r\n" if drawn.random() < 0.1 else length + value)


async def moody_until_it_ends(
    drawn: random.Random, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with suppress(asyncio.IncompleteReadError, ConnectionError, ValueError):
        await moody(drawn, reader, writer)


@pytest.mark.parametrize("seed", range(25))
async def test_whatever_happens_each_command_has_its_own_answer_or_an_error(
    pipeline_to: PipelineTo, seed: int
) -> None:
    """A server that is late, refuses or hangs up; callers that are impatient or cancelled."""
    drawn = random.Random(seed)
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    pipeline = await pipeline_to(partial(moody_until_it_ends, drawn))
    sent = []
    for number in range(200):
        sent.append(pipeline.send(drawn.choice([0.0003, 0.003, 1.0]), "ECHO", f"{number}"))
        if drawn.random() < 0.2:
            drawn.choice(sent).cancel()
        if drawn.random() < 0.2:
            await asyncio.sleep(drawn.choice([0, 0, 0.0005]))
        if drawn.random() < 0.005:
            pipeline.end("over")
    answers = await asyncio.gather(*sent, return_exceptions=True)
    await pipeline.close()
    errors = ResponseError, ENDED, asyncio.CancelledError
    for number, answer in enumerate(answers):
        assert answer == b"%d" % number or isinstance(answer, errors)
    assert failures == []
