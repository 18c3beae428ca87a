"""One run: all servers side by side, measured in turns."""

import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from typing import Final

from scripts.bench.comparison import peers
from scripts.bench.comparison.load import Measured, measure
from scripts.bench.comparison.results import CEILING, SERVICE, Results
from scripts.bench.comparison.servers import Cores, Server, serving
from scripts.bench.comparison.stages import Profiler
from scripts.bench.comparison.surroundings import Surroundings
from scripts.bench.comparison.works import Work, disagreements, seed, works


@dataclass(frozen=True, slots=True)
class Plan:
    """Seconds of load per window, after `warm_up` seconds that do not count."""

    rounds: int
    warm_up: float
    seconds: float


FULL: Final = Plan(rounds=5, warm_up=0.3, seconds=1.2)
SMOKE: Final = Plan(rounds=1, warm_up=0.15, seconds=0.7)
_PROFILED: Final = Plan(rounds=1, warm_up=0.5, seconds=4)
_STARTS: Final = 3


def compare(plan: Plan, cores: Cores, around: Surroundings, *, with_facts: bool) -> Results:
    """Measure every work on every server; `with_facts` adds what the service alone is asked.

    Raises:
        RuntimeError: the service or the ceiling cannot be started.
        SystemExit: the servers do not answer alike, so there is nothing to compare.
    """
    load_average = os.getloadavg()[0]
    with contextlib.ExitStack() as stack:
        servers, left_out = _start(stack, cores, around)
        ids = seed(servers[0].url, around.token)
        urls = {server.name: server.url for server in servers}
        if differences := disagreements(urls, around.token, ids):
            raise SystemExit("\n".join(differences))
        results = Results(works(around.token, ids), list(urls), left_out=left_out)
        results.load_average = load_average
        results.start_up = {server.name: server.seconds_to_ready for server in servers}
        results.idle = {server.name: server.megabytes() for server in servers}
        measure_in_turns(plan, servers, results)
        results.loaded = {server.name: server.megabytes() for server in servers}
        results.redis_away = (around.folder / f"{SERVICE}.log").read_text().count("redis_away")
        if with_facts:
            _profile(results, servers[0])
    if with_facts:
        _scale(results, cores, around)
    return results


def measure_in_turns(plan: Plan, servers: list[Server], results: Results) -> None:
    """Add the windows of every round: each begins with another server."""
    for number in range(plan.rounds):
        turn = number % len(servers)
        for work in results.works:
            say(f"round {number + 1} of {plan.rounds}: {work.title}")
            for server in servers[turn:] + servers[:turn]:
                results.add(work.name, server.name, _measure(server, work, plan))


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _start(
    stack: contextlib.ExitStack, cores: Cores, around: Surroundings
) -> tuple[list[Server], dict[str, str]]:
    servers: list[Server] = []
    left_out: dict[str, str] = {}
    for name, command in peers.commands(around.environment, around.folder).items():
        say(f"starting {name} ...")
        try:
            server = serving(command(), cores.server, around.folder / f"{name}.log")
            servers.append(stack.enter_context(server))
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            if name in (SERVICE, CEILING):
                raise
            left_out[name] = str(error)
    return servers, left_out


def _measure(server: Server, work: Work, plan: Plan) -> Measured:
    return measure(
        server.port,
        work.requests().__next__,
        work.status,
        server.process,
        warm_up=plan.warm_up,
        seconds=plan.seconds,
    )


def _profile(results: Results, server: Server) -> None:
    for work in results.works:
        say(f"profiling: {work.title}")
        try:
            with Profiler(server, _PROFILED.seconds) as profiler:
                _measure(server, work, _PROFILED)
        except (RuntimeError, OSError) as error:
            results.left_out["profile"] = str(error)
            return
        results.stages[work.name] = profiler.shares()


def _scale(results: Results, cores: Cores, around: Surroundings) -> None:
    """Start-up again, for a median, and reads with one and with two workers on all cores."""
    read = results.works[0]
    starts = [results.start_up[SERVICE]]
    log = around.folder / f"{SERVICE}.log"
    for _ in range(_STARTS - 1):
        with serving(peers.service(around.environment), cores.server, log) as server:
            starts.append(server.seconds_to_ready)
    results.start_up[SERVICE] = median(starts)
    for workers in (1, 2):
        say(f"workers: {workers}")
        with serving(peers.service(around.environment, workers), cores.all, log) as server:
            plan = Plan(rounds=1, warm_up=1.0, seconds=4)
            results.workers[workers] = _measure(server, read, plan).requests_per_second
