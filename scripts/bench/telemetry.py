"""Measure what metrics cost a read: the service with and without them, in turns.

task bench:telemetry   ten rounds of each (a minute)

Two processes share a core and are loaded one after the other, so that whatever else the machine
does happens to both. What is compared is their processor time for a read: by the medians of all
rounds, and by the quickest round of each, which the rest of the machine has disturbed the least.
"""

import argparse
import os
from statistics import median
from typing import Final

from scripts.bench.comparison import peers
from scripts.bench.comparison.load import measure
from scripts.bench.comparison.servers import Server, serving, split_cores
from scripts.bench.comparison.surroundings import surroundings
from scripts.bench.comparison.works import Work, seed, works
from scripts.dev.ports import kept_port

GOAL: Final = 0.05
"""Of a read, at the most."""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./scripts/task bench:telemetry",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=10)
    rounds: int = parser.parse_args().rounds
    cores = split_cores()
    os.sched_setaffinity(0, cores.others)  # PostgreSQL and Valkey inherit it
    with surroundings() as around:
        port = kept_port(around.folder / "metrics.port")
        measured = {**around.environment, "METRICS_PORT": str(port)}
        without, with_metrics = peers.service(around.environment), peers.service(measured)
        with (
            serving(without, cores.server, around.folder / "without.log") as off,
            serving(with_metrics, cores.server, around.folder / "with.log") as on,
        ):
            read = works(around.token, seed(off.url, around.token))[0]
            times: tuple[list[float], list[float]] = ([], [])
            for number in range(2 * rounds):
                server = (off, on)[number % 2]
                times[number % 2].append(_microseconds(server, read))
    return _judge(*times)


def _microseconds(server: Server, read: Work) -> float:
    found = measure(
        server.port,
        read.requests().__next__,
        read.status,
        server.process,
        warm_up=0.3,
        seconds=1.5,
    )
    return found.cpu_microseconds


def _judge(off: list[float], on: list[float]) -> int:
    for name, figure in (("median", median), ("least", min)):
        without, with_metrics = figure(off), figure(on)
        print(
            f"{name}: {without:.0f} us without metrics, {with_metrics:.0f} us with them, "
            f"{with_metrics / without - 1:+.1%}"
        )
    cost = min(on) / min(off) - 1
    print(f"goal: {GOAL:.0%} of a read or less; {'reached' if cost <= GOAL else 'missed'}")
    return int(cost > GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
