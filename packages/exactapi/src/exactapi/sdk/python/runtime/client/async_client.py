"""The asynchronous half of the runtime."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from inspect import isawaitable
from typing import Any, Final, ParamSpec, Self, TypeVar, cast

import httpx2

from ..errors import TimedOut
from ..model import UNSET
from ..operation import Operation
from ..request.credentials import NOTHING, Shown
from ..request.options import DEFAULTS, CallOptions
from ..request.requests import PreparedCall, failed, user_agent
from ..response.bounded import Bounded
from ..response.capture import capturing, current
from ..response.reading import ApiResponse, declared_response
from ..response.streams import AsyncDownload, AsyncEventStream
from .shared import Shared, is_success

P = ParamSpec("P")
T = TypeVar("T")
_SENT: Final = (".send_request_body.complete", ".send_request_body.failed")
"""What httpcore2 calls the moments from which on an answer may come."""


class AsyncCalls:
    """Sends calls over a pool of connections."""

    def __init__(self, shared: Shared, http: httpx2.AsyncClient) -> None:
        self.shared = shared
        self.http = http
        self.user_agent = user_agent(shared.api.product)

    async def call(
        self,
        operation: Operation[T],
        arguments: Mapping[str, Any],
        body: Any = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> T:
        """Send until there is an answer to return or to raise."""
        capture = current()
        unread = capture is not None and capture.unread
        call = self.shared.prepare(operation, arguments, body, options)

        async def once() -> T:
            response = await self._authorized(call, stream=unread)
            if capture is not None and unread and is_success(response):
                capture.response = response
                self.shared.noted(operation, response)
                return cast("T", None)
            if unread:
                await _whole(response, self.shared.timeout(call))
            return cast("T", self.shared.value(operation, response, capture))

        return await call.arepeat(once)

    async def events(
        self,
        operation: Operation[T],
        arguments: Mapping[str, Any],
        body: Any = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> AsyncEventStream[T]:
        """Open a stream; what it begins with is tried again like any call."""
        call = self.shared.prepare(operation, arguments, body, options)

        async def once() -> AsyncEventStream[T]:
            response = await self._authorized(call, stream=True)
            declared = declared_response(operation, response)
            if declared is None or declared.kind != "events" or not is_success(response):
                whole = await _whole(response, self.shared.timeout(call))
                self.shared.value(operation, whole, None)
            self.shared.noted(operation, response)
            return AsyncEventStream(operation, self.shared.stream_of(operation, response), response)

        return await call.arepeat(once)

    async def _authorized(self, call: PreparedCall, *, stream: bool) -> httpx2.Response:
        """Return the answer; a worn-out access token is replaced once."""
        shown = self.shared.credentials.shown(call.operation.security)
        response = await self._send(call, shown, stream=stream)
        if not self.shared.can_renew(call, shown, response):
            return response
        await response.aclose()
        await self.renew(shown)
        return await self._send(
            call, self.shared.credentials.shown(call.operation.security), stream=stream
        )

    async def renew(self, shown: Shown) -> None:
        """Get a new access token in place of the one that was shown, once for all calls."""
        tokens = shown.tokens
        if tokens is None:
            return
        async with tokens.turn():
            if tokens.access == shown.access:  # else another call has refreshed it meanwhile
                refresh = self.shared.refresh_call(tokens)
                answer = await self._send(refresh, NOTHING, stream=False)
                self.shared.take(tokens, answer)
                if tokens.on_tokens is not None:
                    told = tokens.on_tokens(tokens)
                    if isawaitable(told):
                        await told

    async def _send(self, call: PreparedCall, shown: Shown, *, stream: bool) -> httpx2.Response:
        timeout = self.shared.timeout(call)
        request = call.request(self._build, shown, timeout, self.user_agent)
        try:
            response = await self._head(request, timeout)
            return response if stream else await _whole(response, timeout)
        except httpx2.RequestError as error:
            raise failed(error) from error
        finally:
            call.close()

    async def _head(self, request: httpx2.Request, timeout: float | None) -> httpx2.Response:
        """Return the answer as soon as its head is there, counting from the request's end."""
        from asyncio import get_running_loop  # noqa: PLC0415  as in Tokens.turn
        from asyncio import timeout as limit  # noqa: PLC0415

        if timeout is None:
            return await self.http.send(request, stream=True)
        try:
            async with limit(None) as scope:

                async def traced(event: str, _: object) -> None:
                    if event.endswith(".send_request_headers.started"):
                        scope.reschedule(None)  # a proxy has had a request of its own
                    elif event.endswith(_SENT):
                        scope.reschedule(get_running_loop().time() + timeout)

                request.extensions.setdefault("trace", traced)
                return await self.http.send(request, stream=True)
        except TimeoutError:
            raise TimedOut(f"no answer in {timeout:g} s", was_sent=True) from None

    def _build(self, method: str, url: str, content: Any = None, **options: Any) -> httpx2.Request:
        """Build a request; a file is read bit by bit, as its parts are sent."""
        if isinstance(content, Iterable) and not isinstance(content, bytes | str):
            content = _asynchronous(content)
        return self.http.build_request(method, url, content=content, **options)


class AsyncClient:
    """The base of the client; it closes what it opened."""

    calls: AsyncCalls

    def raw(self, method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[ApiResponse[T]]]:
        """Make a method return the whole response: `client.raw(client.users.get)(id=...)`."""

        async def call(*args: P.args, **kwargs: P.kwargs) -> ApiResponse[T]:
            with capturing() as capture:
                await method(*args, **kwargs)
            return cast("ApiResponse[T]", capture.read)

        return call

    def stream(
        self, method: Callable[P, Awaitable[object]]
    ) -> Callable[P, AbstractAsyncContextManager[AsyncDownload]]:
        """Return the method for an `async with` block that reads the content bit by bit."""

        @asynccontextmanager
        async def call(*args: P.args, **kwargs: P.kwargs) -> AsyncIterator[AsyncDownload]:
            with capturing(unread=True) as capture:
                await method(*args, **kwargs)
            response = cast("httpx2.Response", capture.response)
            try:
                yield AsyncDownload(response)
            finally:
                await response.aclose()

        return call

    async def aclose(self) -> None:
        """Close the connections."""
        await self.calls.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


async def _asynchronous(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def _whole(response: httpx2.Response, timeout: float | None) -> httpx2.Response:
    if timeout is not None:
        response.stream = Bounded(response.stream, timeout)
    try:
        await response.aread()
    except httpx2.RequestError as error:
        raise failed(error) from error
    return response
