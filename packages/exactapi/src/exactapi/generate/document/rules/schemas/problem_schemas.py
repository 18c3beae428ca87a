"""Warns of schemas that refuse the errors that the runtime itself answers.

An operation may declare `application/problem+json` with a schema of its own, and the runtime
answers with what RFC 9457 names.
"""

from collections.abc import Iterator
from typing import Any

from exactapi.error_codes import ERROR_CODES
from exactapi.generate.document.overlay.overlay import rejections
from exactapi.generate.document.rules.schemas.examples import SchemaChecks
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import Pointer
from exactapi.problems import PROBLEM_JSON, Problem, ProblemError
from exactapi.reason_phrases import reason_phrase
from exactapi.rejections import InvalidRequest, Rejection
from exactapi.schemas.operations import served_operations
from exactapi.schemas.pointers import join

_EVERYWHERE = {"content-type", "ratelimit", "ratelimit-policy"}
"""Headers that the runtime sends, or that count for nothing in a response."""

_INSTANCE = "urn:uuid:00000000-0000-4000-8000-000000000000"
_CURE = "let it allow all that RFC 9457 names, and `errors`"


def check_problem_schemas(
    document: dict[str, Any],
    overlay: tuple[Pointer, ...],
    checks: SchemaChecks,
    findings: Findings,
) -> None:
    """Warn once of each schema that refuses what the runtime would answer in its place."""
    warned: set[Pointer] = set()
    for pointer, rejection in _declared(document, frozenset(overlay)):
        if pointer in warned:
            continue
        reasons = (checks.error(pointer, problem) for problem in _problems(rejection))
        if reason := next(filter(None, reasons), None):
            warned.add(pointer)
            where = findings.places.locate(document, pointer)
            told = f"the runtime's own {rejection.status} does not match this schema ({reason})"
            findings.warn("problem-schema", where, pointer, told, _CURE)
    for pointer, status, name in _demanded(document):
        where = findings.places.locate(document, pointer)
        told = f"the runtime's own {status} has no value for the header {name}, which is required"
        findings.warn("problem-schema", where, pointer, told, "let it be optional")


def _demanded(document: dict[str, Any]) -> Iterator[tuple[Pointer, int, str]]:
    """Yield the headers that the author requires of an answer that comes without them."""
    for pointer, operation in served_operations(document):
        for rejection in rejections(document, pointer, operation):
            status = rejection.status
            declared = operation.get("responses", {}).get(str(status))
            at, response = follow(document, join(pointer, "responses", status), declared)
            headers = response.get("headers", {}) if isinstance(response, dict) else {}
            own = {name.lower() for name, header in rejection.sends.items() if header.always}
            for name, value in headers.items():
                here, header = follow(document, join(at, "headers", name), value)
                known = name.lower() in own | _EVERYWHERE
                if isinstance(header, dict) and header.get("required") is True and not known:
                    yield here, status, name


def _declared(
    document: dict[str, Any], overlay: frozenset[Pointer]
) -> Iterator[tuple[Pointer, type[Rejection]]]:
    """Yield the author's schemas of problems, each with the answer that must match it."""
    for pointer, operation in served_operations(document):
        responses = operation.get("responses", {})
        for rejection in rejections(document, pointer, operation):
            status = rejection.status
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
                yield join(at, "schema"), rejection


def _problems(rejection: type[Rejection]) -> Iterator[dict[str, Any]]:
    """Yield the problems that a rejection becomes; an invalid request is one for each code."""
    codes = ERROR_CODES if issubclass(rejection, InvalidRequest) else ()
    listed = [[ProblemError("#/member", code, "Detail.")] for code in codes]
    for errors in listed or [[]]:
        body = Problem("Detail.", errors=errors).body(_INSTANCE)
        title = rejection.title or reason_phrase(rejection.status)
        yield body | {"type": rejection.type, "title": title, "status": rejection.status}
