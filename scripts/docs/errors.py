"""docs/errors.md: the problems that the runtime answers, and the codes of their errors."""

from exactapi.error_codes import ERROR_CODES
from exactapi.problems import MAX_ERRORS
from exactapi.reason_phrases import reason_phrase
from exactapi.rejections import REJECTIONS, Occasion, Rejection

_HEAD = """\
<!-- Written by `task docs:pages` from the lists of exactapi; do not edit. -->

# What an error says

Every error that the service makes by itself is a problem of RFC 9457 (`application/problem+json`):

    {
      "type": "about:blank",
      "title": "Unprocessable Content",
      "status": 422,
      "detail": "The request does not match the contract.",
      "instance": "urn:uuid:01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a",
      "errors": [
        {"pointer": "#/email", "code": "format", "detail": "is not a valid email"}
      ]
    }

`instance` names this one occurrence, also in the log of the service. Input is never repeated, but
for the name of a member or parameter that looks misspelt.

## Statuses

Each operation may answer these although its author does not declare them; the served document
does.

| Status | When | Answered by | Headers |
|---|---|---|---|
"""
_OCCASIONS: dict[Occasion, str] = {
    "always": "every operation",
    "body": "those with a body",
    "limit": "those with a limit",
    "websocket": "those over a WebSocket",
    "etag": "those with an `x-etag`",
    "idempotency": "those with an `x-idempotency`",
    "etag-required": "those with an `x-etag` that is required",
    "security": "those that ask for credentials",
}
_OWN = """
## In the document's own words

A document may declare a JSON body of its own for these statuses. `describe_error` in
`impl/errors.py` returns that body:

    def describe_error(problem: Problem, operation: Operation | None) -> JsonValue:
        return {"code": problem.status, "message": problem.detail}

The operation is None where the path or the method is unknown. A result of None leaves the error a
problem. The bodies are made once at the start: one that the document's schema refuses stops it.
Where declared bodies are never sent, the log says `declared_errors_not_sent`, and of which
operations.
"""
_CODES = f"""
## Codes

A 422 tells the first {MAX_ERRORS} errors. Each has a `pointer`: a JSON pointer into the body
(`#/email`), or the place of a parameter (`query.limit`, `path.id`, `header.X-Id`,
`cookie.session`). Its `detail` is for people and may change; its `code` is for programs. Most codes
are keywords of JSON Schema. This list is closed: no other code is ever answered, and the served
document lists them as an `enum`.

| Code | What is wrong |
|---|---|
"""


def page() -> str:
    statuses = [_row(rejection) for rejection in REJECTIONS]
    codes = [f"| `{code}` | {meaning} |" for code, meaning in ERROR_CODES.items()]
    return _HEAD + "\n".join(statuses) + "\n" + _OWN + _CODES + "\n".join(codes) + "\n"


def _row(rejection: type[Rejection]) -> str:
    meaning = (rejection.__doc__ or "").partition("\n")[0]
    headers = ", ".join(f"`{name}`" for name in rejection.sends)
    name = f"{rejection.status} {reason_phrase(rejection.status)}"
    return f"| {name} | {meaning} | {_OCCASIONS[rejection.occasion]} | {headers} |"
