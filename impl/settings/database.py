"""The settings of PostgreSQL: all that a migration needs."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from impl.settings.secret import environment_of
from impl.settings.urls.postgresql import postgresql_address

EXAMPLE: Final = "see .env.example"

SERVERS: Final = ("database_url", "redis_url")


class DatabaseSettings(BaseSettings):
    """The settings that a migration needs. Durations are in seconds unless a name says otherwise.

    Each field checks itself, with what stands above it, so that all that is wrong is said at once.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    environment: Literal["development", "test", "production"] = "development"

    database_url: SecretStr = SecretStr("postgresql://postgres@localhost:5432/postgres")
    database_pool_size: int = Field(default=10, ge=1, le=200)
    database_pool_timeout: float = Field(default=1.0, gt=0, le=30)
    database_connect_timeout: float = Field(default=2.0, gt=0, le=30)
    database_command_timeout: float = Field(default=1.5, gt=0, le=60)
    """The driver's deadline; PostgreSQL's own `statement_timeout` is a little shorter."""
    database_idle_transaction_timeout: float = Field(default=10.0, gt=0, le=600)
    database_connection_age: float = Field(default=1800.0, gt=0, le=86_400)
    """A connection that is older is replaced, as servers and balancers behind a URL may be."""
    database_idle_check: float = Field(default=30.0, gt=0, le=3600)
    """A connection that was idle for longer is tried first: a firewall may have dropped it."""
    database_pooler: Literal["none", "session", "transaction"] = "none"
    """The mode of a pooler in between, such as PgBouncer."""

    @model_validator(mode="before")
    @classmethod
    def _only_development_has_servers_of_its_own(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        if values.get("environment", "development") == "development":
            return dict(values)
        return {name: "" for name in SERVERS if name in cls.model_fields} | dict(values)

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr, info: ValidationInfo) -> SecretStr:
        if not url.get_secret_value():
            raise ValueError(f"set DATABASE_URL in {environment_of(info)}; {EXAMPLE}")
        postgresql_address(url.get_secret_value())
        return url
