"""Lists that come page by page, as one sequence."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import TypeVar

from ..errors import ApiError
from ..model import Unset

P = TypeVar("P")
T = TypeVar("T")
Cursor = str | Unset


def pages(
    read: Callable[[Cursor], P],
    items: Callable[[P], Sequence[T] | Unset | None],
    following: Callable[[P], str | Unset | None],
    cursor: Cursor,
) -> Iterator[T]:
    """Return the items of all pages from `cursor` on; each page is read when it is needed."""
    while True:
        page = read(cursor)
        yield from items(page) or ()
        last, cursor = cursor, following(page) or ""
        if not cursor:
            return
        _see_that_it_moves(last, cursor)


async def async_pages(
    read: Callable[[Cursor], Awaitable[P]],
    items: Callable[[P], Sequence[T] | Unset | None],
    following: Callable[[P], str | Unset | None],
    cursor: Cursor,
) -> AsyncIterator[T]:
    """Do the same with an asynchronous `read`."""
    while True:
        page = await read(cursor)
        for item in items(page) or ():
            yield item
        last, cursor = cursor, following(page) or ""
        if not cursor:
            return
        _see_that_it_moves(last, cursor)


def _see_that_it_moves(last: Cursor, cursor: Cursor) -> None:
    if last == cursor:
        raise ApiError(f"the page after {cursor!r} is that page again; tell the service's owners")
