"""Knows where an OpenAPI document keeps its operations, and the method of each."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from exactapi.schemas.pointers import join, tokens

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The members of a Path Item Object that are operations; OpenAPI 3.2 has added `query`."""

READS: Final = ("GET", "HEAD")
"""The methods whose answers are representations: they have versions and may be cached."""

ADDITIONAL: Final = "additionalOperations"
"""The member that holds the operations of all other methods (OpenAPI 3.2)."""

PARSED: Final = frozenset(
    {*map(str.upper, METHODS), "ACL", "BIND", "CHECKOUT", "COPY", "LINK", "LOCK", "M-SEARCH"}
    | {"MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MOVE", "NOTIFY", "PROPFIND", "PROPPATCH"}
    | {"PURGE", "REBIND", "REPORT", "SEARCH", "SOURCE", "SUBSCRIBE", "UNBIND", "UNLINK"}
    | {"UNLOCK", "UNSUBSCRIBE"}
)
"""The methods that httptools parses; to a request of another one it answers 400 by itself."""


def served_operations(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk the operations below `paths`, in the order of the document, each with its pointer."""
    return operations(document.get("paths", {}), "/paths")


def operations(items: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk the operations of a map of path items; `pointer` is that of the map."""
    for name, item in items.items() if isinstance(items, Mapping) else ():
        if not isinstance(item, Mapping) or name.startswith("x-"):
            continue
        for key, value in item.items():
            if not isinstance(value, dict):
                continue
            if key in METHODS:
                yield join(pointer, name, key), value
            elif key == ADDITIONAL:
                below = ((method, each) for method, each in value.items() if isinstance(each, dict))
                yield from ((join(pointer, name, key, method), each) for method, each in below)


def method_of(operation: str) -> str:
    """Return the method of the operation at a pointer, as requests write it.

    Of an additional operation it is the key itself, whose case counts (OpenAPI 3.2).
    """
    key = tokens(operation)[-1]
    return key.upper() if key in METHODS else key


def path_item_of(operation: str) -> str:
    """Return the pointer of the Path Item Object that holds the operation at a pointer."""
    *above, key = tokens(operation)
    if key not in METHODS and above[-1:] == [ADDITIONAL]:
        above.pop()
    return join("", *above)
