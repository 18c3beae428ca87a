"""The settings of accounts: tokens, sessions and passwords."""

from typing import Final, Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from impl.settings.database import DatabaseSettings
from impl.settings.optional import OptionalUrl
from impl.settings.secret import (
    Secret,
    check_length,
    check_secret,
    development_secret,
    environment_of,
)

_CHEAPEST_HASH: Final = 10


class AccountSettings(DatabaseSettings):
    jwt_algorithm: Literal["HS256", "RS256", "ES256"] = "HS256"
    jwt_secret_key: SecretStr = development_secret("jwt-secret-key")
    """Signs with HS256."""
    jwt_private_key: SecretStr = SecretStr("")
    """Signs with RS256 or ES256: PEM; a backslash and n may stand for a line end."""
    jwt_retiring_keys: SecretStr = SecretStr("")
    """Verify only: secrets with white space between, or public keys in PEM one after the other."""
    jwt_issuer: str = Field(default="http://localhost:8000", min_length=1)
    jwt_audience: str = Field(default="users-service", min_length=1)
    access_token_expire_minutes: int = Field(default=30, ge=1, le=24 * 60)
    refresh_token_expire_days: int = Field(default=7, ge=1, le=90)
    """A session that is not refreshed for this long ends."""
    session_expire_days: int = Field(default=30, ge=1, le=365)
    """A session ends after this long, however often it is refreshed."""
    refresh_token_grace_seconds: int = Field(default=10, ge=0, le=60)
    """The time that a used refresh token still returns its successor."""

    password_pepper: Secret = development_secret("password-pepper")
    """The key of the password hashes. Changing it makes every password wrong."""
    password_hash_cost: int = Field(default=12, ge=4, le=15)
    """The cost of bcrypt; each step doubles the time. Below 10 only in development and tests."""

    pwned_passwords_url: OptionalUrl = None
    """The service that knows passwords from breaches; without one nothing is asked."""

    @field_validator("jwt_secret_key")
    @classmethod
    def _is_secret_where_it_signs(cls, secret: SecretStr, info: ValidationInfo) -> SecretStr:
        signs = info.data.get("jwt_algorithm") == "HS256"
        return check_secret(secret, info) if signs else check_length(secret, info)

    @field_validator("jwt_retiring_keys")
    @classmethod
    def _are_as_good_as_those_that_sign(cls, keys: SecretStr, info: ValidationInfo) -> SecretStr:
        text = keys.get_secret_value()
        if info.data.get("jwt_algorithm") == "HS256":
            for secret in text.split():
                check_secret(SecretStr(secret), info)
        return keys

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
        if environment_of(info) == "production" and cost < _CHEAPEST_HASH:
            raise ValueError(f"PASSWORD_HASH_COST: at least {_CHEAPEST_HASH} in production")
        return cost
