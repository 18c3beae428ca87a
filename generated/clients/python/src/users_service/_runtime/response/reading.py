"""What comes back: read as the document declares it, or raised."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import httpx2
from pydantic import ValidationError

from ..errors import HttpError, NotModified, UnexpectedResponse, by_status
from ..model import from_json
from ..operation import DeclaredResponse, Operation

T = TypeVar("T")
Problems = Mapping[tuple[int, str], type[HttpError]]

_NO_TYPE: Final = (None, "about:blank")


@dataclass(frozen=True, slots=True)
class ApiResponse(Generic[T]):
    """A success with all its parts; `value` is what the call returns."""

    value: T
    status: int
    headers: httpx2.Headers
    content: bytes

    @property
    def request_id(self) -> str | None:
        """Return how the service names the request in its logs."""
        return self.headers.get("x-request-id")


def declared_response(
    operation: Operation[Any], response: httpx2.Response
) -> DeclaredResponse | None:
    """Find the declared answer that this one is; None where the document has none."""
    status = str(response.status_code)
    media_type = _essence(response.headers.get("content-type", ""))
    for wanted in (status, f"{status[0]}XX", "default"):
        candidates = [declared for declared in operation.responses if declared.status == wanted]
        if candidates:
            return _by_media_type(candidates, media_type)
    return None


def read(operation: Operation[Any], response: httpx2.Response, problems: Problems) -> Any:
    """Return the value of a success.

    Raises:
        HttpError: the answer is an error, of the class that the document declares for it.
        NotModified: the client has the answer already, and has said so.
        UnexpectedResponse: the document does not describe the answer.
    """
    declared = declared_response(operation, response)
    if response.status_code >= 400:
        raise _error(declared, response, problems)
    if declared is None and response.status_code == 304:
        raise NotModified("304 Not Modified", status=304, headers=response.headers, content=b"")
    if declared is None:
        raise unexpected(operation, response, _undeclared(operation, response))
    return value_of(operation, declared, response)


def value_of(
    operation: Operation[Any], declared: DeclaredResponse, response: httpx2.Response
) -> Any:
    """Read the content of an answer as what its declaration says."""
    if declared.media_type is None:
        return None
    if declared.kind == "binary":
        return response.content
    try:
        if declared.kind == "text":
            return declared.adapter.validate_python(response.text)
        return from_json(declared.adapter, response.content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = "/".join(map(str, first["loc"]))
        reason = f"its body is not what the document says: {place or 'it'}: {first['msg']}"
        raise unexpected(operation, response, reason) from None


def unexpected(
    operation: Operation[Any], response: httpx2.Response, reason: str
) -> UnexpectedResponse:
    """Return the error that says so, with the identifier of the request and the raw body."""
    request = response.headers.get("x-request-id", "unknown")
    return UnexpectedResponse(
        f"{operation.id}: {response.status_code} is a response outside the contract: {reason}"
        f" (request {request})",
        status=response.status_code,
        headers=response.headers,
        content=response.content,
    )


def _undeclared(operation: Operation[Any], response: httpx2.Response) -> str:
    media_type = response.headers.get("content-type") or "no content"
    statuses = dict.fromkeys(
        declared.status for declared in operation.responses if declared.error is None
    )
    return f"it has {media_type}; declared are {', '.join(statuses) or 'no successes'}"


def _error(
    declared: DeclaredResponse | None, response: httpx2.Response, problems: Problems
) -> HttpError:
    status, content = response.status_code, response.content
    body = _json(response)
    error_class = declared.error if declared else None
    made = error_class or by_status(status)
    if isinstance(body, dict) and isinstance(body.get("type", ""), str) and _is_problem(response):
        kind = body.get("type")
        if error_class is None or error_class.declared_type != kind:
            fits = error_class if error_class and error_class.declared_type in _NO_TYPE else None
            made = problems.get((status, kind or "")) or fits or by_status(status)
    elif declared is not None and declared.kind == "json" and declared.media_type is not None:
        try:
            body = from_json(declared.adapter, content)
        except ValidationError:  # the error is told all the same, with its raw body
            made = by_status(status)
    elif declared is not None and declared.kind == "text" and declared.media_type is not None:
        body = response.text
    return made(status=status, headers=response.headers, content=content, body=body)


def _json(response: httpx2.Response) -> Any:
    if "json" not in response.headers.get("content-type", ""):
        return None
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return None


def _is_problem(response: httpx2.Response) -> bool:
    return _essence(response.headers.get("content-type", "")) == "application/problem+json"


def _by_media_type(
    candidates: Iterable[DeclaredResponse], media_type: str
) -> DeclaredResponse | None:
    """Choose the one that names the media type; else the one whose range holds it."""
    ranked = sorted(candidates, key=lambda declared: (declared.media_type or "").count("*"))
    for declared in ranked:
        if declared.media_type is None or _covers(_essence(declared.media_type), media_type):
            return declared
    return None


def _covers(declared: str, found: str) -> bool:
    kind, _, subtype = declared.partition("/")
    found_kind, _, found_subtype = found.partition("/")
    if subtype.startswith("*+"):
        subtype, found_subtype = subtype[1:], found_subtype[found_subtype.find("+") :]
    return kind in ("*", found_kind) and subtype in ("*", found_subtype)


def _essence(field: str) -> str:
    return field.partition(";")[0].strip().lower()
