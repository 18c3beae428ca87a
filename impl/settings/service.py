"""The settings of every service: Redis, limits, HTTP, logging."""

from typing import Annotated, Literal, Self

from pydantic import Field, HttpUrl, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import NoDecode

from impl.settings.database import EXAMPLE, SERVERS, DatabaseSettings
from impl.settings.secret import Secret, development_secret, environment_of
from impl.settings.urls.redis import redis_address


class ServiceSettings(DatabaseSettings):
    redis_url: SecretStr = SecretStr("redis://localhost:6379/0")
    redis_key_prefix: str = Field(default="app:", max_length=40)
    redis_timeout: float = Field(default=0.2, gt=0, le=5)
    redis_patience: float = Field(default=0.045, gt=0, le=5)
    """The time that a request waits for Redis before the process counts it."""
    session_cache_seconds: int = Field(default=30, ge=1, le=600)
    """The time that Redis remembers a session as valid before PostgreSQL is asked again."""

    breaker_failure_threshold: int = Field(default=3, ge=1, le=1000)
    """Failures in a row that open the circuit: Redis is not asked ..."""
    breaker_recovery_seconds: float = Field(default=1.0, gt=0, le=300)
    """... for this long; then one call tries it again."""

    rate_limits_enabled: bool = True
    rate_limit_scale: float = Field(default=1.0, gt=0, le=1_000_000)
    """Multiplies every limit of the document."""
    web_concurrency: int = Field(default=1, ge=1, le=1024)
    """Workers of this service on all machines; without Redis each allows its share of a limit."""

    cursor_secret: Secret = development_secret("cursor-secret")

    documentation: bool | None = None
    """Whether `/docs` and `/redoc` are served; by default everywhere but in production."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins that browsers may call from, comma-separated; never with credentials."""
    max_body_bytes: int = Field(default=1024 * 1024, ge=1024)
    max_concurrent_requests: int = Field(default=100, ge=1, le=100_000)

    shutdown_delay: float = Field(default=0.0, ge=0, le=300)
    """Requests that one worker works on at once; more are answered with 503."""

    @property
    def serves_documentation(self) -> bool:
        if self.documentation is None:
            return self.environment != "production"
        return self.documentation

    @model_validator(mode="after")
    def _knows_where_it_runs(self) -> Self:
        """The secrets of development are public, so none serves with them by an oversight."""
        given = self.model_fields_set
        if "environment" not in given and given & {*SERVERS}:
            raise ValueError(
                "set ENVIRONMENT, to production, or to development if these servers are for it; "
                f"{EXAMPLE}"
            )
        return self

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, url: SecretStr, info: ValidationInfo) -> SecretStr:
        if not url.get_secret_value():
            raise ValueError(f"set REDIS_URL in {environment_of(info)}; {EXAMPLE}")
        return SecretStr(redis_address(url.get_secret_value()))

    @field_validator("rate_limits_enabled")
    @classmethod
    def _are_kept_in_production(cls, enabled: bool, info: ValidationInfo) -> bool:  # noqa: FBT001  Pydantic calls it
        if environment_of(info) == "production" and not enabled:
            raise ValueError(
                "RATE_LIMITS_ENABLED: production cannot do without limits; "
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
