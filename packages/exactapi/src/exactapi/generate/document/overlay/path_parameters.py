"""Compares the variables of a path with the path parameters of its operations."""

import re
from typing import Any, Final

from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import Pointer
from exactapi.schemas.operations import path_item_of
from exactapi.schemas.pointers import join

VARIABLE: Final = re.compile(r"\{([^{}/]+)\}")


def declared(
    document: dict[str, Any], pointer: Pointer, path: str, operation: dict[str, Any]
) -> dict[str, Pointer]:
    """Return the path parameters of the operation at a pointer: their names and places."""
    item = path_item_of(pointer)
    shared = _named(document, join(item, "parameters"), document["paths"][path])
    return shared | _named(document, join(pointer, "parameters"), operation)


def undeclared(
    document: dict[str, Any], pointer: Pointer, path: str, operation: dict[str, Any]
) -> list[str]:
    """Return the variables of the path that no parameter of the operation declares."""
    known = declared(document, pointer, path, operation)
    return [name for name in VARIABLE.findall(path) if name not in known]


def _named(document: dict[str, Any], pointer: Pointer, owner: dict[str, Any]) -> dict[str, Pointer]:
    found = {}
    for index, value in enumerate(owner.get("parameters", [])):
        _, parameter = follow(document, "", value)
        if isinstance(parameter, dict) and parameter.get("in") == "path":
            found[parameter.get("name", "")] = join(pointer, index)
    return found
