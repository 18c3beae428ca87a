"""The settings of calls to other services."""

from pydantic import Field

from impl.settings.database import DatabaseSettings


class OutboundSettings(DatabaseSettings):
    outbound_max_connections: int = Field(default=100, ge=1, le=10_000)
    """Connections of one process to other services, of all integrations together."""
