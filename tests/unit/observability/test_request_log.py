"""The line of a request is what structlog would have written, to the byte."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from unittest.mock import patch

import structlog.testing
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.contextvars import bound_contextvars

from impl.observability.logging import configure_logging
from impl.observability.request_log import RequestLog
from impl.settings import Settings

ID = "01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"
EVENT = {"method": "GET", "path": "/users/{id}", "status": 200}
PATHS = st.none() | st.text() | st.text(st.characters(categories=["Cs", "Cc", "Zl"]))
BOUND = st.dictionaries(
    st.sampled_from(["trace_id", "method", "level", "event", "request_id"]), st.text() | st.none()
)


@contextmanager
def logging_to(stream: io.StringIO, **changes: object) -> Iterator[None]:
    """Log with these settings, and always at the same time."""
    settings = Settings(_env_file=None).model_copy(update={"environment": "production", **changes})
    with redirect_stderr(stream), patch("time.time_ns", return_value=1_764_464_400_000_001_000):
        configure_logging(settings)
        try:
            yield
        finally:
            structlog.reset_defaults()


@settings(deadline=None)  # a busy machine is no fault
@given(
    method=st.sampled_from(["GET", "PATCH"]) | st.text(),
    path=PATHS,
    status=st.integers(0, 599),
    seconds=st.floats(0, 1e6),
    bound=BOUND,
)
def test_the_line_is_what_structlog_writes(
    method: str, path: str | None, status: int, seconds: float, bound: dict[str, str | None]
) -> None:
    stream = io.StringIO()
    with logging_to(stream), bound_contextvars(**{"request_id": ID, **bound}):
        RequestLog().write(ID, method=method, path=path, status=status, seconds=seconds)
        structlog.get_logger().info(
            "request",
            method=method,
            path=path,
            status=status,
            milliseconds=round(seconds * 1000, 2),
        )
    ours, theirs = stream.getvalue().splitlines()
    assert ours == theirs


def test_structlogs_chain_is_left_out() -> None:
    def fail(*_arguments: object) -> None:
        raise AssertionError

    stream = io.StringIO()
    with logging_to(stream), bound_contextvars(request_id=ID):
        structlog.get_config()["processors"].insert(0, fail)
        RequestLog().write(ID, seconds=0.0142, **EVENT)
    assert '"milliseconds":14.2,"event":"request"' in stream.getvalue()


def test_who_captures_events_sees_it() -> None:
    stream = io.StringIO()
    with logging_to(stream), bound_contextvars(request_id=ID):
        log = RequestLog()
        with structlog.testing.capture_logs() as events:
            log.write(ID, seconds=0.0142, **EVENT)
        log.write(ID, seconds=0.0142, **EVENT)
    assert events == [{"event": "request", "log_level": "info", "milliseconds": 14.2, **EVENT}]
    assert len(stream.getvalue().splitlines()) == 1


def test_the_level_holds() -> None:
    stream = io.StringIO()
    with logging_to(stream, log_level="WARNING"), bound_contextvars(request_id=ID):
        RequestLog().write(ID, seconds=0.0142, **EVENT)
    assert stream.getvalue() == ""


def test_development_has_its_own_line() -> None:
    stream = io.StringIO()
    with logging_to(stream, environment="development"), bound_contextvars(request_id=ID):
        RequestLog().write(ID, seconds=0.0142, **EVENT)
    assert "GET /users/{id} 200 14 ms" in stream.getvalue()


def test_one_request_is_one_line_whatever_is_in_it() -> None:
    stream = io.StringIO()
    with logging_to(stream), bound_contextvars(request_id=ID):
        RequestLog().write(ID, method="GET", path="/a\nb\u2028", status=200, seconds=1.0)
    assert len(stream.getvalue().splitlines()) == 1
