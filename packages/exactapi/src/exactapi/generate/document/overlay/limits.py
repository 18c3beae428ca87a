"""Finds the `x-rate-limit` that counts for an operation."""

from collections.abc import Iterator
from typing import Any

from exactapi.generate.ir import Pointer
from exactapi.schemas.operations import method_of
from exactapi.schemas.pointers import join, tokens

KEY = "x-rate-limit"


def limits(document: dict[str, Any], pointer: Pointer) -> list[tuple[Pointer, dict[str, Any]]]:
    """Return the limits of the operation at `pointer`, each named, and where each is written."""
    for at, owner, name in _owners(document, pointer):
        if KEY in owner:
            here, stated = join(at, KEY), owner[KEY]
            if isinstance(stated, dict):
                return [(here, {"name": name, **stated})]
            return [(join(here, index), {"name": name, **one}) for index, one in enumerate(stated)]
    return []


def _owners(
    document: dict[str, Any], pointer: Pointer
) -> Iterator[tuple[Pointer, dict[str, Any], str]]:
    """Walk from the operation to its path and the document, each with the name of its limits."""
    _, path, *method = tokens(pointer)
    item = document["paths"][path]
    operation = item
    for token in method:
        operation = operation[token]
    yield pointer, operation, operation.get("operationId") or f"{method_of(pointer)} {path}"
    yield join("/paths", path), item, path
    yield "", document, "default"
