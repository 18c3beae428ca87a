"""The settings of sockets."""

from pydantic import Field

from impl.settings.database import DatabaseSettings


class RealtimeSettings(DatabaseSettings):
    max_sockets: int = Field(default=5000, ge=1, le=1_000_000)
    """WebSockets that one process keeps open; more are refused with 503."""
