"""`name=value` pairs, as query strings, forms and `Cookie` fields write them."""

from typing import Final

from exactapi.rejections import MalformedRequest
from exactapi.text.encoding import Decode

MAX_PAIRS: Final = 10_000
"""Each costs some microseconds, and a body of 1 MB could hold half a million."""

Pairs = dict[str, list[str]]
"""Decoded name -> its raw values, in the order of the request."""


def pairs(text: str, decode: Decode, separator: str = "&") -> Pairs:
    """Return the pairs of a text, their names decoded.

    Raises:
        MalformedRequest: a name cannot be decoded, or there are more than `MAX_PAIRS`.
    """
    if text.count(separator) >= MAX_PAIRS:
        raise MalformedRequest(f"There are more than {MAX_PAIRS} fields.")
    found: Pairs = {}
    for pair in text.split(separator):
        if pair:
            name, _, value = pair.partition("=")
            found.setdefault(decode(name), []).append(value)
    return found
