"""JSON pointers (RFC 6901): the names of places in the canonical document and in a body.

A pointer is never percent-encoded: only the fragment of a `$ref` is, which `fragment_of` and
`pointer_of` read and `fragment` writes.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, unquote

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,8}")
"""An index into a list (RFC 6901, section 4); no list has more than a billion items."""

_MISSPELT: Final = re.compile(r"[\w$.\[\]-]{1,30}")


def tokens(pointer: str) -> list[str]:
    """Split a pointer into its unescaped tokens; the whole document has none."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def join(pointer: str, *names: str | int) -> str:
    """Extend a pointer by names of members and indices of items, escaping them."""
    return pointer + "".join(f"/{_escaped(name)}" for name in names)


def _escaped(name: str | int) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def member(value: Any, token: str, absent: Any = None) -> Any:
    """Step into an object or a list; return `absent` where it has no such member."""
    if isinstance(value, Mapping):
        return value.get(token, absent)
    if isinstance(value, list) and _INDEX.fullmatch(token) and int(token) < len(value):
        return value[int(token)]
    return absent


def value_at(document: Any, pointer: str, absent: Any = None) -> Any:
    """Return the value at a pointer; `absent` where there is nothing."""
    value = document
    for token in tokens(pointer):
        value = member(value, token, absent)
        if value is absent:
            break
    return value


def pointer_of(reference: str) -> str | None:
    """Read the pointer of a local `$ref` (`#/components/schemas/User`); None for any other."""
    if reference == "#" or reference.startswith("#/"):
        return fragment_of(reference)
    return None


def fragment_of(reference: str) -> str:
    """Read the fragment of a URI: a pointer, or the name of an anchor."""
    return unquote(reference.partition("#")[2])


def fragment(pointer: str) -> str:
    """Write a pointer as the URI fragment of a `$ref` (RFC 6901, section 6)."""
    return "#" + quote(pointer, safe="/~!$&'()*+,;=:@-._?")


def may_be_repeated(name: str) -> bool:
    """Return whether an answer may point at a name that a client made up.

    A client that misspelt a name needs to see it, so it may if it looks like that. A token or a
    password that came to stand for a name is input like any other, and input is not echoed.
    """
    return _MISSPELT.fullmatch(name) is not None
