"""Metrics in Prometheus' format, served on a port of their own, which no proxy publishes.

Names follow OpenTelemetry's conventions for HTTP (`http.server.request.duration`). Labels come
from the document and from HTTP alone, so no client can make new time series.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    start_http_server,
)
from prometheus_client.metrics_core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from impl.settings import Settings

_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY"})
_OTHER: Final = "_OTHER"
"""What OpenTelemetry calls a method that HTTP does not define: clients may send any word."""
_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class _Observes(Protocol):
    def observe(self, amount: float) -> None: ...


class Metrics:
    """The metrics of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._durations = Histogram(
            "http_server_request_duration_seconds",
            "Time from a request's head to the end of its response.",
            ["http_request_method", "http_route", "http_response_status_code"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._known: dict[tuple[str, str | None, int], _Observes] = {}

    def request(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count a request; `route` is the document's template, None where no path matched."""
        try:
            duration = self._known[method, route, status]
        except KeyError:
            duration = self._duration(method, route, status)
        duration.observe(seconds)

    def _duration(self, method: str, route: str | None, status: int) -> _Observes:
        """Return the time series; looking it up by its labels costs more than the rest."""
        label = method if method in _METHODS else _OTHER
        duration = self._durations.labels(label, route or "", str(status))
        if label is not _OTHER:
            self._known[method, route, status] = duration
        return duration

    def gauge(self, name: str, documentation: str, read: Callable[[], float]) -> None:
        """Add a value that is read whenever the metrics are asked for."""
        Gauge(name, documentation, registry=self.registry).set_function(read)

    def gauges(self, name: str, documentation: str, label: str) -> Gauge:
        """Add a value for each `label`, to be set by whoever knows it."""
        return Gauge(name, documentation, [label], registry=self.registry)

    def counters(self, name: str, documentation: str, label: str) -> Counter:
        """Add a count for each `label`."""
        return Counter(name, documentation, [label], registry=self.registry)

    def histogram(self, name: str, documentation: str) -> Histogram:
        return Histogram(name, documentation, buckets=_BUCKETS, registry=self.registry)

    def counter(self, name: str, documentation: str) -> Counter:
        return Counter(name, documentation, registry=self.registry)

    def count(self, name: str, documentation: str, read: Callable[[], float]) -> None:
        """Add a count that is kept elsewhere: a `Counter` takes a lock for each thing it counts."""
        self.registry.register(_Count(name, documentation, read))


class _Count(Collector):
    def __init__(self, name: str, documentation: str, read: Callable[[], float]) -> None:
        self._names = (name, documentation)
        self._read = read

    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily(*self._names, value=self._read())


@contextmanager
def serve_metrics(settings: Settings, metrics: Metrics) -> Iterator[None]:
    """Serve `/metrics` on the port of the settings, if they name one.

    A thread does it, so that a process whose event loop hangs can still be looked at.

    Raises:
        SystemExit: the port cannot be listened on; one line says so.
    """
    port, host = settings.metrics_port, settings.metrics_host
    if port is None:
        yield
        return
    try:
        server, thread = start_http_server(port, host, registry=metrics.registry)
    except OSError as error:
        raise SystemExit(
            f"METRICS_PORT: {host}:{port} cannot be listened on ({error.strerror}); "
            "each process needs a port of its own"
        ) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
