"""Passwords that an attacker tries first, because many people choose them.

`common_passwords.txt` holds the 11,600 entries of at least 8 characters of the list that zxcvbn
4.5 ranks by their frequency in leaks: lower case, sorted, one a line.
"""

from pathlib import Path
from typing import Final

_COMMON: Final = frozenset(
    Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
)


def is_common(password: str) -> bool:
    """Return whether the password, in any case, is on the list."""
    return password.lower() in _COMMON
