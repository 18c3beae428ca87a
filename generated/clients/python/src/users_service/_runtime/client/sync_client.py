"""The synchronous half of the runtime."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ParamSpec, Self, TypeVar, cast

import httpx2

from ..model import UNSET
from ..operation import Operation
from ..request.credentials import NOTHING, Shown
from ..request.options import DEFAULTS, CallOptions
from ..request.requests import PreparedCall, failed, user_agent
from ..response.bounded import Bounded
from ..response.capture import capturing, current
from ..response.reading import ApiResponse, declared_response
from ..response.streams import Download, EventStream
from .shared import Shared, is_success

P = ParamSpec("P")
T = TypeVar("T")


class SyncCalls:
    """Sends calls over a pool of connections."""

    def __init__(self, shared: Shared, http: httpx2.Client) -> None:
        self.shared = shared
        self.http = http
        self.user_agent = user_agent(shared.api.product)

    def call(
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

        def once() -> T:
            response = self._authorized(call, stream=unread)
            if capture is not None and unread and is_success(response):
                capture.response = response
                self.shared.noted(operation, response)
                return cast("T", None)
            if unread:
                _whole(response, self.shared.timeout(call))
            return cast("T", self.shared.value(operation, response, capture))

        return call.repeat(once)

    def events(
        self,
        operation: Operation[T],
        arguments: Mapping[str, Any],
        body: Any = UNSET,
        options: CallOptions = DEFAULTS,
    ) -> EventStream[T]:
        """Open a stream; what it begins with is tried again like any call."""
        call = self.shared.prepare(operation, arguments, body, options)

        def once() -> EventStream[T]:
            response = self._authorized(call, stream=True)
            declared = declared_response(operation, response)
            if declared is None or declared.kind != "events" or not is_success(response):
                whole = _whole(response, self.shared.timeout(call))
                self.shared.value(operation, whole, None)
            self.shared.noted(operation, response)
            return EventStream(operation, self.shared.stream_of(operation, response), response)

        return call.repeat(once)

    def _authorized(self, call: PreparedCall, *, stream: bool) -> httpx2.Response:
        """Return the answer; a worn-out access token is replaced once."""
        shown = self.shared.credentials.shown(call.operation.security)
        response = self._send(call, shown, stream=stream)
        if not self.shared.can_renew(call, shown, response):
            return response
        response.close()
        self.renew(shown)
        return self._send(
            call, self.shared.credentials.shown(call.operation.security), stream=stream
        )

    def renew(self, shown: Shown) -> None:
        """Get a new access token in place of the one that was shown, once for all calls."""
        tokens = shown.tokens
        if tokens is None:
            return
        with tokens.lock:
            if tokens.access == shown.access:  # else another call has refreshed it meanwhile
                refresh = self.shared.refresh_call(tokens)
                answer = self._send(refresh, NOTHING, stream=False)
                self.shared.take(tokens, answer)
                if tokens.on_tokens is not None:
                    tokens.on_tokens(tokens)

    def _send(self, call: PreparedCall, shown: Shown, *, stream: bool) -> httpx2.Response:
        from ..response.heads import has_come  # noqa: PLC0415  see `opened`

        timeout = self.shared.timeout(call)
        request = call.request(self.http.build_request, shown, timeout, self.user_agent)
        try:
            response = self.http.send(request, stream=True)
            has_come(response)
            return response if stream else _whole(response, timeout)
        except httpx2.RequestError as error:
            raise failed(error) from error
        finally:
            call.close()


class SyncClient:
    """The base of the client; it closes what it opened."""

    calls: SyncCalls

    def raw(self, method: Callable[P, T]) -> Callable[P, ApiResponse[T]]:
        """Make a method return the whole response: `client.raw(client.users.get)(id=...)`."""

        def call(*args: P.args, **kwargs: P.kwargs) -> ApiResponse[T]:
            with capturing() as capture:
                method(*args, **kwargs)
            return cast("ApiResponse[T]", capture.read)

        return call

    def stream(self, method: Callable[P, object]) -> Callable[P, AbstractContextManager[Download]]:
        """Return the method for a `with` block that reads the content bit by bit."""

        @contextmanager
        def call(*args: P.args, **kwargs: P.kwargs) -> Iterator[Download]:
            with capturing(unread=True) as capture:
                method(*args, **kwargs)
            response = cast("httpx2.Response", capture.response)
            try:
                yield Download(response)
            finally:
                response.close()

        return call

    def close(self) -> None:
        """Close the connections."""
        self.calls.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def opened(event_hooks: Mapping[str, list[Callable[..., Any]]] | None) -> httpx2.Client:
    """Return a client of httpx2 whose answers begin in time."""
    from ..response.heads import in_time  # noqa: PLC0415  httpcore2 comes with the first client

    return in_time(httpx2.Client(event_hooks=event_hooks))


def _whole(response: httpx2.Response, timeout: float | None) -> httpx2.Response:
    if timeout is not None:
        response.stream = Bounded(response.stream, timeout)
    try:
        response.read()
    except httpx2.RequestError as error:
        raise failed(error) from error
    return response
