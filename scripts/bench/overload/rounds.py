"""One round of an overload: the peak, hardly any load, more than the peak, and the peak again."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from scripts.bench.comparison.load import measure, processor_seconds
from scripts.bench.comparison.servers import Server
from scripts.bench.comparison.works import Work
from scripts.bench.overload.open_loop import Outcomes, load, percentile

_PEAK_SECONDS = 4.0
_CALM_SECONDS = 8.0


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

    def peak(self) -> float:
        """Return the requests a second of a closed loop."""
        return measure(
            self._server.port,
            self._next_request,
            self._status,
            self._server.process,
            warm_up=1.0,
            seconds=_PEAK_SECONDS,
        ).requests_per_second

    def calm(self, peak: float) -> Outcomes:
        """Send a fifth of the peak."""
        return load(self._server.port, self._next_request, peak / 5, _CALM_SECONDS)

    def full(self, peak: float, times: float, seconds: float) -> Overload:
        """Send some times the peak."""
        process = self._server.process
        server, client = processor_seconds(process), time.process_time()
        outcomes = load(self._server.port, self._next_request, peak * times, seconds)
        return Overload(outcomes, processor_seconds(process) - server, time.process_time() - client)


@dataclass(frozen=True, slots=True)
class Round:
    """`before` and `after` are the peaks around it, in requests a second."""

    before: float
    after: float
    calm: Outcomes
    full: Overload

    def goodput(self, work: Work) -> float:
        """Return what was answered well, as a share of the peak."""
        return self.full.outcomes.rate(work.status) / ((self.before + self.after) / 2)

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
            f"peaks {self.before:,.0f} and {self.after:,.0f} requests a second ({work.title})\n"
            f"  a fifth: {told(self.calm)}\n"
            f"  overload: {self.full.told()}\n"
            f"  goodput {self.goodput(work):.0%}, p99 {self.slowdown(work):.1f} times"
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
