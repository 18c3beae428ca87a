"""Sends traces to a collector (OTLP over HTTP), if the settings name one.

OpenTelemetry's own variables (`OTEL_TRACES_SAMPLER`, `OTEL_EXPORTER_OTLP_HEADERS` ...) say the
rest. Statements of PostgreSQL are recorded without their parameters, commands of Redis without
their values.
"""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
from opentelemetry.instrumentation.redis import RedisInstrumentor
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

from impl.settings import Settings


def start_tracing(settings: Settings, exporter: SpanExporter | None = None) -> TracerProvider:
    """Trace this process; shut the provider down at its end, which sends what is left.

    Without an `exporter` the spans go to the collector of the settings.
    """
    provider = TracerProvider(
        resource=Resource.create({SERVICE_NAME: settings.otel_service_name}),
        shutdown_on_exit=False,
    )
    endpoint = f"{str(settings.otel_exporter_otlp_endpoint).rstrip('/')}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(exporter or OTLPSpanExporter(endpoint)))
    trace.set_tracer_provider(provider)
    AsyncPGInstrumentor().instrument(tracer_provider=provider)  # type: ignore[no-untyped-call]  # upstream
    RedisInstrumentor().instrument(tracer_provider=provider)
    return provider
