"""Exact decimal numbers: `format: decimal`, of a JSON string or a JSON number."""

from decimal import Decimal
from typing import Annotated, Any, TypeAlias

from pydantic import PlainSerializer


def decimal_text(value: Decimal) -> str:
    """Write a decimal number without an exponent, which the format does not allow."""
    return format(value, "f")


def _number(value: Decimal) -> float:
    """Return the JSON number of the same value.

    Raises:
        ValueError: it has more digits than readers of JSON keep (RFC 8259, section 6).
    """
    if value == value.to_integral_value():
        return int(value)
    number = float(value)
    if Decimal(repr(number)) != value:
        raise ValueError(f"{value} has more digits than a JSON number keeps")
    return number


DecimalString: TypeAlias = Annotated[
    Decimal, PlainSerializer(decimal_text, return_type=str, when_used="json")
]
"""A JSON string. The digits stay as they are: `1.50` is not `1.5`."""

DecimalNumber: TypeAlias = Annotated[
    Decimal, PlainSerializer(_number, return_type=Any, when_used="json")
]
"""A JSON number. Exact for what a double can tell apart: some 15 digits."""
