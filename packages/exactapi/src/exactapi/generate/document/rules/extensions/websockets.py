"""Can the operations with an `x-websocket` be served, and the runtime's errors told?"""

from collections.abc import Iterator
from typing import Any

from exactapi.generate.document.rules.schemas.examples import SchemaChecks
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import Pointer
from exactapi.operations.policies import WEBSOCKET
from exactapi.problems import JsonValue, ProblemError
from exactapi.schemas.operations import method_of, served_operations
from exactapi.schemas.pointers import join, pointer_of, value_at
from exactapi.websockets.errors import MESSAGE_ERROR_CODES, MessageError, constants

_ERRORS = [ProblemError("#/member", "required", "is required")]


def check_websockets(document: dict[str, Any], checks: SchemaChecks, findings: Findings) -> None:
    """Refuse what could not be honoured; references of the document are pointers."""
    for pointer, operation in served_operations(document):
        if WEBSOCKET not in operation:
            continue
        for at, reason, cure in (
            *_place_faults(pointer, operation),
            *_error_faults(document, checks, join(pointer, WEBSOCKET), operation[WEBSOCKET]),
        ):
            where = findings.places.locate(document, at)
            findings.refuse("extension-value", where, at, reason, cure)


def _place_faults(
    pointer: Pointer, operation: dict[str, Any]
) -> Iterator[tuple[Pointer, str, str]]:
    here = join(pointer, WEBSOCKET)
    if method_of(pointer) != "GET":
        yield here, "a WebSocket begins with a GET (RFC 6455, 4.1)", "move it to the `get`"
    if "requestBody" in operation:
        yield here, "a handshake has no body", "remove the `requestBody`"
    statuses = operation.get("responses", {})
    if "101" not in statuses:
        yield here, "a WebSocket is answered with 101", "declare the response `101`"
    if others := [each for each in statuses if each[0] in "23"]:
        reason = f"a WebSocket has no other success than 101, and `{others[0]}` is one"
        yield join(pointer, "responses", others[0]), reason, "remove it"


def _error_faults(
    document: dict[str, Any], checks: SchemaChecks, pointer: Pointer, stated: dict[str, Any]
) -> Iterator[tuple[Pointer, str, str]]:
    """Yield the schemas that would refuse what the runtime says of an invalid message."""
    fixed = constants(stated["error"], lambda text: value_at(document, pointer_of(text) or ""))
    for member in ("error", "sends"):
        at = join(pointer, member)
        schema, _ = follow(document, at, stated[member])
        for message in _messages(fixed):
            if reason := checks.error(schema, message):
                told = f"an error message of the runtime does not match this schema ({reason})"
                cure = (
                    "let it allow `code`, `detail` and `errors` (pointer, code, detail); "
                    f"`code` is one of {', '.join(MESSAGE_ERROR_CODES)}"
                )
                yield at, told, cure
                break


def _messages(fixed: dict[str, JsonValue]) -> Iterator[dict[str, JsonValue]]:
    for code in MESSAGE_ERROR_CODES:
        errors = _ERRORS if code == "invalid" else []
        yield MessageError(code, "Detail.", errors).message(fixed)
