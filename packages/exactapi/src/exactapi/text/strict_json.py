"""JSON read strictly (RFC 8259, and I-JSON's rules of RFC 7493 where they protect a value).

`jiter` reads at the speed of C and refuses by itself: what is not UTF-8, a byte order mark, NaN
and Infinity, a member given twice, lone surrogates, control characters in strings, integers of
more than 4,300 digits, and anything after the value. Integers of any other size stay exact.
What is left to do here is to refuse numbers beyond a double and deep nesting.
"""

import math
from typing import Final

import jiter

from exactapi.problems import JsonValue
from exactapi.rejections import MalformedRequest

MAX_DEPTH: Final = 64
"""Levels of arrays and objects; the same bound for everybody who reads what we have read."""

_ALIKE: Final = bytes.maketrans(b"{}", b"[]")
_NO_MARKS: Final = bytes({*range(256)} - {*b'[]{}"'})
"""All but what opens and closes arrays, objects and strings."""

_DIGITS: Final = bytes.maketrans(b"123456789+E", b"0000000000e")
_LONG_NUMBER: Final = b"0" * 200


def parse_json(
    data: bytes, *, allow_inf_nan: bool = False, catch_duplicate_keys: bool = False
) -> JsonValue:
    """Return the value of a JSON text, as jiter reads it.

    jiter would keep 16,384 strings for the texts to come, and a process would grow until there are
    so many. Only names of members are kept: values mostly do not come again.

    Raises:
        ValueError: the text is not JSON; the message says why.
    """
    value: JsonValue = jiter.from_json(
        data,
        allow_inf_nan=allow_inf_nan,
        cache_mode="keys",
        catch_duplicate_keys=catch_duplicate_keys,
    )
    return value


def read_json(data: bytes) -> JsonValue:
    """Return the value of a JSON text.

    Raises:
        MalformedRequest: the text is not JSON, says something twice, holds a number that a
            double cannot, or is nested more than `MAX_DEPTH` levels deep.
    """
    try:
        value = parse_json(data, catch_duplicate_keys=True)
    except ValueError as error:
        raise MalformedRequest(_explain(str(error))) from None
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH and _is_deep(data):
        raise MalformedRequest(f"The JSON is nested more than {MAX_DEPTH} levels deep.")
    if _may_overflow(data):
        _refuse_infinity(value)
    return value


def _explain(message: str) -> str:
    """Return jiter's message without the name of a duplicate member: input is never echoed."""
    if message.startswith("Detected duplicate key"):
        return "The JSON names a member twice" + message[message.rindex(" at line") :] + "."
    return f"The JSON cannot be read: {message}."


def _may_overflow(data: bytes) -> bool:
    """Return whether a number may exceed 1.8e308, with a three-digit exponent or 200 digits.

    Looks at bytes, not at tokens, so a string may raise a false alarm; never the reverse.
    """
    shapes = data.translate(_DIGITS)
    return b"0e000" in shapes or _LONG_NUMBER in shapes


def _is_deep(data: bytes) -> bool:
    """Return whether a text that is JSON is nested more than `MAX_DEPTH` levels deep.

    What is left of it without its strings are brackets, of which each step takes the innermost. To
    walk through the value takes many times as long: a large body would wait for that.
    """
    if b"\\" in data:
        data = data.replace(rb"\\", b"").replace(rb"\"", b"")
    brackets = b"".join(data.translate(_ALIKE, _NO_MARKS).split(b'"')[::2])
    for _ in range(MAX_DEPTH):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"")
    return bool(brackets)


def _refuse_infinity(value: JsonValue) -> None:
    pending = [value]
    while pending:
        item = pending.pop()
        if type(item) is dict:
            pending.extend(item.values())
        elif type(item) is list:
            pending.extend(item)
        elif type(item) is float and math.isinf(item):
            raise MalformedRequest("The JSON holds a number that is too large.")


def with_integers(value: JsonValue) -> JsonValue:
    """Return the same value with each float that is a whole number as an int (`1.0` -> `1`).

    JSON Schema has one kind of number, so `1e300` is an integer; Python's types differ.
    """
    if type(value) is float:
        return int(value) if value.is_integer() else value
    if type(value) is dict:
        return {name: with_integers(member) for name, member in value.items()}
    if type(value) is list:
        return [with_integers(item) for item in value]
    return value
