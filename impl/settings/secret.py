"""Secrets: long, hard to guess, and different from each other outside development."""

from typing import Annotated, Final

from pydantic import AfterValidator, SecretStr, ValidationInfo

SHORTEST_SECRET: Final = 32
"""Bytes: as long as the digest of HS256 (RFC 7518, section 3.2)."""

CURE: Final = 'make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'

_MARK: Final = "for-development-only"
_FEWEST_CHARACTERS: Final = 8
"""Different ones; 32 random hexadecimal digits have fewer in one of ten million cases."""


def development_secret(name: str) -> SecretStr:
    """Return the secret that development starts with, and that is refused everywhere else."""
    return SecretStr(f"{name}-{_MARK}")


def environment_of(info: ValidationInfo) -> str:
    """Return the environment whose rules hold; the strictest where it cannot be read."""
    return str(info.data.get("environment", "production"))


def check_length(secret: SecretStr, info: ValidationInfo) -> SecretStr:
    name = str(info.field_name).upper()
    if len(secret.get_secret_value().encode()) < SHORTEST_SECRET:
        raise ValueError(f"{name} needs at least {SHORTEST_SECRET} bytes; {CURE}")
    return secret


def check_secret(secret: SecretStr, info: ValidationInfo) -> SecretStr:
    check_length(secret, info)
    environment = environment_of(info)
    if environment == "development":
        return secret
    name, value = str(info.field_name).upper(), secret.get_secret_value()
    if _MARK in value:
        raise ValueError(f"set {name} in {environment}; {CURE}")
    if len(set(value)) < _FEWEST_CHARACTERS:
        raise ValueError(f"{name} is easy to guess; {CURE}")
    for other, known in info.data.items():
        if known == secret:
            names = " and ".join(sorted((name, other.upper())))
            raise ValueError(f"{names} have to differ; {CURE}")
    return secret


Secret = Annotated[SecretStr, AfterValidator(check_secret)]
