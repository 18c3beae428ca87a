"""Do the errors that the runtime itself answers fit the schemas that the author gave them?

An operation may declare `application/problem+json` with a schema of its own, and the runtime
answers with what RFC 9457 names. A lint: it warns and refuses nothing.
"""

from collections.abc import Iterator
from typing import Any

from exactapi.document.media_types import PROBLEM_JSON
from exactapi.generate.document.overlay.overlay import (
    HEADERS,
    runtime_statuses,
)
from exactapi.generate.document.rules.examples import SchemaChecks
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.references import follow
from exactapi.generate.ir import Pointer
from exactapi.schemas.operations import served_operations
from exactapi.schemas.pointers import join

_EVERYWHERE = {"content-type", "ratelimit", "ratelimit-policy"}
"""What the runtime sends, or what counts for nothing in a response's headers."""

_CURE = "let it allow all that RFC 9457 names, and `errors`"


def check_problem_schemas(
    document: dict[str, Any],
    overlay: tuple[Pointer, ...],
    checks: SchemaChecks,
    findings: Findings,
) -> None:
    """Warn once of each schema that refuses what the runtime would answer in its place."""
    warned: set[Pointer] = set()
    for pointer, status in _declared(document, frozenset(overlay)):
        reason = None if pointer in warned else checks.error(pointer, _problem(status))
        if reason:
            warned.add(pointer)
            where = findings.places.locate(document, pointer)
            told = f"the runtime's own {status} does not match this schema ({reason})"
            findings.warn("problem-schema", where, pointer, told, _CURE)
    for pointer, status, name in _demanded(document):
        where = findings.places.locate(document, pointer)
        told = f"the runtime's own {status} has no value for the header {name}, which is required"
        findings.warn("problem-schema", where, pointer, told, "let it be optional")


def _demanded(document: dict[str, Any]) -> Iterator[tuple[Pointer, int, str]]:
    """The headers that the author requires of a status of the runtime's own, but it has not."""
    for pointer, operation in served_operations(document):
        for status in runtime_statuses(document, pointer, operation):
            declared = operation.get("responses", {}).get(str(status))
            at, response = follow(document, join(pointer, "responses", status), declared)
            headers = response.get("headers", {}) if isinstance(response, dict) else {}
            own = {name.lower() for name in HEADERS.get(status, ())}
            for name, value in headers.items():
                here, header = follow(document, join(at, "headers", name), value)
                known = name.lower() in own | _EVERYWHERE
                if isinstance(header, dict) and header.get("required") is True and not known:
                    yield here, status, name


def _declared(
    document: dict[str, Any], overlay: frozenset[Pointer]
) -> Iterator[tuple[Pointer, int]]:
    """The author's schemas of problems, each with a status that the runtime answers there."""
    for pointer, operation in served_operations(document):
        responses = operation.get("responses", {})
        for status in runtime_statuses(document, pointer, operation):
            keys = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
            key = next((key for key in keys if key in responses), None)
            if key is None:
                continue
            at, response = follow(document, join(pointer, "responses", key), responses[key])
            content = response.get("content", {}) if isinstance(response, dict) else {}
            here = join(at, "content", PROBLEM_JSON)
            if PROBLEM_JSON not in content or overlay & {at, join(at, "content"), here}:
                continue
            at, media_type = follow(document, here, content[PROBLEM_JSON])
            if isinstance(media_type, dict) and "schema" in media_type:
                yield join(at, "schema"), status


def _problem(status: int) -> dict[str, Any]:
    """An error as `exactapi.problems` writes it."""
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": "Title",
        "status": status,
        "detail": "Detail.",
        "instance": "urn:uuid:00000000-0000-4000-8000-000000000000",
    }
    if status in (400, 422):
        problem["errors"] = [{"pointer": "#/member", "code": "type", "detail": "Detail."}]
    return problem
