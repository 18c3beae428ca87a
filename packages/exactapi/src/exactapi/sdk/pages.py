"""Which operations are lists that come page by page."""

from collections.abc import Mapping
from typing import Any, Final

from exactapi.generate.ir import DeclaredOperation
from exactapi.generate.models.schemas.schemas import flatten, properties
from exactapi.generate.routers.results import is_success
from exactapi.schemas.pointers import pointer_of, value_at

CURSOR: Final = "cursor"
ITEMS: Final = "items"
FOLLOWING: Final = "next_cursor"


def is_paged(operation: DeclaredOperation, schemas: Mapping[str, Any]) -> bool:
    """Return whether it has a parameter `cursor`, and its page has `items` and `next_cursor`."""
    has_cursor = any(
        (each.location, each.name) == ("query", CURSOR) for each in operation.parameters
    )
    pages = [each for each in operation.responses if is_success(each, operation)]
    if not has_cursor or len(pages) != 1 or len(pages[0].content) != 1:
        return False
    schema = pages[0].content[0].schema
    page = value_at(schemas, schema) if schema is not None else None
    if not isinstance(page, Mapping):
        return False
    members = properties(flatten(page, lambda each: value_at(schemas, pointer_of(each) or "")))
    return {ITEMS, FOLLOWING} <= members.keys()
