"""Percent-encoding (RFC 3986, section 2.1) as each part of a request uses it.

Texts hold one character per byte (ISO 8859-1) until they are decoded: delimiters are found
before decoding, because an encoded one is data.
"""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_to_bytes

from exactapi.rejections import MalformedRequest

Decode = Callable[[str], str]

_BROKEN: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def decode(text: str) -> str:
    """Return a text of a path, or of a query where `+` is a plus.

    Raises:
        MalformedRequest: a `%` without two digits, or bytes that are not UTF-8.
    """
    if "%" not in text and text.isascii():
        return text
    if _BROKEN.search(text):
        raise MalformedRequest("The URL holds a % that two hexadecimal digits do not follow.")
    try:
        return unquote_to_bytes(text.encode("latin-1")).decode()
    except UnicodeDecodeError:
        raise MalformedRequest("The URL holds bytes that are not UTF-8.") from None


def decode_form(text: str) -> str:
    """Return a text of a form or a query, where `+` is a space; raises as `decode` does."""
    return decode(text.replace("+", " "))


def decode_cookie(text: str) -> str:
    """Return a text of a cookie: percent-decoded only where all of it can be, else as it is.

    RFC 6265 knows no encoding, OpenAPI's style `form` has one; a lone `%` is no error.
    """
    if "%" not in text or _BROKEN.search(text):
        return text
    try:
        return unquote_to_bytes(text.encode("latin-1")).decode()
    except UnicodeDecodeError:
        return text


def decode_nothing(text: str) -> str:
    """Return a text that is passed on with its encoding, of octets that must be UTF-8 all the same.

    Raises:
        MalformedRequest: they are not.
    """
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        raise MalformedRequest("The request holds bytes that are not UTF-8.") from None


def decode_header(text: str) -> str:
    """Read a text of a header: no encoding (OpenAPI 3.1.1, "Style Examples"), but spaces."""
    return text.strip(" \t")
