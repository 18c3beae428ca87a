"""What a call may raise: `ApiError` covers all of it."""

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, ClassVar, Final

Headers = Mapping[str, str]


class ApiError(Exception):
    """A call that did not get what it asked for."""


class ConnectionFailed(ApiError):
    """There was no answer.

    `was_sent` tells whether the request may have arrived: only then is its fate unknown.
    """

    def __init__(self, message: str, *, was_sent: bool) -> None:
        super().__init__(message)
        self.was_sent = was_sent


class TimedOut(ConnectionFailed):
    """There was no answer in time."""


class ErrorResponse(ApiError):
    """A response that is not a success: its parts, as they were received."""

    def __init__(self, message: str, *, status: int, headers: Headers, content: bytes) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers
        self.content = content

    @property
    def request_id(self) -> str | None:
        """Return how the service names the request in its logs."""
        return self.headers.get("x-request-id")

    @property
    def retry_after(self) -> float | None:
        """Return the seconds to wait, where the answer says so."""
        return _seconds(self.headers.get("retry-after"))


class UnexpectedResponse(ErrorResponse):
    """A response that the document does not describe; `content` is its raw body."""


class NotModified(ErrorResponse):
    """304: the version that `if_none_match` names is still the one that there is."""


class HttpError(ErrorResponse):
    """A response with status 4XX or 5XX.

    `body` is what the answer holds: a model where the document declares one. `type`, `title`,
    `detail` and `errors` are those of a problem (RFC 9457), and empty without one.
    """

    declared_status: ClassVar[int | None] = None
    declared_type: ClassVar[str | None] = None
    body: Any

    def __init__(self, *, status: int, headers: Headers, content: bytes, body: Any = None) -> None:
        self.body = body
        problem = body if isinstance(body, Mapping) else getattr(body, "model_extra", None) or {}
        self.type = self._text(problem, "type")
        self.title = self._text(problem, "title")
        self.detail = self._text(problem, "detail")
        found = self._member(problem, "errors")
        self.errors: list[Any] = found if isinstance(found, list) else []
        super().__init__(self._message(status), status=status, headers=headers, content=content)

    def _member(self, problem: Mapping[str, Any], name: str) -> Any:
        value = problem.get(name)
        return getattr(self.body, name, None) if value is None else value

    def _text(self, problem: Mapping[str, Any], name: str) -> str:
        value = self._member(problem, name)
        return value if isinstance(value, str) else ""

    def _message(self, status: int) -> str:
        words = [self.title or _phrase(status), self.detail]
        return f"{status} " + ": ".join(word for word in words if word)

    def __str__(self) -> str:
        request = f" (request {self.request_id})" if self.request_id else ""
        return super().__str__() + request


class BadRequest(HttpError):
    """400."""


class Unauthorized(HttpError):
    """401."""


class Forbidden(HttpError):
    """403."""


class NotFound(HttpError):
    """404."""


class Conflict(HttpError):
    """409."""


class PreconditionFailed(HttpError):
    """412."""


class UnprocessableContent(HttpError):
    """422."""


class TooManyRequests(HttpError):
    """429; `retry_after` tells when to try again."""


class ServerError(HttpError):
    """5XX."""


class ServiceUnavailable(ServerError):
    """503; `retry_after` tells when to try again."""


BY_STATUS: Final[Mapping[int, type[HttpError]]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: PreconditionFailed,
    422: UnprocessableContent,
    429: TooManyRequests,
    503: ServiceUnavailable,
}


def by_status(status: int) -> type[HttpError]:
    """Return the class of an error for which the document declares none."""
    return BY_STATUS.get(status) or (ServerError if status >= 500 else HttpError)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _seconds(field: str | None) -> float | None:
    """Read the seconds that a `Retry-After` field asks for: a number or a date (RFC 9110)."""
    if not field:
        return None
    if field.isascii() and field.strip().isdigit():
        return float(field)
    try:
        return max(0.0, parsedate_to_datetime(field).timestamp() - time.time())
    except ValueError:
        return None
