"""Creates the SQLAlchemy engine, without touching the network; every wait has a timeout."""

from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from impl.settings import DatabaseSettings, Settings

_SSL_QUERY = "sslmode"


def database_url(settings: DatabaseSettings) -> URL:
    """Return DATABASE_URL for SQLAlchemy's asyncpg dialect, which spells `sslmode` as `ssl`."""
    url = make_url(settings.database_url.get_secret_value())
    query = {("ssl" if name == _SSL_QUERY else name): value for name, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)


def create_engine(settings: Settings) -> AsyncEngine:
    engine = create_async_engine(
        database_url(settings),
        pool_size=settings.database_pool_size,
        max_overflow=0,
        pool_timeout=settings.database_pool_timeout,
        pool_recycle=30 * 60,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={
            "timeout": settings.database_connect_timeout,
            "command_timeout": settings.database_command_timeout,
            "server_settings": _server_settings(settings),
        },
    )
    event.listen(engine.sync_engine, "checkout", _replace_if_closed)
    return engine


def _server_settings(settings: Settings) -> dict[str, str]:
    """PostgreSQL's own limits, in milliseconds.

    They end a statement before the driver's deadline does, because that keeps the connection.
    """
    statement = settings.database_command_timeout * 0.8
    return {
        "application_name": "users-service",
        "statement_timeout": f"{statement * 1000:.0f}",
        "lock_timeout": f"{statement * 800:.0f}",
        "idle_in_transaction_session_timeout": (
            f"{settings.database_idle_transaction_timeout * 1000:.0f}"
        ),
        "jit": "off",
    }


def _replace_if_closed(connection: Any, _record: Any, _proxy: Any) -> None:
    """Let the pool replace a connection that PostgreSQL has closed."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
