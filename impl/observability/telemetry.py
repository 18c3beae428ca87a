"""The metrics and traces of one process, as its settings want them."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.trace import Tracer, get_tracer

from impl.observability.metrics import Metrics, serve_metrics
from impl.settings import Settings


class Telemetry:
    """`metrics` are always there to be added to; nobody sees them without a METRICS_PORT."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.metrics = Metrics()
        self.measures = settings.metrics_port is not None
        self._provider = None
        if settings.otel_exporter_otlp_endpoint is not None:
            # OpenTelemetry's SDK takes a tenth of a second to import.
            from impl.observability.tracing import start_tracing  # noqa: PLC0415

            self._provider = start_tracing(settings)

    @property
    def tracer(self) -> Tracer | None:
        """Makes the spans of this process, if it is traced."""
        return None if self._provider is None else get_tracer("impl")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve the metrics meanwhile; in the end send the spans that are left."""
        with serve_metrics(self._settings, self.metrics):
            try:
                yield
            finally:
                if self._provider is not None:
                    self._provider.shutdown()
