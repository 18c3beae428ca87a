"""The part of the overlay that declares the request headers that the runtime reads."""

from typing import Any, Final

from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import Pointer
from exactapi.schemas.pointers import join, tokens

_TAG: Final = '(W/)?"[!#-~]*"'
_TAGS: Final = {"type": "string", "pattern": rf"^(\*|{_TAG}([ \t]*,[ \t]*{_TAG})*)$"}

IF_NONE_MATCH: Final[dict[str, Any]] = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The `ETag` of what the client has; if it is that still, the answer is 304.",
    "schema": _TAGS,
}


def if_match(*, required: bool) -> dict[str, Any]:
    """Return the parameter that names the version which a change is made for."""
    return {
        "name": "If-Match",
        "in": "header",
        **({"required": True} if required else {}),
        "description": "The `ETag` of the version that is to be changed; if it is not that any "
        "more, the answer is 412.",
        "schema": _TAGS,
    }


def idempotency_key(*, required: bool) -> dict[str, Any]:
    """Return the parameter that tells a repeated request from a new one."""
    return {
        "name": "Idempotency-Key",
        "in": "header",
        **({"required": True} if required else {}),
        "description": "A text of your own. A request that is sent again with it is done once, and "
        "has the same answer.",
        "schema": {
            "type": "string",
            "pattern": '^([A-Za-z0-9._~:+/=-]{1,255}|"[A-Za-z0-9._~:+/=-]{1,255}")$',
        },
    }


def declare_header(
    document: dict[str, Any],
    pointers: list[Pointer],
    pointer: Pointer,
    operation: dict[str, Any],
    parameter: dict[str, Any],
) -> None:
    """Declare the header on the operation at `pointer`, unless the author has declared it."""
    name = parameter["name"].lower()
    for owner in (operation, document["paths"][tokens(pointer)[1]]):
        for each in owner.get("parameters", []):
            _, known = follow(document, "", each)
            if known.get("in") == "header" and known.get("name", "").lower() == name:
                return
    here = join(pointer, "parameters")
    if "parameters" not in operation:
        operation["parameters"] = []
        pointers.append(here)
    # Before those that are listed, so that each can be taken out again where it is listed.
    pointers.insert(0, join(here, len(operation["parameters"])))
    operation["parameters"].append(parameter)
