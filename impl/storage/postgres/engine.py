"""Creates the SQLAlchemy engine, without touching the network; every wait has a timeout."""

from collections.abc import Mapping
from typing import Any

import asyncpg
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from impl.settings import DatabaseSettings
from impl.settings.urls.postgresql import postgresql_address

_APPLICATION_NAME = "users-service"


def create_engine(settings: DatabaseSettings, *, is_migration: bool = False) -> AsyncEngine:
    """Return an engine whose connections asyncpg opens, so that DATABASE_URL is libpq's.

    It keeps none of them: `impl.storage.postgres.connections` does. A migration has no limits of
    its own for a statement.
    """
    address = postgresql_address(settings.database_url.get_secret_value())
    options: dict[str, Any] = {
        "timeout": address.connect_timeout or settings.database_connect_timeout,
        "command_timeout": None if is_migration else settings.database_command_timeout,
    }
    if settings.database_pooler == "none":
        limits = {} if is_migration else _limits(settings)
        options["server_settings"] = {**_ALIVE, **limits}
        if "application_name=" not in address.dsn:
            options["server_settings"]["application_name"] = _APPLICATION_NAME
    if settings.database_pooler == "transaction":
        # The next transaction may run on another session, where no statement is prepared.
        options["statement_cache_size"] = 0

    async def connect() -> Any:
        connection = await asyncpg.connect(address.dsn, **options)
        if settings.database_pooler == "session" and not is_migration:
            await connection.execute(set_limits(settings))
        return connection

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        poolclass=pool.NullPool,
        hide_parameters=True,
    )


_ALIVE: Mapping[str, str] = {
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
"""The server speaks up on idle connections, so that firewalls in between do not drop them."""


def set_limits(settings: DatabaseSettings, *, local: bool = False) -> str:
    """Return the statements that set the limits, of a session or of a transaction alone.

    A pooler refuses them as start parameters of a session.
    """
    scope = "SET LOCAL" if local else "SET"
    return "; ".join(f"{scope} {name} = '{value}'" for name, value in _limits(settings).items())


def _limits(settings: DatabaseSettings) -> dict[str, str]:
    """Return PostgreSQL's own limits, in milliseconds.

    They end a statement before the driver's deadline does, because that keeps the connection.
    """
    statement = settings.database_command_timeout * 0.8
    return {
        "statement_timeout": f"{statement * 1000:.0f}",
        "lock_timeout": f"{statement * 800:.0f}",
        "idle_in_transaction_session_timeout": (
            f"{settings.database_idle_transaction_timeout * 1000:.0f}"
        ),
        "jit": "off",
    }
