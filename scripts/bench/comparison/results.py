"""The measurements and their medians."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from scripts.bench.comparison.load import Measured
from scripts.bench.comparison.works import Work

SERVICE = "service"
CEILING = "ceiling"


@dataclass(slots=True)
class Results:
    """Windows by work and server, one for each round, in the order of the rounds."""

    works: list[Work]
    servers: list[str]
    windows: dict[tuple[str, str], list[Measured]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    """Peers that could not be started, with the reason."""
    load_average: float = 0.0
    """Of the last minute before the run: what other programs did."""
    redis_away: int = 0
    """The number of times that the service went on without Redis for a second."""
    start_up: dict[str, float] = field(default_factory=dict)
    """Seconds from the start of the process to the first answer."""
    idle: dict[str, float] = field(default_factory=dict)
    loaded: dict[str, float] = field(default_factory=dict)
    """Megabytes per worker."""
    workers: dict[int, float] = field(default_factory=dict)
    """Requests per second of the service's reads, by number of workers on all cores."""
    stages: dict[str, dict[str, float]] = field(default_factory=dict)
    """By work, the share of each stage in the processor time."""

    def add(self, work: str, server: str, measured: Measured) -> None:
        self.windows.setdefault((work, server), []).append(measured)

    def rate(self, work: str, server: str) -> float:
        return self._median(work, server, lambda each: each.requests_per_second)

    def cpu(self, work: str, server: str) -> float:
        return self._median(work, server, lambda each: each.cpu_microseconds)

    def p99(self, work: str, server: str) -> float:
        return self._median(work, server, lambda each: each.p99_milliseconds)

    def times(self, work: str, peer: str) -> float:
        """Return the service's rate divided by the peer's: the median of the rounds."""
        return median(self.ratios(work, peer))

    def ratios(self, work: str, peer: str) -> list[float]:
        """Return the service's rate divided by the peer's, for each round."""
        rounds = zip(self.windows[work, SERVICE], self.windows[work, peer], strict=True)
        return [ours.requests_per_second / theirs.requests_per_second for ours, theirs in rounds]

    def cpu_times(self, work: str, peer: str) -> float:
        return median(self.cpu_ratios(work, peer))

    def cpu_ratios(self, work: str, peer: str) -> list[float]:
        """Return the same ratio of processor time, which other programs hardly disturb."""
        rounds = zip(self.windows[work, SERVICE], self.windows[work, peer], strict=True)
        return [theirs.cpu_microseconds / ours.cpu_microseconds for ours, theirs in rounds]

    def _median(self, work: str, server: str, of: Callable[[Measured], float]) -> float:
        return median(map(of, self.windows[work, server]))
