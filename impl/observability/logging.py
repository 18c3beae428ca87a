"""Logs: one event, one line; JSON in production, readable in development.

Everything goes through structlog, the standard library's loggers included. Who logs an event
names it (`log.info("user created", user_id=...)`) and never puts input into its name.
"""

import logging
import sys
from typing import Any, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor

from impl.settings import Settings


def configure_logging(settings: Settings, stream: TextIO = sys.stderr) -> None:
    """Send every logger's events to `stream`; safe to call again."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_renderers(settings),
            ],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    # Our own access log says more.
    logging.getLogger("uvicorn.access").disabled = True


def _renderers(settings: Settings) -> list[Processor]:
    if settings.environment == "development":
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer(_json)]


def _json(event: EventDict, **_: Any) -> str:
    return orjson.dumps(event, default=repr).decode(errors="replace")
