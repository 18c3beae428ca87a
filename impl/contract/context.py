"""What a handler may use while it answers one request."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import Scope

from impl.contract.client import client_address
from impl.contract.operation import Operation
from impl.resources import Resources
from impl.security.principal import Principal
from impl.storage.sessions import ReadSession, WriteSession

if TYPE_CHECKING:
    from impl.contract.admission import Admission
    from impl.contract.limits import Account


class RequestContext:
    """One per request; sessions are opened when first asked for, and share its life.

    `principal` is None where the document asks for no credentials, or makes them optional and
    none were given. `media_type` is the client's favourite among the media types that the
    document gives the operation's successes; None when they have no body. `accounts` is how the
    limits stand that the request was charged for.
    """

    __slots__ = (
        "_admission",
        "_headers",
        "_read",
        "_write",
        "accounts",
        "media_type",
        "operation",
        "principal",
        "resources",
        "scope",
    )

    def __init__(
        self,
        operation: Operation,
        scope: Scope,
        resources: Resources,
        admission: "Admission | None" = None,
    ) -> None:
        self.operation = operation
        self.scope = scope
        self.resources = resources
        self.principal: Principal | None = None
        self.media_type: str | None = None
        self.accounts: list[Account] = []
        self._admission = admission
        self._headers: Headers | None = None
        self._read: ReadSession | None = None
        self._write: WriteSession | None = None

    @property
    def request_id(self) -> str:
        """A UUID, which logs and problems name."""
        return request_id(self.scope)

    @property
    def headers(self) -> Headers:
        """The request's headers, by name without regard to case."""
        if self._headers is None:
            self._headers = Headers(scope=self.scope)
        return self._headers

    @property
    def client(self) -> str:
        """The client's address, as limits count it; "" if the server does not know."""
        return client_address(self.scope)

    @property
    def read(self) -> ReadSession:
        """For queries only; sees what is committed."""
        if self._read is None:
            self._read = self.resources.database.read()
        return self._read

    @property
    def write(self) -> WriteSession:
        """The request's one transaction; committed before the answer leaves."""
        if self._write is None:
            self._write = self.resources.database.write()
        return self._write

    async def limit(self, name: str, key: str) -> None:
        """Charge a limit that the operation declares with `by: handler`, counted under `key`.

        `key` is what a request is about (an account, a card); it is hashed before it is stored.

        Raises:
            LookupError: the document gives the operation no such limit.
            QuotaExceeded: it is used up (429); let it pass.
        """
        self._expect_limit(name)
        if self._admission is not None:
            await self._admission.charge(self, name, key)

    async def forgive(self, name: str, key: str) -> None:
        """Take back all that was charged so: the limit is for failures, and this was none.

        Raises: `LookupError`, as `limit` does.
        """
        self._expect_limit(name)
        if self._admission is not None:
            await self._admission.forgive(self, name, key)

    def _expect_limit(self, name: str) -> None:
        if not any(limit.name == name and limit.by == "handler" for limit in self.operation.limits):
            raise LookupError(f"{self.operation.id} has no limit {name!r} with `by: handler`")

    async def commit(self) -> None:
        """Commit what was written; whatever this raises, the request has failed."""
        if self._write is not None:
            await self._write.commit()

    async def close(self) -> None:
        """Give everything back; what was not committed is rolled back."""
        if self._write is not None:
            write, self._write = self._write, None
            await write.close()


def request_id(scope: Scope) -> str:
    """The id that the middleware gave the request; without a middleware, one is given here."""
    state: dict[str, Any] = scope.setdefault("state", {})
    return str(state.get("request_id") or state.setdefault("request_id", str(uuid4())))
