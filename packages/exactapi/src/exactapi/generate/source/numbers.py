"""Numbers as both readers take them: integers of any practical size, finite floats."""

import math

from exactapi.generate.source.text import Text

MAX_DIGITS = 1000


def integer(text: Text, offset: int, digits: str, base: int = 10) -> int:
    """Read an integer; refuses what other JSON readers would choke on."""
    if len(digits) > MAX_DIGITS:
        reason = f"a number of more than {MAX_DIGITS} digits"
        text.refuse("number-range", offset, reason, "write it as a string")
    return int(digits, base)


def floating(text: Text, offset: int, digits: str) -> float:
    """Read a float; refuses one that would overflow to infinity."""
    value = math.inf if digits.lower().endswith((".inf", ".nan")) else float(digits)
    if not math.isfinite(value):
        reason = f"{digits[:40]} is no finite number"
        text.refuse("number-range", offset, reason, "JSON has finite numbers only")
    return value
