"""Logs: one line an event, as JSON, or as coloured text in development.

structlog writes directly; the loggers of the standard library (uvicorn's, Alembic's) get the same
form. Name the event in fixed words and pass values by keyword (`log.info("request", status=...)`),
so that nothing a client sends can forge a line.
"""

import json
import logging
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, Final

import structlog
from pydantic_core import PydanticSerializationError, to_json
from structlog.typing import EventDict, Processor

from impl.observability.log_lines import LogLines
from impl.settings import Settings


def timestamp() -> str:
    """Return the time (RFC 3339, UTC); structlog's own processor takes several times as long."""
    second, rest = divmod(time.time_ns(), 1_000_000_000)
    return f"{_second(second)}.{rest // 1_000:06d}+00:00"


def _add_timestamp(_logger: Any, _method: str, event: EventDict) -> EventDict:
    event["timestamp"] = timestamp()
    return event


@lru_cache(maxsize=1)
def _second(since_1970: int) -> str:
    return datetime.fromtimestamp(since_1970, UTC).strftime("%Y-%m-%dT%H:%M:%S")


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    _add_timestamp,
]


def configure_logging(settings: Settings) -> None:
    """Send every logger's events to standard error; safe to call again."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    renderers = _renderers(settings)
    structlog.configure(
        processors=[*_SHARED, *renderers],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=partial(_same, LogLines(sys.stderr)),
        cache_logger_on_first_use=settings.environment == "production",
    )
    _configure_standard_library(level, renderers)


def json_lines() -> LogLines | None:
    """Return what takes the lines of events of the level `info`; None where these are not JSON."""
    config = structlog.get_config()
    if config["processors"][-1:] != [_json]:
        return None
    lines: LogLines = config["logger_factory"]()
    return lines if structlog.get_logger().is_enabled_for(logging.INFO) else None


def _same(lines: LogLines, *_names: Any) -> LogLines:
    return lines


def _configure_standard_library(level: int, renderers: list[Processor]) -> None:
    handler = _Handler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_SHARED, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        )
    )
    root = logging.getLogger()
    root.handlers = [old for old in root.handlers if not isinstance(old, _Handler)] + [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        # impl.middleware.exchange says more; without a handler uvicorn does not even prepare it.
        logging.getLogger(name).propagate = name != "uvicorn.access"
    for name in ("httpx2", "httpcore2"):
        # They tell URLs and headers, which may hold secrets, of every call.
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


class _Handler(logging.StreamHandler[Any]):
    """A class of our own, so that a second call replaces only this handler."""


def _renderers(settings: Settings) -> list[Processor]:
    """Return the last processors; tracebacks omit local variables, which hold tokens and input."""
    if settings.environment == "development":
        return [
            _for_people,
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    return [_json]


def _for_people(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Shorten what a person reads on a terminal: the time of day, the end of a request's id."""
    event["timestamp"] = time.strftime("%H:%M:%S")
    if "request_id" in event:
        event["request_id"] = str(event["request_id"])[-8:]
    if event.get("event") == "request" and "status" in event:
        path = event.pop("path") or "(no such path)"
        took = event.pop("milliseconds")
        event["event"] = f"{event.pop('method')} {path} {event.pop('status')} {took:.0f} ms"
    return event


_encode: Final = json.JSONEncoder(default=repr, separators=(",", ":")).encode
_traceback: Final = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


def _json(logger: Any, method: str, event: EventDict) -> str:
    if "exc_info" in event:
        event = _traceback(logger, method, event)
    return json_line(event)


def json_line(event: Mapping[str, Any]) -> str:
    """Encode in ASCII, so that no character breaks the line; `_encode` takes lone surrogates."""
    try:
        return to_json(event, ensure_ascii=True, fallback=repr).decode()
    except PydanticSerializationError:
        return _encode(event)
