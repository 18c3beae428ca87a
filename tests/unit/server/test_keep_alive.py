"""An idle connection is closed when uvicorn would close it, with fewer timers."""

import pytest

from impl.server.keep_alive import KeepAliveProtocol
from tests.unit.server.connection import AFTER, Connection


@pytest.fixture
async def connection() -> Connection:
    return Connection(KeepAliveProtocol)


async def test_it_is_closed_that_long_after_the_last_answer(connection: Connection) -> None:
    await connection.ask()
    connection.clock.until(3)
    await connection.ask()
    connection.clock.until(3 + AFTER - 0.1)
    assert not connection.wire.is_closed
    connection.clock.until(3 + AFTER)
    assert connection.wire.is_closed


async def test_many_requests_have_one_timer(connection: Connection) -> None:
    for _ in range(20):
        await connection.ask()
    assert len(connection.clock.timers) == 1


async def test_it_stays_while_an_answer_is_due_and_is_counted_anew_after_it(
    connection: Connection,
) -> None:
    await connection.ask()
    connection.free.clear()
    await connection.ask()
    connection.clock.until(10 * AFTER)
    assert not connection.wire.is_closed
    connection.free.set()
    await connection.rest()
    connection.clock.until(11 * AFTER - 0.1)
    assert not connection.wire.is_closed
    connection.clock.until(11 * AFTER)
    assert connection.wire.is_closed


async def test_a_connection_that_is_lost_leaves_no_timer(connection: Connection) -> None:
    await connection.ask()
    connection.protocol.connection_lost(ConnectionResetError())
    assert [each.is_cancelled for each in connection.clock.timers] == [True]
