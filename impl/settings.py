"""Every setting, in one frozen object, read from the environment and `.env`.

Names are the customary ones (`DATABASE_URL`, `REDIS_URL`, `JWT_SECRET_KEY` ...).
Development starts with working secrets; everywhere else a weak or missing one stops the start,
with one line that names every variable that is wrong, and the cure.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import (
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from redis.asyncio.connection import parse_url
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

SHORTEST_SECRET: Final = 32
"""Bytes: as long as the digest of HS256 (RFC 7518, section 3.2)."""

_POSTGRESQL: Final = ("postgresql://", "postgresql+asyncpg://", "postgres://")
_SERVERS: Final = ("database_url", "redis_url")
_SECRETS: Final = ("jwt_secret_key", "password_pepper", "cursor_secret")
_MARK: Final = "for-development-only"
_CHEAPEST_HASH: Final = 10
_FEWEST_CHARACTERS: Final = 8
"""Different ones; 32 random hexadecimal digits have fewer in one of ten million cases."""
_EXAMPLE: Final = "see .env.example"
_CURE: Final = 'make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'


class DatabaseSettings(BaseSettings):
    """What a migration needs. Durations are in seconds unless a name says otherwise.

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

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr, info: ValidationInfo) -> SecretStr:
        if not url.get_secret_value():
            raise ValueError(f"set DATABASE_URL in {_environment(info)}; {_EXAMPLE}")
        if not url.get_secret_value().startswith(_POSTGRESQL):
            raise ValueError("set DATABASE_URL to postgresql://user:password@host:5432/database")
        with _readable():
            make_url(url.get_secret_value())
        return url


