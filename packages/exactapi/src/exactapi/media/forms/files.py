"""Which fields of a form are files (OpenAPI 3.1, "Considerations for File Uploads")."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from exactapi.document.contract import Contract
from exactapi.document.lengths import is_file

Kind = Literal["file", "text"]

_TELLING: Final = frozenset(
    {"const", "contentEncoding", "enum", "maximum", "minimum", "pattern"}
) | {
    "additionalProperties",
    "patternProperties",
    "properties",
    "required",
}
"""Keywords that speak of values, also where no `type` does."""


def kinds_of(
    contract: Contract, pointer: str, seen: frozenset[str] = frozenset()
) -> frozenset[Kind]:
    """What the parts of a schema may be: empty where it says nothing, both where it has a choice.

    A schema that speaks of bytes anywhere in an `allOf` is that of a file.
    """
    schema = contract.schema(pointer)
    if pointer in seen or not isinstance(schema, Mapping):
        return frozenset()
    if is_file(schema):
        return frozenset({"file"})
    seen |= {pointer}
    target = contract.referred(pointer)
    beside = [target] if target else []
    beside += [f"{pointer}/allOf/{index}" for index in range(len(schema.get("allOf", ())))]
    kinds = frozenset[Kind]().union(*(kinds_of(contract, each, seen) for each in beside))
    if "file" in kinds:
        return kinds
    alternatives = [
        f"{pointer}/{keyword}/{index}"
        for keyword in ("anyOf", "oneOf")
        for index in range(len(schema.get(keyword, ())))
    ]
    if not alternatives:
        return kinds | _text(schema)
    return kinds.union(*(kinds_of(contract, each, seen) for each in alternatives))


def _text(schema: Mapping[str, Any]) -> frozenset[Kind]:
    """A null is no part, and the parts of an array are its items."""
    types = schema.get("type", ())
    named = {types} if isinstance(types, str) else set(types)
    says_text = named - {"array", "null"} or not _TELLING.isdisjoint(schema)
    return frozenset({"text"}) if says_text else frozenset()
