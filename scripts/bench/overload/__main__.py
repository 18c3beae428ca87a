"""Measure what the service does with twice the requests that it can answer.

task bench:overload           the peak, an unloaded run, then twice the peak for 30 s, and the peak
                              again; medians of three rounds (four minutes)
task bench:overload --beside  half to four times the peak, and 2,000 connections at once, beside
                              its peers; writes docs/bench.md and a plot (five minutes)

Reads by id, one process on one core; the load, PostgreSQL and Valkey have the others, in all runs
alike. The peak is the most that is answered well in an open loop, the mean of before and after,
because a machine is not equally fast all the time; the unloaded run has a fifth of it. A closed
loop, which waits for the service, has more answers: the share of those is told as well. Where the
other cores are busy all the time, it is they that bound the goodput, and not the service.
"""

import argparse
import os
from statistics import median
from typing import Final

from scripts.bench.comparison import peers
from scripts.bench.comparison.results import SERVICE
from scripts.bench.comparison.servers import Server, serving, split_cores
from scripts.bench.comparison.surroundings import surroundings
from scripts.bench.comparison.works import Work, seed, works
from scripts.bench.overload import beside
from scripts.bench.overload.rounds import Loaded, Round

GOODPUT: Final = 0.85
"""Of the peak, at the least."""
SLOWDOWN: Final = 5.0
"""Times the unloaded 99th percentile, at the most, for what is admitted."""
_SECONDS_BESIDE: Final = 5.0
"""Of each multiple of the peak."""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./scripts/task bench:overload",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=float, default=30, help="of the overload")
    parser.add_argument("--rounds", type=int, default=3, help="of all of it")
    parser.add_argument("--times", type=float, default=2, help="the peak")
    parser.add_argument("--work", default="read", choices=["read", "list", "write"])
    parser.add_argument(
        "--beside", nargs="*", metavar="PEER", help="beside these peers; without a name, all"
    )
    arguments = parser.parse_args()
    if arguments.beside is not None:
        return _beside(arguments.beside)
    cores = split_cores()
    os.sched_setaffinity(0, cores.others)  # PostgreSQL and Valkey inherit it
    with surroundings() as around:
        log = around.folder / "service.log"
        with serving(peers.service(around.environment), cores.server, log) as server:
            ids = seed(server.url, around.token)
            (work,) = [each for each in works(around.token, ids) if each.name == arguments.work]
            return _judge(server, work, arguments)


def _beside(names: list[str]) -> int:
    load_average = os.getloadavg()[0]
    found = beside.compare(names and [SERVICE, *names], _SECONDS_BESIDE)
    print(beside.table(found))
    if not names:
        beside.write(found, load_average)
    return 0


def _judge(server: Server, work: Work, options: argparse.Namespace) -> int:
    """Print what was found; 0 if it is what was aimed at."""
    service = Loaded(server, work)
    rounds, peak = [], service.peak()
    for number in range(1, options.rounds + 1):
        calm = service.calm(peak)
        full = service.full(peak, options.times, options.seconds)
        before, peak = peak, service.peak()
        found = Round(before, peak, calm, full)
        print(f"round {number}: {found.told(work)}", flush=True)
        rounds.append(found)
    goodput = median(each.goodput(work) for each in rounds)
    slowdown = median(each.slowdown(work) for each in rounds)
    print(f"goodput: {goodput:.0%} of the peak (goal: {GOODPUT:.0%} or more)")
    print(f"p99 of what is admitted: {slowdown:.1f} times (goal: {SLOWDOWN:g} or less)")
    is_clean = all(each.is_clean(work) for each in rounds)
    return int(not is_clean or goodput < GOODPUT or slowdown > SLOWDOWN)


if __name__ == "__main__":
    raise SystemExit(main())
