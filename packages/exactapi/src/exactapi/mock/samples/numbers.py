"""Numbers within bounds, exactly on a multiple where one is asked for."""

from decimal import Decimal
from math import ceil, floor
from random import Random
from typing import Any

_SPAN = 100


def number(schema: dict[str, Any], random: Random, *, whole: bool) -> int | float | None:
    """Return a number that the bounds and `multipleOf` admit; None when there seems to be none."""
    for step in _steps(schema, whole=whole):
        low, high = _bounds(schema, step)
        first, last = ceil(low / step), floor(high / step)
        if first <= last:
            break
    else:
        return None
    value = step * random.randint(first, min(last, first + _SPAN))
    if whole or value == value.to_integral_value():
        return int(value)
    return float(value)


def _steps(schema: dict[str, Any], *, whole: bool) -> tuple[Decimal, ...]:
    """Distances between candidates; finer ones for narrow bounds."""
    if "multipleOf" in schema:
        step = _decimal(schema["multipleOf"])
        return (step * step.as_integer_ratio()[1] if whole else step,)
    if whole:
        return (Decimal(1),)
    return Decimal("0.25"), Decimal("0.001"), Decimal("1e-9")


def _bounds(schema: dict[str, Any], step: Decimal) -> tuple[Decimal, Decimal]:
    """Small positive numbers suit most names, so from 1 upwards where that is allowed."""
    lows = [_decimal(schema["minimum"])] if "minimum" in schema else []
    if "exclusiveMinimum" in schema:
        lows.append(_decimal(schema["exclusiveMinimum"]) + step / 2)
    highs = [_decimal(schema["maximum"])] if "maximum" in schema else []
    if "exclusiveMaximum" in schema:
        highs.append(_decimal(schema["exclusiveMaximum"]) - step / 2)
    high = min(highs, default=None)
    if high is not None and high < 1:
        return max(lows, default=high - step * _SPAN), high
    low = max(lows, default=Decimal(1))
    # Not below 1, if a multiple of the step lies between.
    if low < 1 and (high is None or high >= step):
        low = Decimal(1)
    return low, low + step * _SPAN if high is None else high


def _decimal(value: int | float) -> Decimal:
    return Decimal(str(value))
