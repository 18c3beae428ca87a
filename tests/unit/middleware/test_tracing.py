"""The span of a request: named by the template, part of the caller's trace, without secrets."""

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from starlette.types import ASGIApp
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from impl.middleware.exchange import Exchange
from impl.middleware.tracing import Tracing

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracing(exporter) -> Callable[[ASGIApp], Tracing]:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return partial(Tracing, tracer=provider.get_tracer("test"), exempt=["/livez"])


def only_span(exporter: InMemorySpanExporter) -> ReadableSpan:
    (span,) = exporter.get_finished_spans()
    return span


async def test_it_is_named_by_the_template_and_has_the_status(
    behind, application, tracing, exporter
) -> None:
    application.route = SimpleNamespace(path="/users/{id}")
    await behind(tracing).get("/users/1")
    span = only_span(exporter)
    assert span.name == "GET /users/{id}"
    assert span.kind is SpanKind.SERVER
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/users/{id}",
        "http.response.status_code": 200,
    }
    assert span.status.status_code is StatusCode.UNSET


async def test_it_goes_on_with_the_callers_trace(behind, tracing, exporter) -> None:
    await behind(tracing).get("/", headers=PARENT)
    span = only_span(exporter)
    assert f"{span.context.trace_id:032x}" == TRACE
    assert f"{span.parent.span_id:016x}" == "b7ad6b7169203331"


@pytest.mark.parametrize("value", ["", "00-x-y-z", "é", f"00-{'0' * 32}-{'0' * 16}-01"])
async def test_a_header_that_is_no_trace_begins_a_new_one(
    behind, tracing, exporter, value: str
) -> None:
    await behind(tracing).get("/", headers=[(b"traceparent", value.encode())])
    assert only_span(exporter).parent is None


async def test_path_query_headers_and_body_stay_out(behind, tracing, exporter) -> None:
    await behind(tracing).post(
        "/canary",
        params={"q": "canary"},
        headers={"Authorization": "canary", "tracestate": "a=b"},
        content="canary",
    )
    assert "canary" not in only_span(exporter).to_json()


async def test_a_failure_is_told_without_its_message(
    behind, application, tracing, exporter
) -> None:
    application.error = RuntimeError("canary")
    with pytest.raises(RuntimeError):
        await behind(tracing).get("/")
    span = only_span(exporter)
    assert span.status.status_code is StatusCode.ERROR
    assert "canary" not in span.to_json()


async def test_health_checks_have_none(behind, tracing, exporter) -> None:
    assert (await behind(tracing).get("/livez")).status_code == 200
    assert exporter.get_finished_spans() == ()


async def test_log_events_have_the_id_of_the_trace(behind, tracing) -> None:
    with capture_logs(processors=[merge_contextvars]) as events:
        await behind(tracing, Exchange).get("/", headers=PARENT)
    assert [(event["event"], event["trace_id"]) for event in events] == [("request", TRACE)]
