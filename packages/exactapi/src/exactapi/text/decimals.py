"""Exact decimal numbers: `format: decimal`, of a JSON string or a JSON number.

Pydantic reads them as they are written, but writes `1E-7`, which the format does not allow, and
writes all of them as strings. JSON numbers it reads as doubles first, which may lose digits: those
are refused where whoever validates says which numbers have lost some.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final, TypeAlias

from pydantic import AfterValidator, PlainSerializer, ValidationInfo

from exactapi.errors import ExactAPIError
from exactapi.problems import MAX_ERRORS

_LONG: Final = re.compile(rb"[0-9][0-9.]{15}|[eE]-[0-9]{3}")
"""A double keeps all numbers of up to 15 digits, unless they are next to nothing."""
_NUMBER: Final = re.compile(rb"[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")


def is_exact(number: str) -> bool:
    """Return whether a double is all that a JSON number says."""
    try:
        return number.isdigit() or Decimal(number) == Decimal(repr(float(number)))
    except InvalidOperation:  # its exponent is beyond those of decimals, too
        return False


@dataclass(frozen=True, slots=True)
class InexactNumbers:
    """The doubles that are not all that a text says, without their signs.

    It is a context for the validation of `DecimalNumber`, which ends with the first of them where
    they `are_many`.
    """

    doubles: frozenset[float]
    are_many: bool


class ManyInexactNumbersError(ExactAPIError):
    """Raised by a validation instead of telling each of many numbers that have lost digits."""


def inexact_numbers(text: bytes) -> InexactNumbers | None:
    """Return those of a JSON text; None, as mostly, where there are none."""
    if _LONG.search(text) is None:
        return None
    if b"\\" in text:
        text = text.replace(rb"\\", b"").replace(rb"\"", b"")
    outside_of_strings = b'"'.join(text.split(b'"')[::2])
    written = [each.decode() for each in _NUMBER.findall(outside_of_strings)]
    found = [float(each) for each in written if not is_exact(each)]
    return InexactNumbers(frozenset(found), len(found) > MAX_ERRORS) if found else None


def check_digits(value: Decimal, info: ValidationInfo) -> Decimal:
    """Refuse what has lost digits on the way; `InexactNumbers` are the context."""
    if info.context is not None and abs(float(value)) in info.context.doubles:
        if info.context.are_many:
            raise ManyInexactNumbersError
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
