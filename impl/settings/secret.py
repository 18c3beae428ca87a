"""Secrets: long, hard to guess, and different from each other outside development."""

import re
import zlib
from typing import Annotated, Final

from pydantic import AfterValidator, SecretStr, ValidationInfo

SHORTEST_SECRET: Final = 32
"""Bytes: as long as the digest of HS256 (RFC 7518, section 3.2)."""

CURE: Final = 'make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'

_MARK: Final = "for-development-only"
_FEWEST_BYTES: Final = 24
"""Of a secret that zlib has compressed; 32 random hexadecimal digits keep 26 or more."""
_ZLIB_OVERHEAD: Final = len(zlib.compress(b""))
_FEWEST_WORDS: Final = 4
"""So many words or numbers with separators between them are the example of a manual."""


def development_secret(name: str) -> SecretStr:
    """Return the secret that development starts with, and that is refused everywhere else."""
    return SecretStr(f"{name}-{_MARK}")


def environment_of(info: ValidationInfo) -> str:
    """Return the environment whose rules hold; the strictest where it cannot be read."""
    return str(info.data.get("environment", "production"))


def is_guessable(secret: str) -> bool:
    """Return whether a secret repeats itself, or is made of words."""
    compressed = len(zlib.compress(secret.encode(), 9)) - _ZLIB_OVERHEAD
    words = re.split(r"[-_. ]+", secret)
    is_made_of_words = all(word.isalpha() or word.isdigit() for word in words)
    return compressed < _FEWEST_BYTES or (len(words) >= _FEWEST_WORDS and is_made_of_words)


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
    if is_guessable(value):
        raise ValueError(f"{name} is easy to guess; {CURE}")
    for other, known in info.data.items():
        if isinstance(known, SecretStr) and value in known.get_secret_value().split():
            names = " and ".join(sorted((name, other.upper())))
            raise ValueError(f"{names} have to differ; {CURE}")
    return secret


Secret = Annotated[SecretStr, AfterValidator(check_secret)]
