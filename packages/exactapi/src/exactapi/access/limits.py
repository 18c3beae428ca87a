"""`x-rate-limit`: the limits of one operation, and how they are reported.

The fields are those of draft-ietf-httpapi-ratelimit-headers-10; their items come in the order of
the document.
"""

import math
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from starlette.types import Scope

from exactapi.access.client import client_address
from exactapi.access.ports import Charge, Principal, Quota, Standing
from exactapi.document.contract import Contract
from exactapi.operations.operation import Operation
from exactapi.operations.policies import CountedBy, Limit
from exactapi.options import ContractOptions
from exactapi.problems import PROBLEM_JSON
from exactapi.rejections import QuotaExceeded
from exactapi.response.declared import DeclaredResponses
from exactapi.response.raw import HeaderList

FIELDS: Final = frozenset({b"ratelimit-policy", b"ratelimit"})
"""The names of the header fields that tell how the limits stand."""

_NAMELESS: Final = "urn:uuid:00000000-0000-0000-0000-000000000000"


class BoundLimit(NamedTuple):
    """A limit with everything that no request changes; `caller` says who is counted."""

    name: str
    quota: Quota
    caller: Callable[[Scope, Principal | None], str]
    item: bytes
    policy: bytes

    def charge(self, caller: str) -> Charge:
        return Charge(f"{self.name}|{caller}", self.quota)


class Account(NamedTuple):
    """The standing of one limit after a request has been charged, or refused."""

    limit: BoundLimit
    standing: Standing


class Limits:
    """`always` are charged for every request, `by_handler` when the handler says so."""

    __slots__ = ("_contract", "_declared", "_names_policies", "_policy", "always", "by_handler")

    def __init__(
        self,
        contract: Contract,
        operation: Operation,
        declared: DeclaredResponses,
        options: ContractOptions,
    ) -> None:
        self._contract = contract
        self._declared = declared
        self._names_policies: bool | None = None
        limits = operation.limits if options.rate_limits else ()
        bound = [(_bound(limit, options.rate_limit_scale), limit.by) for limit in limits]
        self.always = [limit for limit, by in bound if by != "handler"]
        self.by_handler = {limit.name: limit for limit, by in bound if by == "handler"}
        self._policy = b", ".join(limit.policy for limit, _ in bound)

    def fields(self, accounts: Sequence[Account]) -> HeaderList:
        """`RateLimit-Policy` and `RateLimit`; none where nothing was charged."""
        if not accounts:
            return []
        items = [
            b"%s;r=%d;t=%d" % (limit.item, max(0, standing.remaining), math.ceil(standing.reset))
            for limit, standing in accounts
        ]
        return [(b"ratelimit-policy", self._policy), (b"ratelimit", b", ".join(items))]

    def exceeded(self, accounts: Sequence[Account]) -> QuotaExceeded:
        """Return the problem when some of the limits have no room."""
        violated = [account for account in accounts if account.standing.wait]
        names = [limit.name for limit, _ in violated]
        seconds = max(1, math.ceil(max(standing.wait for _, standing in violated)))
        if self._names_policies is None:
            self._names_policies = self._admits(QuotaExceeded(seconds, names))
        return QuotaExceeded(seconds, names if self._names_policies else ())

    def _admits(self, problem: QuotaExceeded) -> bool:
        """Return whether the document's schema for the problem lets it name the policies."""
        response = self._declared.match(problem.status)
        content = response.content.get(PROBLEM_JSON) if response else None
        if content is None or content.schema is None:
            return True
        validator = self._contract.validator(content.schema, "response")
        return validator.is_valid(problem.body(_NAMELESS))


def hashed(key: str) -> str:
    """Hash what a handler counts by: it may be private, and Redis need not know it."""
    return "h:" + sha256(key.encode(errors="surrogatepass")).hexdigest()


def _bound(limit: Limit, scale: float) -> BoundLimit:
    quota = Quota(max(1, round(limit.limit * scale)), limit.window, limit.restricted)
    item = b'"%s"' % limit.name.encode("ascii")
    policy = b"%s;q=%d;w=%d" % (item, quota.limit, quota.window)
    return BoundLimit(limit.name, quota, _CALLERS[limit.by], item, policy)


def _by_principal(scope: Scope, principal: Principal | None) -> str:
    return f"p:{principal.subject}" if principal is not None else _by_address(scope, None)


def _by_address(scope: Scope, _principal: Principal | None) -> str:
    return f"a:{client_address(scope)}"


def _by_operation(_scope: Scope, _principal: Principal | None) -> str:
    return "o:"


_CALLERS: Final[dict[CountedBy, Callable[[Scope, Principal | None], str]]] = {
    "principal": _by_principal,
    "address": _by_address,
    "operation": _by_operation,
    "handler": _by_operation,
}
