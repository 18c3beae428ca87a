"""The measured part of docs/bench.md; what people wrote around it stays."""

import importlib.metadata
import platform
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from scripts.bench.comparison.results import SERVICE, Results

GOALS: Final = {
    ("read", "ceiling"): 0.8,
    ("list", "ceiling"): 0.8,
    ("write", "ceiling"): 0.7,
    ("refused", "ceiling"): 0.75,
    ("health", "ceiling"): 0.45,
}
BEATEN: Final = {
    "classic": 8.0,
    "codegen": 1.0,
    "handwritten": 1.0,
    "litestar": 1.0,
    "connexion": 3.0,
    "fastify": 0.65,
    "glue": 0.65,
}
"""Claims about every row: times the peer's requests per second."""

_PACKAGES = ("uvicorn", "uvloop", "httptools", "fastapi", "pydantic", "asyncpg", "sqlalchemy")


def goal(work: str, peer: str) -> float | None:
    return GOALS.get((work, peer), BEATEN.get(peer))


def measured_part(results: Results, command: str) -> str:
    parts = [
        f"`{command}` on {_machine()}. Load average before it: {results.load_average:.1f}.",
        "![requests per second, relative to the ceiling](bench.svg)",
        "**Times the peer's requests per second** (medians of the rounds' ratios; in brackets the "
        "same by processor time per request; ✗ marks a goal that was missed)",
        ratios(results),
        "**Requests per second**, 32 connections, one worker on one core (p99 in milliseconds)",
        _table(results, lambda work, server: _rate(results, work, server)),
        "**Processor time of the server per request**, microseconds",
        _table(results, lambda work, server: f"{results.cpu(work, server):.0f}"),
        *_facts(results),
        "While it was measured the service found Redis too slow, and went on without it for a "
        f"second, {results.redis_away} times.",
        *(f"Left out: {name}: {reason}" for name, reason in results.left_out.items()),
    ]
    return "\n\n".join(parts)


def ratios(results: Results) -> str:
    peers = [name for name in results.servers if name != SERVICE]
    rows = [
        [work.title, *(_ratio(results, work.name, peer) for peer in peers)]
        for work in results.works
    ]
    return _markdown([["", *peers], *rows])


def _ratio(results: Results, work: str, peer: str) -> str:
    times = results.times(work, peer)
    wanted = goal(work, peer)
    missed = " ✗" if wanted is not None and times < wanted else ""
    return f"{times:.2f} ({results.cpu_times(work, peer):.2f}){missed}"


def _rate(results: Results, work: str, server: str) -> str:
    return f"{results.rate(work, server):,.0f} ({results.p99(work, server):.0f})"


def _table(results: Results, cell: Callable[[str, str], str]) -> str:
    rows = [
        [work.title, *(cell(work.name, server) for server in results.servers)]
        for work in results.works
    ]
    return _markdown([["", *results.servers], *rows])


def _facts(results: Results) -> Iterable[str]:
    if results.stages:
        yield (
            "**Where the service's processor time goes**, microseconds per request (shares of a "
            "sampling profiler's stacks, times the figure above)"
        )
        yield _stages(results)
    if results.idle:
        yield "**Start-up** (seconds to the first answer) and **memory** (megabytes per worker)"
        rows = [["", *results.servers]]
        rows.append(["start-up", *(f"{results.start_up[name]:.2f}" for name in results.servers)])
        rows.append(["idle", *(f"{results.idle[name]:.0f}" for name in results.servers)])
        rows.append(["under load", *(f"{results.loaded[name]:.0f}" for name in results.servers)])
        yield _markdown(rows)
    if results.workers:
        listed = ", ".join(
            f"{count} worker{'s' * (count > 1)}: {rate:,.0f} reads/s"
            for count, rate in results.workers.items()
        )
        yield f"**Workers**, on all cores, which PostgreSQL and the load share: {listed}."


def _stages(results: Results) -> str:
    names = list(dict.fromkeys(name for shares in results.stages.values() for name in shares))
    titles = {work.name: work.title for work in results.works}
    rows = [["", *(titles[work] for work in results.stages)]]
    for name in names:
        cells = [
            f"{shares.get(name, 0) * results.cpu(work, SERVICE):.0f}"
            for work, shares in results.stages.items()
        ]
        rows.append([name, *cells])
    return _markdown(rows)


def _markdown(rows: list[list[str]]) -> str:
    header, *body = (f"| {' | '.join(row)} |" for row in rows)
    rule = f"|---|{'---:|' * (len(rows[0]) - 1)}"
    return "\n".join([header, rule, *body])


def _machine() -> str:
    processor = "an unnamed processor"
    information = Path("/proc/cpuinfo")
    if information.exists() and (
        found := re.search(r"model name\s*: (.*)", information.read_text())
    ):
        processor = found[1]
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    return (
        f"{processor}, Linux {platform.release()}, Python {platform.python_version()}, {versions}"
    )
