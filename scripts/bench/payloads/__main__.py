"""Compare what the runtime does with large bodies, uploads and streams with what its peers do.

task bench:payloads           writes its part of docs/bench.md (two minutes)
task bench:payloads --quick   one short round, printed

Each is one process on one core, without PostgreSQL and Redis; nobody logs in. The peers are in
tests/bench/peers/payloads, and so is the document that our side is generated from.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from scripts.bench.comparison.load import measure
from scripts.bench.comparison.page import write_part
from scripts.bench.comparison.results import SERVICE, Results
from scripts.bench.comparison.run import say
from scripts.bench.comparison.servers import Server, serving, split_cores
from scripts.bench.payloads.commands import commands
from scripts.bench.payloads.payloads import Sent, works

_CONNECTIONS: Final = 8


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./scripts/task bench:payloads",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="one short round; writes nothing")
    quick: bool = parser.parse_args().quick
    load_average = os.getloadavg()[0]
    cores = split_cores()
    os.sched_setaffinity(0, cores.others)
    results = Results([], [], load_average=load_average)
    with TemporaryDirectory(prefix="bench-") as name, contextlib.ExitStack() as stack:
        folder, servers = Path(name), []
        for server, command in commands(folder).items():
            say(f"starting {server} ...")
            try:
                started = serving(command(), cores.server, folder / f"{server}.log")
                servers.append(stack.enter_context(started))
            except (RuntimeError, OSError, subprocess.SubprocessError) as error:
                if server == SERVICE:
                    raise
                results.left_out[server] = str(error)
        asked = works()
        _agree(servers, asked)
        results.works = [each.work for each in asked]
        results.servers = [server.name for server in servers]
        _measure(servers, results, rounds=1 if quick else 5, seconds=0.5 if quick else 1.5)
    print(_table(results))
    for server, reason in results.left_out.items():
        print(f"left out: {server}: {reason}", file=sys.stderr)
    if not quick:
        _write(results)
    return 0


def _agree(servers: list[Server], asked: list[Sent]) -> None:
    """See that all of them answer alike.

    Raises:
        SystemExit: one of them answers otherwise.
    """
    for each in asked:
        answers = {server.name: _answer(server, each) for server in servers}
        for name, answer in answers.items():
            if answer != answers[SERVICE]:
                raise SystemExit(f"{name} answers {each.work.title!r} with {answer[:200]!r}")


def _answer(server: Server, sent: Sent) -> Any:
    request = urllib.request.Request(  # noqa: S310  our own loopback URL
        f"{server.url}{sent.path}", sent.body, sent.headers, method=sent.method
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  as above
        content = answer.read()
    lines = content.splitlines()
    return [json.loads(each.removeprefix(b"data:")) for each in lines if each.strip()]


def _measure(servers: list[Server], results: Results, *, rounds: int, seconds: float) -> None:
    for number in range(rounds):
        turn = number % len(servers)
        for work in results.works:
            say(f"round {number + 1} of {rounds}: {work.title}")
            for server in servers[turn:] + servers[:turn]:
                window = measure(
                    server.port,
                    work.requests().__next__,
                    work.status,
                    server.process,
                    warm_up=0.3,
                    seconds=seconds,
                    connections=_CONNECTIONS,
                )
                results.add(work.name, server.name, window)


def _table(results: Results) -> str:
    others = [name for name in results.servers if name != SERVICE]
    lines = [
        f"|  | service | {' | '.join(others)} |",
        "|---|---:|" + "---:|" * len(others),
    ]
    for work in results.works:
        own = (
            f"{results.rate(work.name, SERVICE):,.0f}/s, {results.cpu(work.name, SERVICE):,.0f} µs"
        )
        lines.append(f"| {work.title} | {own} | {' | '.join(_cells(results, work.name, others))} |")
    return "\n".join(lines)


def _cells(results: Results, work: str, others: list[str]) -> Iterator[str]:
    for name in others:
        yield f"{results.times(work, name):.2f} ({median(results.cpu_ratios(work, name)):.2f})"


def _write(results: Results) -> None:
    text = (
        "Requests per second and processor time for each of the service; then how many times the "
        "peer's requests per second that is (in brackets: by processor time). "
        f"{_CONNECTIONS} connections, one process on one core; load average before it: "
        f"{results.load_average:.1f}.\n\n{_table(results)}"
    )
    write_part("payloads", "task bench:payloads", text)


if __name__ == "__main__":
    sys.exit(main())