class Settings(DatabaseSettings):
    """What the environment decides."""

    redis_url: SecretStr = SecretStr("redis://localhost:6379/0")
    redis_key_prefix: str = Field(default="app:", max_length=40)
    redis_timeout: float = Field(default=0.2, gt=0, le=5)
    redis_patience: float = Field(default=0.045, gt=0, le=5)
    """How long a request waits to be counted by Redis, before the process counts it."""
    session_cache_seconds: int = Field(default=30, ge=1, le=600)
    """How long Redis vouches for a session before PostgreSQL is asked again."""

    breaker_failure_threshold: int = Field(default=3, ge=1, le=1000)
    """After so many failures in a row what failed (Redis) is left alone ..."""
    breaker_recovery_seconds: float = Field(default=1.0, gt=0, le=300)
    """... for so long; then one call tries it again."""

    rate_limits_enabled: bool = True
    rate_limit_scale: float = Field(default=1.0, gt=0, le=1_000_000)
    """Multiplies every limit of the document."""
    web_concurrency: int = Field(default=1, ge=1, le=1024)
    """Workers of this service on all machines; without Redis each allows its share of a limit."""

    jwt_algorithm: Literal["HS256", "RS256", "ES256"] = "HS256"
    jwt_secret_key: SecretStr = SecretStr(f"jwt-secret-key-{_MARK}")
    """Signs with HS256."""
    jwt_private_key: SecretStr = SecretStr("")
    """Signs with RS256 or ES256: PEM; a backslash and n may stand for a line end."""
    jwt_retiring_keys: SecretStr = SecretStr("")
    """Verify only: secrets with white space between, or public keys in PEM one after the other."""
    jwt_issuer: str = Field(default="http://localhost:8000", min_length=1)
    jwt_audience: str = Field(default="users-service", min_length=1)
    access_token_expire_minutes: int = Field(default=30, ge=1, le=24 * 60)
    refresh_token_expire_days: int = Field(default=7, ge=1, le=90)
    """A session that is not refreshed for so long is over."""
    session_expire_days: int = Field(default=30, ge=1, le=365)
    """A session is over after so long, however often it is refreshed."""
    refresh_token_grace_seconds: int = Field(default=10, ge=0, le=60)
    """For how long a used refresh token gets the same successor again."""

    password_pepper: SecretStr = SecretStr(f"password-pepper-{_MARK}")
    """Keys the passwords' hashes. Changing it makes every password wrong."""
    password_hash_cost: int = Field(default=12, ge=4, le=15)
    """bcrypt's; each step doubles the time. Below 10 only in development and tests."""
    cursor_secret: SecretStr = SecretStr(f"cursor-secret-{_MARK}")

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins that browsers may call from, comma-separated; never with credentials."""
    max_body_bytes: int = Field(default=1024 * 1024, ge=1024)

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, url: SecretStr, info: ValidationInfo) -> SecretStr:
        if not url.get_secret_value():
            raise ValueError(f"set REDIS_URL in {_environment(info)}; {_EXAMPLE}")
        if not url.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("set REDIS_URL to redis://host:6379/0 (rediss:// for TLS)")
        with _readable():
            parse_url(url.get_secret_value())
        return url

    @field_validator(*_SECRETS)
    @classmethod
    def _is_secret(cls, secret: SecretStr, info: ValidationInfo) -> SecretStr:
        name, value = str(info.field_name), secret.get_secret_value()
        if len(value.encode()) < SHORTEST_SECRET:
            raise ValueError(f"{name.upper()} needs at least {SHORTEST_SECRET} bytes; {_CURE}")
        if _environment(info) == "development" or not _is_used(name, info):
            return secret
        if _MARK in value:
            raise ValueError(f"set {name.upper()} in {_environment(info)}; {_CURE}")
        if len(set(value)) < _FEWEST_CHARACTERS:
            raise ValueError(f"{name.upper()} is easy to guess; {_CURE}")
        for other in _SECRETS:
            if _is_used(other, info) and info.data.get(other) == secret:
                names = " and ".join(sorted((name.upper(), other.upper())))
                raise ValueError(f"{names} have to differ; {_CURE}")
        return secret

    @field_validator("jwt_private_key")
    @classmethod
    def _signs_with_a_private_key(cls, key: SecretStr, info: ValidationInfo) -> SecretStr:
        algorithm = info.data.get("jwt_algorithm", "HS256")
        if algorithm != "HS256" and not key.get_secret_value():
            raise ValueError(f"JWT_ALGORITHM is {algorithm}: set JWT_PRIVATE_KEY")
        return key

    @field_validator("password_hash_cost")
    @classmethod
    def _is_costly(cls, cost: int, info: ValidationInfo) -> int:
        if _environment(info) == "production" and cost < _CHEAPEST_HASH:
            raise ValueError(f"PASSWORD_HASH_COST: at least {_CHEAPEST_HASH} in production")
        return cost

    @field_validator("rate_limits_enabled")
    @classmethod
    def _guards_passwords(cls, enabled: bool, info: ValidationInfo) -> bool:  # noqa: FBT001  Pydantic calls it
        if _environment(info) == "production" and not enabled:
            raise ValueError(
                "RATE_LIMITS_ENABLED: limits guard passwords, so production cannot do without; "
                "where they are too tight, raise RATE_LIMIT_SCALE"
            )
        return enabled

    @field_validator("redis_patience")
    @classmethod
    def _waits_no_longer_than_redis_has(cls, patience: float, info: ValidationInfo) -> float:
        timeout = info.data.get("redis_timeout", patience)
        if patience > timeout:
            raise ValueError(
                f"REDIS_PATIENCE: no longer than REDIS_TIMEOUT ({patience} > {timeout})"
            )
        return patience

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, origins: object) -> object:
        if isinstance(origins, str):
            return tuple(filter(None, (origin.strip() for origin in origins.split(","))))
        return origins

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            url = HttpUrl(origin)
            if origin.count("/") != 2 or "*" in origin or url.username or url.query:
                raise ValueError(
                    f"CORS_ORIGINS: {origin!r} is no origin; write https://app.example.com, "
                    "without a path and without *"
                )
        return origins


AnySettings = TypeVar("AnySettings", bound=DatabaseSettings)


def read_settings(kind: type[AnySettings]) -> AnySettings:
    """The settings of the environment and `.env`.

    Raises:
        SystemExit: some are missing or weak; one line lists them all.
    """
    try:
        return kind()
    except ValidationError as error:
        raise SystemExit(f"The settings are wrong: {_in_one_line(error)}") from None


def _in_one_line(error: ValidationError) -> str:
    """Every fault with its variable; what cures several of them is said once, last."""
    faults = []
    cures = dict.fromkeys((_EXAMPLE, _CURE), False)
    for each in error.errors(include_url=False, include_input=False):
        name = ".".join(map(str, each["loc"])).upper()
        said = each["msg"].removeprefix("Value error, ")
        for cure in cures:
            said, found, _ = said.partition(f"; {cure}")
            cures[cure] |= bool(found)
        faults.append(said if name in said else f"{name}: {said}")
    needed = [cure for cure, is_needed in cures.items() if is_needed]
    return "; ".join(faults) + (f" ({'; '.join(needed)})" if needed else "")


def _environment(info: ValidationInfo) -> str:
    """Which rules hold; the strictest where it cannot be read."""
    return str(info.data.get("environment", "production"))


def _is_used(name: str, info: ValidationInfo) -> bool:
    return name != "jwt_secret_key" or info.data.get("jwt_algorithm") == "HS256"


@contextmanager
def _readable() -> Iterator[None]:
    """What a library says of a URL may hold a piece of its password."""
    try:
        yield
    except (ArgumentError, ValueError):
        raise ValueError(
            "cannot be read; in its password, write : / ? # [ ] @ % percent-encoded"
        ) from None
