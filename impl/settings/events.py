"""The settings of events."""

from pydantic import Field

from impl.settings.database import DatabaseSettings


class EventSettings(DatabaseSettings):
    events_concurrency: int = Field(default=4, ge=1, le=100)
    """Events that one worker handles at once; each takes a connection to PostgreSQL."""
    events_retry_seconds: float = Field(default=1.0, gt=0, le=3600)
    """Before the second attempt; twice as long before each further one, of five in all."""
    events_stream_length: int = Field(default=10_000, ge=100, le=10_000_000)
    """How many events the Redis stream keeps."""
    events_retention_hours: float = Field(default=24.0, gt=0, le=24 * 365)
    """How long PostgreSQL keeps events that Redis and all consumers have had."""
