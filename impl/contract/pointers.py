"""JSON pointers (RFC 6901): the names of places in the canonical document and in a body."""

from collections.abc import Iterable
from urllib.parse import unquote


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
