"""Which schemas describe content that is a sequence of items (OpenAPI 3.2, "Media Type Object")."""

from dataclasses import dataclass

from exactapi.document.contract import Contract
from exactapi.document.shapes import shape_of


@dataclass(frozen=True, slots=True)
class ItemSchemas:
    """Pointers: of the schema of each item, and of the schema of all of them as an array."""

    each: str | None = None
    whole: str | None = None


def item_schemas(contract: Contract, schema: str | None, item: str | None) -> ItemSchemas:
    """Return what a Media Type Object's `schema` and `itemSchema` describe.

    `schema` is about the array of all items from 3.2 on, and of any document where nothing but an
    array will do. Before that it was the habit to describe an item.
    """
    if schema is None or item is not None:
        return ItemSchemas(item, schema)
    types = shape_of(contract, schema).types
    is_32 = str(contract.document.get("openapi", "")).startswith("3.2")
    is_whole = types == {"array"} or (is_32 and "array" in types)
    return ItemSchemas(None, schema) if is_whole else ItemSchemas(schema, None)


def schema_of_items(contract: Contract, found: ItemSchemas) -> str | None:
    """Return the pointer of the one schema that every item has to match, if there is one."""
    if found.each is not None or found.whole is None:
        return found.each
    shape = shape_of(contract, found.whole)
    return shape.items[0] if len(shape.items) == 1 and not shape.prefix else None
