"""The context of one request, for its handler."""

from collections.abc import Callable
from typing import Any, Generic, Protocol

from starlette.datastructures import Headers
from starlette.types import Scope

from exactapi.access.client import client_address
from exactapi.access.limits import Account
from exactapi.access.ports import NoUnitOfWork, Principal, ResourcesT, UnitOfWork, UnitOfWorkT
from exactapi.operations.operation import Operation
from exactapi.request_id import request_id
from exactapi.response.preconditions import Preconditions, state_of


class HandlerLimits(Protocol):
    """Charges the limits that a handler counts by (`by: handler`)."""

    async def charge(self, context: "RequestContext", name: str, key: str) -> None: ...

    async def forgive(self, name: str, key: str) -> None: ...


class RequestContext(Generic[ResourcesT, UnitOfWorkT]):
    """One per request, with what the service brings: its resources and its unit of work.

    `principal` is None where the document asks for no credentials, or makes them optional and
    none were given. `media_type` is the client's favourite among the media types that the
    document gives the operation's successes; None when they have no body. `accounts` is the state
    of each limit that the request was charged for. `preconditions` are those of an `x-etag`.
    """

    __slots__ = (
        "_begin",
        "_headers",
        "_limits",
        "_unit_of_work",
        "accounts",
        "media_type",
        "operation",
        "preconditions",
        "principal",
        "resources",
        "scope",
    )

    def __init__(
        self,
        operation: Operation,
        scope: Scope,
        resources: ResourcesT,
        limits: HandlerLimits | None = None,
        begin: Callable[[], UnitOfWork] = NoUnitOfWork,
    ) -> None:
        self.operation = operation
        self.scope = scope
        self.resources = resources
        self.principal: Principal | None = None
        self.media_type: str | None = None
        self.accounts: list[Account] = []
        self.preconditions: Preconditions | None = None
        self._limits = limits
        self._begin = begin
        self._headers: Headers | None = None
        self._unit_of_work: Any = None

    @property
    def request_id(self) -> str:
        """Return a UUID, which logs and problems name."""
        return request_id(self.scope)

    @property
    def headers(self) -> Headers:
        """Return the request's headers, by name without regard to case."""
        if self._headers is None:
            self._headers = Headers(scope=self.scope)
        return self._headers

    @property
    def client(self) -> str:
        """Return the client's address, as limits count it; "" if the server does not know."""
        return client_address(self.scope)

    @property
    def unit_of_work(self) -> UnitOfWorkT:
        """Begun when first asked for, committed before the response leaves."""
        if self._unit_of_work is None:
            self._unit_of_work = self._begin()
        unit_of_work: UnitOfWorkT = self._unit_of_work
        return unit_of_work

    @property
    def has_begun(self) -> bool:
        """Return whether there is a unit of work to commit and to close."""
        return self._unit_of_work is not None

    @property
    def is_conditional(self) -> bool:
        """Return whether the client says which version of the object it means (`x-etag`)."""
        return self.preconditions is not None and self.preconditions.is_given

    def etag(self, *version: object) -> None:
        """Name the version of the object that the response shows, by values that change with it.

        Raises:
            LookupError: the operation has no `x-etag`.
        """
        self._conditions().state = state_of(version)

    def if_match(self, *version: object) -> None:
        """Compare the version of the object that is about to be changed; hold it before.

        Without a version there is no object, which is about to be made.

        Raises:
            PreconditionFailed: the client means another version (412); let it pass.
            LookupError: the operation has no `x-etag`.
        """
        self._conditions().check_change(state_of(version) if version else None)

    def _conditions(self) -> Preconditions:
        if self.preconditions is None:
            raise LookupError(f"{self.operation.id} has no `x-etag`")
        return self.preconditions

    async def limit(self, name: str, key: str) -> None:
        """Charge a limit that the operation declares with `by: handler`, counted under `key`.

        `key` is what a request is about (an account, a card); it is hashed before it is stored.

        Raises:
            LookupError: the document gives the operation no such limit.
            QuotaExceeded: it is used up (429); let it pass.
        """
        self._expect_limit(name)
        if self._limits is not None:
            await self._limits.charge(self, name, key)

    async def forgive(self, name: str, key: str) -> None:
        """Take back all that was charged: the limit is for failures, and this was none.

        Raises:
            LookupError: the document gives the operation no such limit.
        """
        self._expect_limit(name)
        if self._limits is not None:
            await self._limits.forgive(name, key)

    def _expect_limit(self, name: str) -> None:
        if not any(limit.name == name and limit.by == "handler" for limit in self.operation.limits):
            raise LookupError(f"{self.operation.id} has no limit {name!r} with `by: handler`")

    async def commit(self) -> None:
        """Commit what was written; whatever this raises, the request has failed."""
        if self._unit_of_work is not None:
            await self._unit_of_work.commit()

    async def close(self) -> None:
        """Release everything; what was not committed is rolled back."""
        if self._unit_of_work is not None:
            unit_of_work, self._unit_of_work = self._unit_of_work, None
            await unit_of_work.close()
