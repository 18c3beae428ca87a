"""The worker's process does all there is to do, and ends in order when it is told to."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from impl.settings import Settings
from impl.storage import Database
from impl.worker import run

PATIENCE = 20
"""Seconds after which a test gives up."""


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(autouse=True)
async def handlers_of_signals() -> AsyncIterator[None]:
    """The loop of the tests goes on without those of the worker."""
    yield
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().remove_signal_handler(number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("measures", [True, False])
async def test_it_runs_until_a_signal(
    settings: Settings,
    database: Database,
    redis: object,
    port: int,
    number: signal.Signals,
    measures: bool,
) -> None:
    changes = {"metrics_port": port if measures else None}
    with capture_logs() as logs:
        running = asyncio.create_task(run(settings.model_copy(update=changes)))
        async with asyncio.timeout(PATIENCE):
            while True:
                if "worker_started" in {each["event"] for each in logs}:
                    break
                await asyncio.sleep(0.01)
        if measures:
            assert "events_waiting" in await metrics_of(port)
        os.kill(os.getpid(), number)
        await asyncio.wait_for(running, PATIENCE)
    told = {each["event"]: each for each in logs}
    assert told["worker_stopped"]["cancelled"] == 0
    assert "worker_waits" not in told


async def metrics_of(port: int) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /metrics HTTP/1.0\r\n\r\n")
    answer = await asyncio.wait_for(reader.read(), PATIENCE)
    writer.close()
    return answer.decode()
