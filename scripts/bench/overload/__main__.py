"""Measure what the service does with twice the requests that it can answer.

task bench:overload           the peak, an unloaded run, then twice the peak for 30 s (a minute)
task bench:overload --beside  half to four times the peak, and 2,000 connections at once, beside
                              its peers; writes docs/bench.md and a plot (five minutes)

Reads by id, one process on one core; the load, PostgreSQL and Valkey have the others, in all runs
alike. The peak is that of a closed loop, the unloaded run has a fifth of it. Where the other cores
are busy all the time, it is they that bound the goodput, and not the service.
"""

import argparse
import os
import time
from typing import Final

import psutil

from scripts.bench.comparison import peers
from scripts.bench.comparison.load import measure, processor_seconds
from scripts.bench.comparison.results import SERVICE
from scripts.bench.comparison.servers import Cores, Server, serving, split_cores
from scripts.bench.comparison.surroundings import surroundings
from scripts.bench.comparison.works import Work, seed, works
from scripts.bench.overload import beside
from scripts.bench.overload.open_loop import Outcomes, load, percentile

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
            return _judge(server, work, arguments.times, arguments.seconds, cores)


def _beside(names: list[str]) -> int:
    load_average = os.getloadavg()[0]
    found = beside.compare(names and [SERVICE, *names], _SECONDS_BESIDE)
    print(beside.table(found))
    if not names:
        beside.write(found, load_average)
    return 0


def _judge(server: Server, work: Work, times: float, seconds: float, cores: Cores) -> int:
    """Print what was found; 0 if it is what was aimed at."""
    next_request, good = work.requests().__next__, work.status
    closed = measure(
        server.port, next_request, good, server.process, warm_up=1.0, seconds=min(seconds, 5)
    )
    peak = closed.requests_per_second
    each = closed.cpu_microseconds
    print(f"peak: {peak:,.0f} requests a second ({work.title}), {each:.0f} us each")
    calm = load(server.port, next_request, peak / 5, min(seconds, 10))
    print(f"a fifth of it: {_told(calm)}")
    before, own, others = processor_seconds(server.process), time.process_time(), _busy(cores)
    began = time.perf_counter()
    full = load(server.port, next_request, peak * times, seconds)
    used = processor_seconds(server.process) - before
    own, others = time.process_time() - own, _busy(cores) - others
    lasted = time.perf_counter() - began
    print(f"{times:g} times the peak for {seconds:g} s: {_told(full)}")
    served = len(full.answers.get(good, ())) * each / 1e6
    refusal = (used - served) / max(len(full.answers.get(503, ())), 1) * 1e6
    print(f"{used / lasted:.0%} of the core were used; {refusal:.0f} us for each refusal")
    print(
        f"the load took {own / max(sum(map(len, full.answers.values())), 1) * 1e6:.0f} us for each "
        f"request; of the cores that it shares with the stores {others / lasted:.0%} were used"
    )
    goodput = full.rate(good) / peak
    slowdown = percentile(full.answers[good]) / percentile(calm.answers[good])
    print(f"goodput: {goodput:.0%} of the peak (goal: {GOODPUT:.0%} or more)")
    print(f"p99 of what is admitted: {slowdown:.1f} times (goal: {SLOWDOWN:g} or less)")
    is_clean = full.answers.keys() <= {good, 503} and full.probes.keys() == {200} and not full.lost
    return int(not is_clean or goodput < GOODPUT or slowdown > SLOWDOWN)


def _busy(cores: Cores) -> float:
    """Return the seconds that the cores of the load and the stores have worked, by core."""
    times = psutil.cpu_times(percpu=True)
    return sum(sum(times[core][:3]) + sum(times[core][5:8]) for core in cores.others) / len(
        cores.others
    )


def _told(outcomes: Outcomes) -> str:
    parts = [f"{outcomes.lost} lost"]
    for what, answers in (("", outcomes.answers), ("/livez ", outcomes.probes)):
        parts += [
            f"{what}{status}: {len(waits) / outcomes.seconds:,.0f}/s, "
            f"p99 {percentile(waits) * 1000:.1f} ms"
            for status, waits in sorted(answers.items())
        ]
    return "; ".join(parts)


if __name__ == "__main__":
    raise SystemExit(main())
