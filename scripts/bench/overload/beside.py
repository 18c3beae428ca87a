"""The service under overload beside its peers: half to four times what each of them can answer."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scripts.bench.comparison import peers
from scripts.bench.comparison.load import measure
from scripts.bench.comparison.page import DOCUMENT, write_part
from scripts.bench.comparison.run import say
from scripts.bench.comparison.servers import Server, serving, split_cores
from scripts.bench.comparison.surroundings import surroundings
from scripts.bench.comparison.works import Work, seed, works
from scripts.bench.overload.open_loop import Outcomes, load, percentile
from scripts.bench.overload.storm import CONNECTIONS, Storm, allow_connections, storm
from scripts.line_chart import Panel, chart

_TIMES: Final = (0.5, 1.0, 2.0, 4.0)
_LEAST: Final = 1e-4
"""Seconds, for a server that has answered nothing well."""


@dataclass(frozen=True, slots=True)
class Overloaded:
    """One server: its peak in a closed loop, what came of each multiple of it, and of a storm."""

    name: str
    peak: float
    outcomes: Sequence[Outcomes]
    storm: Storm


def compare(names: Sequence[str], seconds: float) -> list[Overloaded]:
    """Measure the servers one after the other, each alone; those that cannot start are left out."""
    allow_connections()
    cores = split_cores()
    os.sched_setaffinity(0, cores.others)  # PostgreSQL and Valkey inherit it
    found = []
    with surroundings() as around:
        commands = peers.commands(around.environment, around.folder)
        log = around.folder / "server.log"
        with serving(peers.service(around.environment), cores.server, log) as server:
            ids = seed(server.url, around.token)
        read = next(each for each in works(around.token, ids) if each.name == "read")
        for name in names or commands:
            try:
                command = commands[name]()
            except RuntimeError as error:
                say(f"left out: {name}: {error}")
                continue
            with serving(command, cores.server, log) as server:
                found.append(_overload(server, read, seconds))
    return found


def _overload(server: Server, work: Work, seconds: float) -> Overloaded:
    next_request = work.requests().__next__
    closed = measure(
        server.port, next_request, work.status, server.process, warm_up=1.0, seconds=3.0
    )
    peak, outcomes = closed.requests_per_second, []
    for times in _TIMES:
        say(f"{server.name}: {times:g} times {peak:,.0f}/s")
        outcomes.append(load(server.port, next_request, peak * times, seconds))
    say(f"{server.name}: {CONNECTIONS:,} connections at once")
    return Overloaded(server.name, peak, outcomes, storm(server.port, next_request))


def table(found: Sequence[Overloaded]) -> str:
    head = " | ".join(f"{times:g} times" for times in _TIMES)
    lines = [
        f"|  | peak | {head} | {CONNECTIONS:,} connections at once |",
        "|---|---:|" + "---:|" * (len(_TIMES) + 1),
    ]
    for each in found:
        cells = " | ".join(_cell(outcome, each.peak) for outcome in each.outcomes)
        lines.append(f"| {each.name} | {each.peak:,.0f}/s | {cells} | {_storm(each.storm)} |")
    return "\n".join(lines)


def _cell(outcome: Outcomes, peak: float) -> str:
    waits = outcome.answers.get(200, [])
    p50, p99 = (1000 * percentile(waits, share) for share in (0.5, 0.99))
    refused = sum(map(len, outcome.answers.values())) - len(waits)
    parts = [f"{outcome.rate(200) / peak:.0%}", f"{p50:,.0f} / {p99:,.0f} ms"]
    if refused:
        parts.append(f"{refused / outcome.seconds:,.0f}/s refused")
    if outcome.lost:
        parts.append(f"{outcome.lost:,} lost")
    return ", ".join(parts)


def _storm(found: Storm) -> str:
    answers = [f"{number:,} x {status}" for status, number in sorted(found.statuses.items())]
    if found.lost:
        answers.append(f"{found.lost:,} lost")
    return f"{', '.join(answers)} in {found.seconds:.1f} s"


def plot(found: Sequence[Overloaded]) -> str:
    goodput = {
        each.name: [
            (times, 100 * outcome.rate(200) / each.peak)
            for times, outcome in zip(_TIMES, each.outcomes, strict=True)
        ]
        for each in found
    }
    waits = {
        each.name: [
            (times, 1000 * max(_LEAST, percentile(outcome.answers.get(200, []), 0.99)))
            for times, outcome in zip(_TIMES, each.outcomes, strict=True)
        ]
        for each in found
    }
    return chart(
        "Under overload",
        "times the requests that it can answer",
        [
            Panel("answered well, in percent of the peak", goodput),
            Panel("99th percentile of these, milliseconds", waits, is_log=True),
        ],
    )


def write(found: Sequence[Overloaded], load_average: float) -> None:
    """Write the table and the plot into docs/bench.md."""
    text = (
        "Reads by id, sent whatever became of those before, at multiples of what each server "
        "answers in a closed loop. Answered well, of the peak; half of them, and 99 of 100, within "
        f"so many milliseconds from when they were due. Load average before it: {load_average:.1f}."
        f"\n\n![goodput and waiting times under overload](bench-overload.svg)\n\n{table(found)}"
    )
    write_part("overload", "task bench:overload --beside", text)
    DOCUMENT.with_name("bench-overload.svg").write_text(plot(found))
