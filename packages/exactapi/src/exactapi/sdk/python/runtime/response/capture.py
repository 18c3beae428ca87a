"""Calls made for more than their value: the whole response, or one that is not read yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

import httpx2

from .reading import ApiResponse


@dataclass(slots=True)
class Capture:
    """What a call leaves for the one who made it."""

    unread: bool = False
    read: ApiResponse[Any] | None = None
    response: httpx2.Response | None = None


_CURRENT: Final[ContextVar[Capture | None]] = ContextVar("capture", default=None)


def current() -> Capture | None:
    """Return the capture that this call is for, if any."""
    return _CURRENT.get()


@contextmanager
def capturing(*, unread: bool = False) -> Iterator[Capture]:
    """Keep the answer of what is called in the block, in this thread or task."""
    capture = Capture(unread)
    token = _CURRENT.set(capture)
    try:
        yield capture
    finally:
        _CURRENT.reset(token)
