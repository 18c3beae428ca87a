"""`x-cache`: answers a question with the answer that it has had before.

The versions of the tags are read with the value, before the handler asks its stores, and the
answer is kept under them. So an answer that was made of old rows is never taken for one of the
new: whoever invalidates a tag after the commit has given it another version by then.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from exactapi.access.context import RequestContext
from exactapi.access.limits import FIELDS
from exactapi.access.ports import ResponseCache
from exactapi.caching.keys import Keys
from exactapi.caching.stored import StoredResponse, lifetime
from exactapi.document.contract import Contract
from exactapi.operations.operation import Operation
from exactapi.operations.policies import Cache
from exactapi.response.raw import HeaderList, RawResponse

Produce = Callable[[RequestContext, dict[str, Any]], Awaitable[RawResponse]]
"""From a request to its answer, by the handler."""

_ATTEMPTS: Final = 2
"""Times that a request waits for another one's answer, before it asks the handler itself."""


class Caching:
    """The answers of one operation; requests that ask the same wait for one of them."""

    def __init__(
        self, contract: Contract, operation: Operation, policy: Cache, store: ResponseCache
    ) -> None:
        self._store = store
        self._ttl = policy.ttl
        self._tags = policy.tags
        self._keys = Keys(contract, operation.id, [name.lower() for name in policy.vary])
        who = b"private" if operation.security else b"public"
        self._control = (b"cache-control", b"%s, max-age=%d" % (who, policy.ttl))
        vary = [*policy.vary, *_credentials(contract, operation)]
        self._vary: HeaderList = [(b"vary", ", ".join(vary).encode("latin-1"))] if vary else []
        self._flights: dict[tuple[str, str], asyncio.Future[StoredResponse | None]] = {}

    async def answer(
        self, context: RequestContext, arguments: dict[str, Any], produce: Produce
    ) -> RawResponse:
        """Return the answer that is kept, or that `produce` gives, which is then kept.

        It is without the fields of the limits, which differ from request to request.
        """
        key = self._keys.of(context, arguments)
        if key is None:
            return _unlimited(await produce(context, arguments))
        entry = await self._store.get(key, self._tags)
        if entry is not None and entry.value is not None:
            return StoredResponse.read(entry.value).response(self._ttl)
        version = "" if entry is None else entry.version
        for _ in range(_ATTEMPTS):
            flight = self._flights.get((key, version))
            if flight is None:
                return await self._produce(key, version, context, arguments, produce)
            # The answer is another request's: this one may be cancelled, and that one goes on.
            stored = await asyncio.shield(flight)
            if stored is not None:
                return stored.response(self._ttl)
        return _unlimited(await produce(context, arguments))

    async def _produce(
        self,
        key: str,
        version: str,
        context: RequestContext,
        arguments: dict[str, Any],
        produce: Produce,
    ) -> RawResponse:
        """Produce and keep the answer; others wait until it is kept, so that none just misses it.

        Without a version there is nowhere to keep it: the store is away.
        """
        flight = self._flights[key, version] = asyncio.get_running_loop().create_future()
        stored = None
        try:
            response = _unlimited(await produce(context, arguments))
            if not any(name == b"cache-control" for name, _ in response.headers):
                response.headers.append(self._control)
            response.headers += self._vary
            stored = StoredResponse.of(response)
            if stored is not None and version:
                await self._store.put(key, stored.written(), version, lifetime(self._ttl))
            return response
        finally:
            del self._flights[key, version]
            flight.set_result(stored)


def _unlimited(response: RawResponse) -> RawResponse:
    response.headers = [each for each in response.headers if each[0] not in FIELDS]
    return response


def _credentials(contract: Contract, operation: Operation) -> Sequence[str]:
    """Return the request headers with credentials: a browser may have another user later."""
    found: dict[str, None] = {}
    for name in {name: None for alternative in operation.security for name in alternative}:
        scheme: Mapping[str, Any] = contract.security_schemes.get(name, {})
        if scheme.get("type") != "apiKey":
            found["Authorization"] = None
        elif scheme["in"] == "header":
            found[scheme["name"]] = None
        elif scheme["in"] == "cookie":
            found["Cookie"] = None
    return [*found]
