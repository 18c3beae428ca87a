"""The policies of an operation, from the document's extensions, as generated code writes them.

openapi/extensions.schema.json defines them; docs/extensions.md explains them.
"""

from dataclasses import dataclass
from typing import Final, Literal

WEBSOCKET: Final = "x-websocket"
"""The extension of operations that are served over a WebSocket."""

CountedBy = Literal["principal", "address", "operation", "handler"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """`x-rate-limit`: `limit` requests in `window` seconds; one counter for each `by`.

    principal: who is asking, by the address where that is unknown. address: the client's.
    operation: all callers together. handler: what the handler gives to `RequestContext.limit`.
    Operations whose limits have the same `name` share their counters.
    `restricted`: while Redis is away hardly anything is let through, instead of a share.
    """

    name: str
    limit: int
    window: int
    by: CountedBy = "principal"
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """`x-owner`: the argument that names the subject whose object the operation is about.

    Others need the scope `unless`; without it they get the status `denied`, whether or not the
    object exists. 404 is then the operation's own problem of that status, if it has one.
    """

    argument: str
    unless: str | None = None
    denied: Literal[403, 404] = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """`x-cache`: an answer is kept for `ttl` seconds, or until one of its `tags` is invalidated.

    `vary` are the request headers, beyond parameters, that the answer depends on.
    """

    ttl: int
    vary: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ETag:
    """`x-etag`: the object has a version; `required`: a change must name it (`If-Match`)."""

    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """`x-idempotency`: a request with a key is done once, and answered again for `ttl` seconds."""

    ttl: int = 86_400
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sunset:
    """`x-sunset`: deprecated `since` a date, served until the date `at`; `link` says what to do."""

    since: str
    at: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeout:
    """`x-timeout`: the handler has `seconds`; then it is cancelled, and what it did undone."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRate:
    """`rate-limit` of `x-websocket`: `limit` messages in `window` seconds on each socket."""

    limit: int
    window: int
