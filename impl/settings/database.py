"""The settings of PostgreSQL: all that a migration needs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Literal, Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from impl.settings.secret import environment_of

EXAMPLE: Final = "see .env.example"

_POSTGRESQL: Final = ("postgresql://", "postgresql+asyncpg://", "postgres://")
_SERVERS: Final = ("database_url", "redis_url")


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

    @model_validator(mode="before")
    @classmethod
    def _only_development_has_servers_of_its_own(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        if values.get("environment", "development") == "development":
            return dict(values)
        return {name: "" for name in _SERVERS if name in cls.model_fields} | dict(values)

    @model_validator(mode="after")
    def _knows_where_it_runs(self) -> Self:
        """The secrets of development are public, so none serves with them by an oversight."""
        given = self.model_fields_set
        if "environment" not in given and given & {*_SERVERS}:
            raise ValueError(
                "set ENVIRONMENT, to production, or to development if these servers are for it; "
                f"{EXAMPLE}"
            )
        return self

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr, info: ValidationInfo) -> SecretStr:
        if not url.get_secret_value():
            raise ValueError(f"set DATABASE_URL in {environment_of(info)}; {EXAMPLE}")
        if not url.get_secret_value().startswith(_POSTGRESQL):
            raise ValueError("set DATABASE_URL to postgresql://user:password@host:5432/database")
        with readable():
            make_url(url.get_secret_value())
        return url


@contextmanager
def readable() -> Iterator[None]:
    """Replace a library's message about a URL, which may hold a piece of its password."""
    try:
        yield
    except (ArgumentError, ValueError):
        raise ValueError(
            "cannot be read; in its password, write : / ? # [ ] @ % percent-encoded"
        ) from None
