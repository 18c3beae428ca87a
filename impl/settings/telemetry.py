"""The settings of metrics and traces."""

from pydantic import Field

from impl.settings.database import DatabaseSettings
from impl.settings.optional import OptionalUrl


class TelemetrySettings(DatabaseSettings):
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    """The port of `/metrics`; without one nothing is measured."""
    metrics_host: str = "127.0.0.1"
    """The address that `/metrics` listens on; containers listen on all of theirs."""

    otel_exporter_otlp_endpoint: OptionalUrl = None
    """The collector that traces are sent to (OTLP over HTTP); without one there are none."""
    otel_service_name: str = "users-service"
