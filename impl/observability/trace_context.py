"""The trace that the running code belongs to (W3C Trace Context).

Without tracing there is none, and all of this does nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.propagate import extract, inject
from opentelemetry.trace import (
    INVALID_SPAN,
    SpanKind,
    StatusCode,
    get_current_span,
    get_tracer,
)
from structlog.contextvars import bound_contextvars


def traceparent() -> str | None:
    """Return what the header `traceparent` would say of the current span, if there is one."""
    if get_current_span() is INVALID_SPAN:
        return None
    fields: dict[str, str] = {}
    inject(fields)
    return fields.get("traceparent")


@contextmanager
def continued(name: str, parent: str | None) -> Iterator[None]:
    """Go on with the trace of `parent`, which another process began; log events tell its id."""
    context = extract({} if parent is None else {"traceparent": parent})
    with get_tracer("impl").start_as_current_span(
        name,
        context=context,
        kind=SpanKind.CONSUMER,
        # The message of an exception may hold what a client sent.
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        trace = span.get_span_context()
        known = {"trace_id": f"{trace.trace_id:032x}"} if trace.is_valid else {}
        with bound_contextvars(**known):
            yield


def mark_failed() -> None:
    """Say that what the current span stands for has failed."""
    get_current_span().set_status(StatusCode.ERROR)
