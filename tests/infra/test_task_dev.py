"""What `./scripts/task dev` promises, with its real processes."""

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
import redis

from tests.infra.development import ROOT, Development, eventually

pytestmark = pytest.mark.infra

AS_A_CHILD = '"$@" & wait'


def interrupt(development: Development) -> None:
    os.killpg(development.process.pid, signal.SIGINT)


def interrupt_and_terminate(development: Development) -> None:
    interrupt(development)
    terminate(development)


def terminate(development: Development) -> None:
    development.supervisor().terminate()


def hang_up(development: Development) -> None:
    development.supervisor().send_signal(signal.SIGHUP)


def kill(development: Development) -> None:
    development.supervisor().kill()


def kill_the_parent(development: Development) -> None:
    development.process.kill()


@pytest.mark.parametrize(
    ("end", "shell"),
    [
        (interrupt, 'exec "$@"'),
        (interrupt_and_terminate, 'exec "$@"'),
        (terminate, 'exec "$@"'),
        (hang_up, 'exec "$@"'),
        (kill, 'exec "$@"'),
        (kill_the_parent, AS_A_CHILD),
    ],
)
def test_whatever_ends_it_no_process_is_left(
    data: Path, tmp_path: Path, end: Callable[[Development], None], shell: str
) -> None:
    with Development(data, tmp_path, shell=shell) as development:
        development.is_ready()
        assert len(development.processes()) >= 8  # all that can be left: see them first
        end(development)
        development.process.wait(30)
        if end not in {kill, kill_the_parent}:
            assert not development.processes()  # it ends after all that it has started
        development.leaves_nothing()
    if end is not kill:
        assert development.output().endswith("stopping ...\nstopped\n")


async def test_a_start_right_after_kill_9_finds_the_data(data: Path, tmp_path: Path) -> None:
    def postgresql() -> str:
        url = (data / "postgresql/url").read_text()
        return url.replace("+asyncpg", "")

    def valkey() -> redis.Redis:
        return redis.Redis.from_url((data / "valkey/url").read_text())

    with Development(data, tmp_path) as first:
        first.is_ready()
        connection = await asyncpg.connect(postgresql())
        await connection.execute("CREATE TABLE kept (value int); INSERT INTO kept VALUES (42)")
        await connection.close()
        with valkey() as client:
            client.set("kept", 42)
        first.supervisor().kill()
        first.process.wait()
        with Development(data, tmp_path, port=first.port + 1) as second:
            second.is_ready()
            connection = await asyncpg.connect(postgresql())
            assert await connection.fetchval("SELECT value FROM kept") == 42
            await connection.close()
            with valkey() as client:
                assert client.get("kept") == b"42"


def test_a_taken_port_is_named_with_its_cure_before_anything_starts(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with Development(data, tmp_path, port=port) as development:
            assert development.process.wait(30) == 1
    assert development.output().startswith(f"port {port} is taken; PORT=")
    assert development.output().endswith("./scripts/task dev\n")
    assert not data.exists()


async def test_two_side_by_side_share_the_data_and_one_may_stop(data: Path, tmp_path: Path) -> None:
    link = tmp_path / "task"
    link.symlink_to(ROOT / "scripts/task")
    with Development(data, tmp_path) as first:
        first.is_ready()
        with Development(data, tmp_path, port=first.port + 1, script=link) as second:
            second.is_ready()
            address = (data / "postgresql/url").read_text()
            interrupt(first)
            eventually(first.ended, "the first has ended")
            assert second.status() == 200
            connection = await asyncpg.connect(address.replace("+asyncpg", ""))
            assert await connection.fetchval("SELECT count(*) FROM alembic_version") == 1
            await connection.close()
            interrupt(second)
            second.leaves_nothing()
        first.leaves_nothing()
