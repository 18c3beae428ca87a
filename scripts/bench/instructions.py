"""Count the instructions that a request takes, under valgrind: steady however busy the machine is.

task bench:instructions                    the service and the ceiling, every kind of request
task bench:instructions --only read,list   these kinds

Thousands of instructions in user space, for each request of sixteen connections; what the kernel
does is not counted. It needs valgrind (sudo apt install valgrind) and takes four minutes.
"""

import argparse
import asyncio
import itertools
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

import httptools

from scripts.bench.comparison import peers
from scripts.bench.comparison.results import CEILING, SERVICE
from scripts.bench.comparison.run import say
from scripts.bench.comparison.servers import Server, serving, split_cores
from scripts.bench.comparison.surroundings import Surroundings, surroundings
from scripts.bench.comparison.works import Work, seed, works

_CONNECTIONS: Final = 16
_WARM_UP: Final = 150
_COUNTED: Final = 200
_PATIENT: Final = {
    "DATABASE_COMMAND_TIMEOUT": "30",
    "DATABASE_POOL_TIMEOUT": "30",
    "REDIS_TIMEOUT": "5",
    "REDIS_PATIENCE": "2",
}
"""Valgrind takes fifty times as long: nothing must be given up meanwhile."""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./scripts/task bench:instructions",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", metavar="KINDS", help="read,list,write,refused,health")
    only = parser.parse_args().only
    if shutil.which("valgrind") is None:
        raise SystemExit("valgrind is not installed: sudo apt install valgrind")
    with surroundings() as around:
        with serving(
            peers.service(around.environment), split_cores().all, around.folder / "seeding.log"
        ) as server:
            ids = seed(server.url, around.token)
        wanted = works(around.token, ids)
        if only is not None:
            known = {work.name: work for work in wanted}
            if unknown := {*only.split(",")} - {*known}:
                parser.error(
                    f"--only: {', '.join(sorted(unknown))}: choose from {', '.join(known)}"
                )
            wanted = [known[name] for name in only.split(",")]
        print("thousands of instructions:")
        for name in (SERVICE, CEILING):
            for work, count in _counts(name, wanted, around):
                print(f"{name:8} {work.title:18} {count / 1000:8.0f}", flush=True)
    return 0


def _counts(name: str, wanted: list[Work], around: Surroundings) -> Iterator[tuple[Work, float]]:
    environment = around.environment | _PATIENT
    command = peers.commands(environment, around.folder)[name]()
    result = around.folder / "callgrind"
    valgrind = ["valgrind", "--tool=callgrind", "--instr-atstart=no"]
    valgrind += [f"--callgrind-out-file={result}", f"--log-file={around.folder / 'valgrind.log'}"]
    command = replace(command, arguments=[*valgrind, *command.arguments], patience=300.0)
    with serving(command, split_cores().all, around.folder / f"{name}.log") as server:
        for work in wanted:
            say(f"{name}: {work.title}")
            yield work, _count(server, work, result)


def _count(server: Server, work: Work, result: Path) -> float:
    asyncio.run(_ask(server.port, work, _WARM_UP))
    _control(server, "-i", "on")
    asyncio.run(_ask(server.port, work, _CONNECTIONS))
    _control(server, "-z")
    asyncio.run(_ask(server.port, work, _COUNTED))
    _control(server, "-d")
    _control(server, "-i", "off")
    newest = max(result.parent.glob(f"{result.name}.*"), key=lambda each: each.stat().st_mtime)
    found = re.search(r"^totals: (\d+)", newest.read_text(errors="replace"), re.MULTILINE)
    if found is None:
        raise SystemExit(f"{newest}: callgrind has not written its totals")
    return int(found[1]) / _COUNTED


def _control(server: Server, *command: str) -> None:
    subprocess.run(
        ["callgrind_control", *command, str(server.process.pid)], check=True, capture_output=True
    )


async def _ask(port: int, work: Work, count: int) -> None:
    """Send so many requests on all connections together; wait for all of the answers."""
    requests = itertools.islice(work.requests(), count)
    loop = asyncio.get_running_loop()
    clients = []
    for _ in range(_CONNECTIONS):
        _transport, client = await loop.create_connection(
            lambda: _Client(requests, work.status), "127.0.0.1", port
        )
        clients.append(client)
    await asyncio.gather(*(client.ended for client in clients))


class _Client(asyncio.Protocol):
    """One connection, which takes the next request once it has its answer."""

    def __init__(self, requests: Iterator[bytes], expected: int) -> None:
        self._requests = requests
        self._expected = expected
        self._parser = httptools.HttpResponseParser(self)
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # what TCP gives
        self._send()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_exception(ConnectionError("the server has hung up"))

    def on_message_complete(self) -> None:
        if (status := self._parser.get_status_code()) != self._expected:
            self.ended.set_exception(RuntimeError(f"answered {status}, not {self._expected}"))
        else:
            self._send()

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is not None:
            self._transport.write(request)
        elif not self.ended.done():
            self.ended.set_result(None)
            self._transport.close()


if __name__ == "__main__":
    sys.exit(main())
