"""The options of the runtime for a deployment; everything else is in the document."""

from collections.abc import Sequence
from dataclasses import dataclass

from exactapi.errors import ExactAPIError


class ConfigurationError(ExactAPIError):
    """The application is put together wrongly; raised at start-up, never for a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketOptions:
    """The bounds of WebSockets.

    origins: the origins that browsers may connect from, besides the service's own (`Host`). Clients
        that send no `Origin` are no browsers, and need none.
    queue: the messages that may wait for one client; with one more it is closed as too slow.
    patience: the seconds that `Socket.send` waits for room in the queue before it does the same.
    closing: the seconds that a client has to take what was sent before its socket was closed.
    session_check: the seconds between questions whether a socket's session still holds.
    """

    origins: Sequence[str] = ()
    queue: int = 256
    patience: float = 10.0
    closing: float = 5.0
    session_check: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractOptions:
    """The strictness, bounds and logging of the runtime.

    check_responses: the share of responses, 0.0 to 1.0, that is checked against the document.
        A response that breaks it becomes a 500. All in development and tests; in production 0.0,
        or a small share to learn of drift. Of a stream each item is checked, but not bytes or text.
    explain_violations: the 500 for a broken contract says what is wrong. For development and
        tests: it tells strangers how the service works.
    max_body_bytes: the largest request body that is read; beyond it the response is 413.
    refuse_unknown_query: a query parameter that the operation does not declare is a 422.
    strict_slashes: a path with a slash at its end is another one than the same without it. By
        default the two are one path, unless the document has both.
    mutual_tls_header: the header in which the proxy in front hands on the verified client
        certificate, for `mutualTLS` schemes. The proxy must remove it from what clients send,
        so there is no default.
    realm: names the protected space in `WWW-Authenticate` (RFC 9110, section 11.5).
    rate_limits: False lets everybody through, and reports nothing.
    rate_limit_scale: multiplies the document's limits.
    sockets: the bounds of WebSockets.
    """

    check_responses: float = 0.0
    explain_violations: bool = False
    max_body_bytes: int = 1_048_576
    refuse_unknown_query: bool = True
    strict_slashes: bool = False
    mutual_tls_header: str | None = None
    realm: str = "api"
    rate_limits: bool = True
    rate_limit_scale: float = 1.0
    sockets: SocketOptions = SocketOptions()
