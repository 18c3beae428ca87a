"""The runtime's own problems: what it answers before, or instead of, a handler."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Literal

from exactapi.problems import MAX_ERRORS, Problem, ProblemError

Occasion = Literal[
    "always", "body", "security", "limit", "websocket", "etag", "etag-required", "idempotency"
]
"""The operations that can have a rejection: all, or those with a body, security and so on."""


@dataclass(frozen=True, slots=True)
class SentHeader:
    """A header of the answers of a kind, as the document describes it; `always` of all of them."""

    description: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    always: bool = True


_RETRY_AFTER: Final = SentHeader(
    "Seconds to wait before asking again.", {"type": "integer", "minimum": 0}
)


class Rejection(Problem):
    """An answer that needs no word of the author: the generator's overlay declares it.

    What the overlay says of it stands here: its `occasion`, the headers that it `sends`, and the
    schemas of `members` beyond RFC 9457's.
    """

    occasion: ClassVar[Occasion] = "always"
    sends: ClassVar[Mapping[str, SentHeader]] = {}
    members: ClassVar[Mapping[str, Mapping[str, Any]]] = {}


class MalformedRequest(Rejection):
    """The bytes cannot be read: broken JSON, percent-encoding or UTF-8."""

    status = 400


class Unauthenticated(Rejection):
    """No valid credentials; each challenge is a `WWW-Authenticate` field (RFC 9110, 11.6.1)."""

    status = 401
    occasion = "security"
    sends: ClassVar = {"WWW-Authenticate": SentHeader("How to authenticate.")}
    headers: ClassVar = {"WWW-Authenticate": "www_authenticate"}

    def __init__(self, detail: str, *, www_authenticate: Sequence[str]) -> None:
        super().__init__(detail)
        self.www_authenticate = www_authenticate


class Forbidden(Rejection):
    """Valid credentials that lack a scope; the challenge names it (RFC 6750, 3.1)."""

    status = 403
    occasion = "security"
    headers: ClassVar = {"WWW-Authenticate": "www_authenticate"}

    def __init__(self, detail: str, *, www_authenticate: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.www_authenticate = www_authenticate


class NotFound(Rejection):
    """No operation has this path."""

    status = 404


class MethodNotAllowed(Rejection):
    """The path exists for other methods, which the `Allow` field lists."""

    status = 405
    sends: ClassVar = {"Allow": SentHeader("The methods of this path.")}
    headers: ClassVar = {"Allow": "allow"}

    def __init__(self, detail: str, *, methods: Iterable[str]) -> None:
        super().__init__(detail)
        self.allow = ", ".join(methods)


class NotAcceptable(Rejection):
    """The `Accept` field admits none of the media types that the operation answers with."""

    status = 406


class KeyInFlight(Rejection):
    """The first request with this `Idempotency-Key` is still under way."""

    status = 409
    occasion = "idempotency"
    sends: ClassVar = {
        "Retry-After": SentHeader(
            "Seconds to wait before asking again.",
            {"type": "integer", "minimum": 0},
            always=False,
        )
    }
    headers: ClassVar = {"Retry-After": "retry_after"}

    def __init__(self, *, retry_after: int) -> None:
        super().__init__("The first request with this Idempotency-Key is still under way.")
        self.retry_after = retry_after


class PreconditionFailed(Rejection):
    """The object has another version than the client's condition asks for."""

    status = 412
    default_detail = "The object has another version; read it again."
    occasion = "etag"


class ContentTooLarge(Rejection):
    """The body, or a part of it, is larger than the service takes."""

    status = 413
    occasion = "body"


class UnsupportedMediaType(Rejection):
    """The body's media type or coding is not declared.

    `accept` and `accept_encoding` say what would have been taken (RFC 9110, 15.5.16); the field
    that does not apply is None and stays out of the response.
    """

    status = 415
    occasion = "body"
    sends: ClassVar = {
        "Accept": SentHeader(
            "The media types that a body may have, if it had another.", always=False
        ),
        "Accept-Encoding": SentHeader(
            "The content codings that a body may have, if it had another.", always=False
        ),
    }
    headers: ClassVar = {"Accept": "accept", "Accept-Encoding": "accept_encoding"}

    def __init__(
        self, detail: str, *, accept: str | None = None, accept_encoding: str | None = None
    ) -> None:
        super().__init__(detail)
        self.accept = accept
        self.accept_encoding = accept_encoding


class InvalidRequest(Rejection):
    """A readable request that breaks the contract; `errors` says where and how.

    At most `MAX_ERRORS` of them are told.
    """

    status = 422

    def __init__(
        self,
        errors: Sequence[ProblemError],
        detail: str = "The request does not match the contract.",
    ) -> None:
        super().__init__(detail, errors=errors[:MAX_ERRORS])


class UpgradeRequired(Rejection):
    """A plain request for what is served over a WebSocket (RFC 9110, 15.5.22)."""

    status = 426
    default_detail = "This operation is served over a WebSocket (RFC 6455)."
    occasion = "websocket"
    sends: ClassVar = {"Upgrade": SentHeader("The protocol to change to.")}
    headers: ClassVar = {"Upgrade": "upgrade", "Connection": "connection"}
    upgrade = "websocket"
    connection = "Upgrade"


class PreconditionRequired(Rejection):
    """A change that does not name the version that it is made for (RFC 6585, section 3)."""

    status = 428
    default_detail = "Send the `ETag` of the version that you have read as `If-Match`."
    occasion = "etag-required"


class QuotaExceeded(Rejection):
    """A limit is used up; `Retry-After` says when the request would be admitted.

    `violated_policies` are names of `RateLimit-Policy`; empty where the document has no room
    for them (draft-ietf-httpapi-ratelimit-headers-10, "Problem Types").
    """

    status = 429
    type = "https://iana.org/assignments/http-problem-types#quota-exceeded"
    title = "Request cannot be satisfied as assigned quota has been exceeded"
    occasion = "limit"
    sends: ClassVar = {"Retry-After": _RETRY_AFTER}
    members: ClassVar = {
        "violated-policies": {
            "type": "array",
            "description": "The limits of `RateLimit-Policy` that are used up.",
            "items": {"type": "string"},
        }
    }
    headers: ClassVar = {"Retry-After": "retry_after"}

    def __init__(self, retry_after: int, violated_policies: Sequence[str] = ()) -> None:
        super().__init__(
            f"Too many requests; try again in {retry_after} s.",
            extensions={"violated-policies": [*violated_policies]} if violated_policies else None,
        )
        self.retry_after = retry_after


class InternalError(Rejection):
    """A defect of the service; the detail never says which."""

    status = 500


class NotImplementedYet(Rejection):
    """The contract declares the operation, but its handler is not written yet."""

    status = 501


class Unavailable(Rejection):
    """Something that the request needs is away; `Retry-After` says when to ask again."""

    status = 503
    sends: ClassVar = {"Retry-After": _RETRY_AFTER}
    headers: ClassVar = {"Retry-After": "retry_after"}

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


REJECTIONS: Final[tuple[type[Rejection], ...]] = (
    MalformedRequest,
    Unauthenticated,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    NotAcceptable,
    KeyInFlight,
    PreconditionFailed,
    ContentTooLarge,
    UnsupportedMediaType,
    InvalidRequest,
    UpgradeRequired,
    PreconditionRequired,
    QuotaExceeded,
    InternalError,
    NotImplementedYet,
    Unavailable,
)
"""All of them, in the order of their statuses; each has a status of its own."""
