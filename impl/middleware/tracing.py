"""Makes a span of every request, and goes on with the trace of the caller (W3C Trace Context).

FastAPI has spans of its own. They record the path and the query as the client sent them, which may
hold secrets, and know no template of the document, so this service does without them.
"""

from collections.abc import Awaitable, Collection

from opentelemetry.propagate import extract
from opentelemetry.trace import SpanKind, StatusCode, Tracer
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from impl.middleware.paths import path_of


class Tracing:
    """The attributes are those of OpenTelemetry's conventions that a client cannot write into.

    Every log event of the request has the `trace_id`. `exempt` are the paths of health checks.
    """

    def __init__(self, app: ASGIApp, tracer: Tracer, exempt: Collection[str] = ()) -> None:
        self._app = app
        self._tracer = tracer
        self._exempt = frozenset(exempt)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or path_of(scope) in self._exempt:
            await self._app(scope, receive, send)
            return
        status = 0

        def send_and_note(message: Message) -> Awaitable[None]:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            return send(message)

        with self._tracer.start_as_current_span(
            scope["method"],
            context=extract(_trace_headers(scope)),
            kind=SpanKind.SERVER,
            # The message of an exception may hold what a client sent.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            bind_contextvars(trace_id=f"{span.get_span_context().trace_id:032x}")
            span.set_attribute("http.request.method", scope["method"])
            try:
                await self._app(scope, receive, send_and_note)
            finally:
                route = getattr(scope.get("route"), "path", None)
                if route is not None:
                    span.update_name(f"{scope['method']} {route}")
                    span.set_attribute("http.route", route)
                if status:
                    span.set_attribute("http.response.status_code", status)
                if not status or status >= 500:
                    span.set_status(StatusCode.ERROR)


def _trace_headers(scope: Scope) -> dict[str, str]:
    return {
        name.decode(): value.decode("latin-1")
        for name, value in scope["headers"]
        if name in {b"traceparent", b"tracestate"}
    }
