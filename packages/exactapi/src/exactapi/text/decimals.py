"""Exact decimal numbers: `format: decimal`, of a JSON string or a JSON number.

Pydantic reads them as they are written, but writes `1E-7`, which the format does not allow, and
writes all of them as strings. JSON numbers it reads as doubles first, which may lose digits: those
are refused where whoever validates says which numbers have lost some.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

from pydantic import AfterValidator, PlainSerializer, ValidationInfo

_INEXACT: Final = "inexact"
_LONG: Final = re.compile(rb"[0-9][0-9.]{15}")
"""A double keeps all numbers of up to 15 digits."""
_NUMBER: Final = re.compile(rb"[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")


def inexact_numbers(text: bytes) -> Mapping[str, frozenset[float]] | None:
    """Return the doubles that are not all that a JSON text says, without their signs.

    It is a context for the validation of `DecimalNumber`; None, as mostly, where there are none.
    """
    if _LONG.search(text) is None:
        return None
    if b"\\" in text:
        text = text.replace(rb"\\", b"").replace(rb"\"", b"")
    outside_of_strings = b'"'.join(text.split(b'"')[::2])
    written = [each.decode() for each in _NUMBER.findall(outside_of_strings)]
    return {
        _INEXACT: frozenset(
            float(each)
            for each in written
            if not each.isdigit() and Decimal(each) != Decimal(repr(float(each)))
        )
    }


def check_digits(value: Decimal, info: ValidationInfo) -> Decimal:
    """Refuse what has lost digits on the way; `inexact_numbers` is the context."""
    if info.context and abs(float(value)) in info.context[_INEXACT]:
        raise ValueError("has more digits than a JSON number keeps")
    return value


def decimal_text(value: Decimal) -> str:
    """Write a decimal number without an exponent (OpenAPI Format Registry, `decimal`)."""
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
        raise ValueError(f"{value} has more digits than a JSON number keeps; use a string")
    return number


DecimalString: TypeAlias = Annotated[
    Decimal, PlainSerializer(decimal_text, return_type=str, when_used="json")
]
"""`type: string, format: decimal`. The digits stay as they are: `1.50` is not `1.5`."""

DecimalNumber: TypeAlias = Annotated[
    Decimal,
    AfterValidator(check_digits),
    PlainSerializer(_number, return_type=Any, when_used="json"),
]
"""`type: number, format: decimal`. Exact for what a double can tell apart, some 15 digits; other
numbers are neither read nor written."""
