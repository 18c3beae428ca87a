"""What comes back: read as the document declares it, or raised."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import httpx2
from pydantic import ValidationError

from ..errors import HttpError, NotModified, UnexpectedAnswer, by_status
from ..model import from_json
from ..operation import Operation, Reply

T = TypeVar("T")
Problems = Mapping[tuple[int, str], type[HttpError]]

_NO_TYPE: Final = (None, "about:blank")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A success with all its parts; `value` is what the call returns."""

    value: T
    status: int
    headers: httpx2.Headers
    content: bytes

    @property
    def request_id(self) -> str | None:
        """Return how the service names the request in its logs."""
        return self.headers.get("x-request-id")


def reply_to(operation: Operation[Any], response: httpx2.Response) -> Reply | None:
    """Find the declared answer that this one is; None where the document has none."""
    status = str(response.status_code)
    media_type = _essence(response.headers.get("content-type", ""))
    for wanted in (status, f"{status[0]}XX", "default"):
        declared = [reply for reply in operation.replies if reply.status == wanted]
        if declared:
            return _by_media_type(declared, media_type)
    return None


def read(operation: Operation[Any], response: httpx2.Response, problems: Problems) -> Any:
    """Return the value of a success.

    Raises:
        HttpError: the answer is an error, of the class that the document declares for it.
        NotModified: the client has the answer already, and has said so.
        UnexpectedAnswer: the document does not describe the answer.
    """
    reply = reply_to(operation, response)
    if response.status_code >= 400:
        raise _error(reply, response, problems)
    if reply is None and response.status_code == 304:
        raise NotModified("304 Not Modified", status=304, headers=response.headers, content=b"")
    if reply is None:
        raise unexpected(operation, response, _undeclared(operation, response))
    return value_of(operation, reply, response)


def value_of(operation: Operation[Any], reply: Reply, response: httpx2.Response) -> Any:
    """Read the content of an answer as what its declaration says."""
    if reply.media_type is None:
        return None
    if reply.kind == "binary":
        return response.content
    try:
        if reply.kind == "text":
            return reply.adapter.validate_python(response.text)
        return from_json(reply.adapter, response.content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = "/".join(map(str, first["loc"]))
        reason = f"its body is not what the document says: {place or 'it'}: {first['msg']}"
        raise unexpected(operation, response, reason) from None


def unexpected(
    operation: Operation[Any], response: httpx2.Response, reason: str
) -> UnexpectedAnswer:
    """Return the error that says so, with the identifier of the request and the raw body."""
    request = response.headers.get("x-request-id", "unknown")
    return UnexpectedAnswer(
        f"{operation.id}: {response.status_code} is an answer outside the contract: {reason}"
        f" (request {request})",
        status=response.status_code,
        headers=response.headers,
        content=response.content,
    )


def _undeclared(operation: Operation[Any], response: httpx2.Response) -> str:
    media_type = response.headers.get("content-type") or "no content"
    statuses = dict.fromkeys(reply.status for reply in operation.replies if reply.error is None)
    return f"it has {media_type}; declared are {', '.join(statuses) or 'no successes'}"


def _error(reply: Reply | None, response: httpx2.Response, problems: Problems) -> HttpError:
    status, content = response.status_code, response.content
    body = _json(response)
    declared = reply.error if reply else None
    made = declared or by_status(status)
    if isinstance(body, dict) and isinstance(body.get("type", ""), str) and _is_problem(response):
        kind = body.get("type")
        if declared is None or declared.declared_type != kind:
            fits = declared if declared and declared.declared_type in _NO_TYPE else None
            made = problems.get((status, kind or "")) or fits or by_status(status)
    elif reply is not None and reply.kind == "json" and reply.media_type is not None:
        try:
            body = from_json(reply.adapter, content)
        except ValidationError:  # the error is told all the same, with its raw body
            made = by_status(status)
    elif reply is not None and reply.kind == "text" and reply.media_type is not None:
        body = response.text
    return made(status=status, headers=response.headers, content=content, body=body)


def _json(response: httpx2.Response) -> Any:
    if "json" not in response.headers.get("content-type", ""):
        return None
    try:
        return json.loads(response.content)
    except ValueError:
        return None


def _is_problem(response: httpx2.Response) -> bool:
    return _essence(response.headers.get("content-type", "")) == "application/problem+json"


def _by_media_type(declared: Iterable[Reply], media_type: str) -> Reply | None:
    """Choose the one that names the media type; else the one whose range holds it."""
    ranked = sorted(declared, key=lambda reply: (reply.media_type or "").count("*"))
    for reply in ranked:
        if reply.media_type is None or _covers(_essence(reply.media_type), media_type):
            return reply
    return None


def _covers(declared: str, found: str) -> bool:
    kind, _, subtype = declared.partition("/")
    found_kind, _, found_subtype = found.partition("/")
    if subtype.startswith("*+"):
        subtype, found_subtype = subtype[1:], found_subtype[found_subtype.find("+") :]
    return kind in ("*", found_kind) and subtype in ("*", found_subtype)


def _essence(field: str) -> str:
    return field.partition(";")[0].strip().lower()
