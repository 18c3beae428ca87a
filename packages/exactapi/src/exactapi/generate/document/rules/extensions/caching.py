"""Can the answers of an operation with an `x-cache` be kept?"""

from collections.abc import Iterator
from typing import Any

from exactapi.generate.document.overlay.limits import limits
from exactapi.generate.document.overlay.overlay import status_of_kept
from exactapi.generate.ir import Pointer
from exactapi.operations.policies import WEBSOCKET
from exactapi.schemas.operations import READS, method_of


def cache_faults(
    document: dict[str, Any], pointer: Pointer, operation: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield why they cannot, and what to do about it."""
    method = method_of(pointer)
    responses = operation.get("responses")
    if method not in READS:
        yield f"answers to {method} are not kept", "remove it: only GET and HEAD have a cache"
    elif WEBSOCKET in operation:
        yield "a WebSocket has no answer that could be kept", "remove it"
    elif "requestBody" in operation:
        yield "a request with a body is not told from others", "remove the `requestBody`"
    elif isinstance(responses, dict) and responses and status_of_kept(responses) is None:
        yield "the operation has no 200, and nothing else is kept", "declare the response `200`"
    elif any(limit.get("by") == "handler" for _, limit in limits(document, pointer)):
        reason = "a limit is counted by the handler, which is not called for what is kept"
        yield reason, "count it `by` something else"
