"""RFC 6901 JSON pointers into the canonical document."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote


def child(pointer: str, name: str) -> str:
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


def tokens(pointer: str) -> list[str]:
    """Also of a pointer that was cut from a URI fragment, where characters may be escaped."""
    parts = unquote(pointer).split("/")[1:]
    return [part.replace("~1", "/").replace("~0", "~") for part in parts]


def resolve(document: Any, pointer: str) -> Any:
    """The value at a pointer; None where there is nothing."""
    value = document
    for token in tokens(pointer):
        if isinstance(value, Mapping):
            value = value.get(token)
        elif isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value
