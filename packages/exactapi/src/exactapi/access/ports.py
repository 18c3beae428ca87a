"""The ports of the runtime: what it needs from the service, and the values that are passed.

A service brings its own stores: the runtime knows neither PostgreSQL nor Redis, and no user.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, Protocol

from typing_extensions import TypeVar

from exactapi.errors import ExactAPIError
from exactapi.problems import ErrorBody, Problem


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller, once a verifier has accepted the credentials.

    `scopes` are those granted; the runtime decides whether they suffice.
    `session` names the session that the credentials belong to (claim `sid`). The runtime asks
    whether it still holds before anything else happens. None: valid until they expire.
    `expires` is when they do, in Unix seconds: a WebSocket that was opened with them is closed
    then. None: it stays open.
    """

    subject: str
    scopes: frozenset[str] = frozenset()
    session: str | None = None
    expires: float | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """`limit` requests at once, then one every `window / limit` seconds.

    So any stretch of `t` seconds sees at most `limit * (1 + t / window)` of them.

    `restricted`: while the store of counters is away, allow next to nothing rather than a share.
    """

    limit: int
    window: int
    restricted: bool = False


class Standing(NamedTuple):
    """The state of a quota after a request: units left, and seconds until it is whole again.

    `wait` is 0 for what was admitted, else the seconds until it would be.
    """

    remaining: int
    reset: float
    wait: float


class Charge(NamedTuple):
    """One unit of the quota that is counted under `key`."""

    key: str
    quota: Quota


class SessionState(Enum):
    """`UNKNOWN`: ask the store of truth, and come again with what it says."""

    VALID = 1
    UNKNOWN = 0
    REVOKED = -1


class GuardResult(NamedTuple):
    """The result of a check; `standings` are in the order of the charges, empty unless `VALID`.

    Nothing was charged unless no standing has a `wait`. Without a session, it is `VALID`.
    """

    session: SessionState
    standings: Sequence[Standing] = ()


class RequestGuard(Protocol):
    """Checks the session and charges the rate limits of a request, in one round trip."""

    async def check(
        self, charges: Sequence[Charge], session: str | None = None, valid_for: float | None = None
    ) -> GuardResult:
        """Charge everything, if the session holds and all of it can be charged.

        `valid_for` is what the store of truth said of the session: the seconds that it still
        holds, 0 if it does not, None if it was not asked.
        """
        ...

    async def reset(self, charge: Charge) -> None:
        """Count as if nothing had been charged there."""
        ...


class CacheEntry(NamedTuple):
    """What a cache has under a key: `value` is None if there is nothing that may be used.

    `version` is that of the tags now, which `put` is given with the value that is made next.
    """

    value: bytes | None
    version: str


class ResponseCache(Protocol):
    """Keeps answers (`x-cache`). Neither method raises because the store is away."""

    async def get(self, key: str, tags: Sequence[str]) -> CacheEntry | None:
        """Return what is kept under the key; None if the store is away.

        A value is returned only while all tags have the version that it was put with.
        """
        ...

    async def put(self, key: str, value: bytes, version: str, ttl: float) -> None:
        """Keep a value for `ttl` seconds, under the version that `get` has returned."""
        ...


class KeyInUseError(ExactAPIError):
    """Raised when another transaction holds the key."""


class KeptResponse(NamedTuple):
    """The answer that a key has had, and what tells the request that it belongs to."""

    fingerprint: bytes
    answer: bytes


class IdempotencyKeys(Protocol):
    """Keeps keys and answers (`x-idempotency`) in the transaction of the change."""

    async def begin(self, unit_of_work: Any, key: bytes) -> KeptResponse | None:
        """Hold the key until the transaction ends; return what is kept under it.

        Raises:
            KeyInUseError: another transaction holds it.
        """
        ...

    async def keep(
        self, unit_of_work: Any, key: bytes, *, fingerprint: bytes, answer: bytes, ttl: int
    ) -> None:
        """Keep the answer for `ttl` seconds, if and only if the transaction is committed."""
        ...


class UnitOfWork(Protocol):
    """The changes of one request, made durable together."""

    async def commit(self) -> None:
        """Make the changes durable, before the response leaves; if it raises, the request fails."""
        ...

    async def close(self) -> None:
        """Release what is held; roll back what was not committed."""
        ...


class NoUnitOfWork:
    """For a service without stores: there is nothing to commit."""

    async def commit(self) -> None:
        pass

    async def close(self) -> None:
        pass


ResourcesT = TypeVar("ResourcesT", default=Any)
UnitOfWorkT = TypeVar("UnitOfWorkT", bound=UnitOfWork, default=Any)

Translate = Callable[[Exception], Problem | ErrorBody[Any] | None]
"""From an exception of the service to what the client is told; None for a defect (500)."""
