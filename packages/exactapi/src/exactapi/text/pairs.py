"""`name=value` pairs, as query strings, forms and `Cookie` fields write them."""

from exactapi.text.encoding import Decode

Pairs = dict[str, list[str]]
"""Decoded name -> its raw values, in the order of the request."""


def pairs(text: str, decode: Decode, separator: str = "&") -> Pairs:
    """The pairs of a text, their names decoded.

    Raises:
        MalformedRequest: a name cannot be decoded.
    """
    found: Pairs = {}
    for pair in text.split(separator):
        if pair:
            name, _, value = pair.partition("=")
            found.setdefault(decode(name), []).append(value)
    return found
