"""JSON pointers (RFC 6901): the names of places in the canonical document and in a body."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

_MISSPELT: Final = re.compile(r"[\w$.\[\]-]{1,30}")


def tokens(pointer: str) -> list[str]:
    """The unescaped reference tokens of a pointer; none for the whole document."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def escape(token: str | int) -> str:
    return str(token).replace("~", "~0").replace("/", "~1")


def pointer(path: Iterable[str | int]) -> str:
    return "".join(f"/{escape(token)}" for token in path)


def pointer_of(reference: str) -> str | None:
    """The pointer in a local `$ref` (`#/components/schemas/User`); None for any other reference."""
    if reference == "#" or reference.startswith("#/"):
        return unquote(reference[1:])
    return None


def may_be_repeated(name: str) -> bool:
    """Whether an answer may point at a name that a client made up.

    It helps whoever misspelt one, so it may if it looks like that. A token or a password that
    came to stand for a name is input like any other, and input is not echoed.
    """
    return _MISSPELT.fullmatch(name) is not None
