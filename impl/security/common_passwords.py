"""Passwords that are tried first, because many people have them."""

from typing import Final

from zxcvbn.frequency_lists import FREQUENCY_LISTS

_SHORTEST: Final = 8
"""What is shorter no account can have."""

_COMMON: Final = frozenset(
    password for password in FREQUENCY_LISTS["passwords"] if len(password) >= _SHORTEST
)
"""Some 11,600, from leaked lists, in lower case."""


def is_common(password: str) -> bool:
    return password.lower() in _COMMON
