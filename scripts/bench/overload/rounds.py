"""One round of an overload: the peak, hardly any load, more than the peak, and the peak again.

The peak is that of an open loop: of some loads around what a closed loop is answered, the one of
which most is answered well. A closed loop waits with the server, which so has nothing to refuse.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from scripts.bench.comparison.load import measure, processor_seconds
from scripts.bench.comparison.servers import Server
from scripts.bench.comparison.works import Work
from scripts.bench.overload.open_loop import Outcomes, load, percentile

_PEAK_SECONDS = 4.0
_CALM_SECONDS = 8.0
_AROUND = (0.85, 0.95, 1.05)
"""Times what a closed loop is answered."""


@dataclass(frozen=True, slots=True)
class Peak:
    """Good answers a second: the most in an open loop, and those of a closed one."""

    open: float
    closed: float


@dataclass(frozen=True, slots=True)
class Overload:
    """What came of more than the peak, with the seconds of processor time that it took.

    server: those of the process under load. client: those of the load itself.
    """

    outcomes: Outcomes
    server: float
    client: float

    def told(self) -> str:
        requests = max(sum(map(len, self.outcomes.answers.values())), 1)
        return (
            f"{told(self.outcomes)}; the process used {self.server / self.outcomes.seconds:.0%} of "
            f"its core, the load {self.client / requests * 1e6:.0f} us for each request"
        )


class Loaded:
    """A server, and the requests that it is loaded with."""

    def __init__(self, server: Server, work: Work) -> None:
        self._server = server
        self._status = work.status
        self._next_request: Callable[[], bytes] = work.requests().__next__

    def peak(self) -> Peak:
        closed = self._closed()
        rates = [
            load(self._server.port, self._next_request, closed * each, _PEAK_SECONDS)
            for each in _AROUND
        ]
        return Peak(max(each.rate(self._status) for each in rates), closed)

    def _closed(self) -> float:
        """Return the requests a second of a closed loop."""
        return measure(
            self._server.port,
            self._next_request,
            self._status,
            self._server.process,
            warm_up=1.0,
            seconds=_PEAK_SECONDS,
        ).requests_per_second

    def calm(self, peak: Peak) -> Outcomes:
        """Send a fifth of the peak."""
        return load(self._server.port, self._next_request, peak.open / 5, _CALM_SECONDS)

    def full(self, peak: Peak, times: float, seconds: float) -> Overload:
        """Send some times the peak."""
        process = self._server.process
        server, client = processor_seconds(process), time.process_time()
        outcomes = load(self._server.port, self._next_request, peak.open * times, seconds)
        return Overload(outcomes, processor_seconds(process) - server, time.process_time() - client)


@dataclass(frozen=True, slots=True)
class Round:
    """`before` and `after` are the peaks around it."""

    before: Peak
    after: Peak
    calm: Outcomes
    full: Overload

    def goodput(self, work: Work) -> float:
        """Return what was answered well, as a share of the peak."""
        return self._well(work) / ((self.before.open + self.after.open) / 2)

    def _well(self, work: Work) -> float:
        return self.full.outcomes.rate(work.status)

    def _of_closed(self, work: Work) -> float:
        return self._well(work) / ((self.before.closed + self.after.closed) / 2)

    def slowdown(self, work: Work) -> float:
        """Return the 99th percentile of what was answered well, times that of hardly any load."""
        full, calm = (each.answers.get(work.status, []) for each in (self.full.outcomes, self.calm))
        return percentile(full) / percentile(calm) if full and calm else float("inf")

    def is_clean(self, work: Work) -> bool:
        """Return whether nothing was lost, or answered otherwise than well or with a refusal."""
        found = self.full.outcomes
        return (
            found.answers.keys() <= {work.status, 503}
            and found.probes.keys() == {200}
            and not found.lost
        )

    def told(self, work: Work) -> str:
        return (
            f"peaks {self.before.open:,.0f} and {self.after.open:,.0f} requests a second "
            f"({work.title})\n"
            f"  a fifth: {told(self.calm)}\n"
            f"  overload: {self.full.told()}\n"
            f"  goodput {self.goodput(work):.0%} ({self._of_closed(work):.0%} of a closed loop's), "
            f"p99 {self.slowdown(work):.1f} times"
        )


def told(outcomes: Outcomes) -> str:
    parts = [f"{outcomes.lost} lost"]
    for what, answers in (("", outcomes.answers), ("/livez ", outcomes.probes)):
        parts += [
            f"{what}{status}: {len(waits) / outcomes.seconds:,.0f}/s, "
            f"p99 {percentile(waits) * 1000:.1f} ms"
            for status, waits in sorted(answers.items())
        ]
    return "; ".join(parts)
