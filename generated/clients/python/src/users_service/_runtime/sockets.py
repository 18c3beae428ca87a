"""WebSockets: messages of the API's types, both ways. They need the extra `sockets`."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar

import httpx2
from pydantic import TypeAdapter, ValidationError

from .client.async_client import AsyncCalls
from .client.sync_client import SyncCalls
from .errors import ApiError, ConnectionFailed, TimedOut
from .model import UNSET, from_json, to_json
from .operation import Operation
from .request.credentials import Shown
from .request.options import CallOptions
from .request.requests import PreparedCall
from .response.reading import unexpected

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection as AsyncConnection
    from websockets.exceptions import ConnectionClosed, InvalidHandshake
    from websockets.http11 import Response
    from websockets.sync.client import ClientConnection

Sent = TypeVar("Sent")
Received = TypeVar("Received")
_OWN_HEADERS: Final = ("accept", "accept-encoding", "connection", "content-length", "host")
"""Headers of the request that a handshake has of itself."""
_CLEAN: Final = (1000, 1001)


class SocketClosed(ApiError):
    """The other side closed the socket, or the connection was lost (then the code is 1006)."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"the socket is closed: {code} {reason}".rstrip())
        self.code = code
        self.reason = reason


class UnexpectedMessage(ApiError):
    """A message that the document does not describe; `content` is what was received."""

    def __init__(self, message: str, *, content: str | bytes, request_id: str | None) -> None:
        super().__init__(f"{message} (request {request_id or 'unknown'})")
        self.content = content
        self.request_id = request_id


@dataclass(frozen=True)
class SocketOperation(Generic[Sent, Received]):
    """`handshake` opens the socket; `received` is the type of what comes then.

    `sent` is the type of messages whose values do not say by themselves how they are written.
    """

    handshake: Operation[None]
    received: Any
    subprotocols: tuple[str, ...] = ()
    sent: Any = None

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.received)

    @cached_property
    def _adapter_of_sent(self) -> TypeAdapter[Any] | None:
        return None if self.sent is None else TypeAdapter(self.sent)

    def written(self, message: Sent) -> str:
        """Write a message as JSON."""
        return to_json(message, self._adapter_of_sent).decode()


class _Messages(Generic[Sent, Received]):
    def __init__(
        self, operation: SocketOperation[Sent, Received], response: Response | None
    ) -> None:
        self._operation = operation
        headers = {} if response is None else response.headers
        self.request_id = headers.get("x-request-id")
        """How the service names the handshake in its logs."""

    def _read(self, content: str | bytes) -> Received:
        try:
            message: Received = from_json(self._operation.adapter, content)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = self._operation.handshake.id
            raise UnexpectedMessage(
                f"{name}: a message is outside the contract: {first['msg']}",
                content=content,
                request_id=self.request_id,
            ) from None
        return message


class Socket(_Messages[Sent, Received]):
    """An open WebSocket; close it, or use it in a `with` block.

    Iterating ends when the other side closes as it should (1000 or 1001).
    """

    def __init__(
        self, operation: SocketOperation[Sent, Received], connection: ClientConnection
    ) -> None:
        super().__init__(operation, connection.response)
        self.connection = connection

    def send(self, message: Sent) -> None:
        """Send a message.

        Raises:
            SocketClosed: it can no longer be sent.
        """
        from websockets.exceptions import ConnectionClosed  # noqa: PLC0415  an extra

        try:
            self.connection.send(self._operation.written(message))
        except ConnectionClosed as error:
            raise _closed(error) from error

    def receive(self, timeout: float | None = None) -> Received:
        """Wait for the next message.

        Raises:
            SocketClosed: there will be none.
            TimedOut: there was none for `timeout` seconds.
            UnexpectedMessage: the document does not describe it.
        """
        from websockets.exceptions import ConnectionClosed  # noqa: PLC0415  an extra

        try:
            content = self.connection.recv(timeout)
        except ConnectionClosed as error:
            raise _closed(error) from error
        except TimeoutError as error:
            raise TimedOut(f"no message for {timeout} s", was_sent=True) from error
        return self._read(content)

    def __iter__(self) -> Iterator[Received]:
        while True:
            try:
                yield self.receive()
            except SocketClosed as closed:
                if closed.code in _CLEAN:
                    return
                raise

    def close(self, code: int = 1000, reason: str = "") -> None:
        """Close the socket."""
        self.connection.close(code, reason)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncSocket(_Messages[Sent, Received]):
    """An open WebSocket; close it, or use it in an `async with` block.

    Iterating ends when the other side closes as it should (1000 or 1001).
    """

    def __init__(
        self, operation: SocketOperation[Sent, Received], connection: AsyncConnection
    ) -> None:
        super().__init__(operation, connection.response)
        self.connection = connection

    async def send(self, message: Sent) -> None:
        """Send a message.

        Raises:
            SocketClosed: it can no longer be sent.
        """
        from websockets.exceptions import ConnectionClosed  # noqa: PLC0415  an extra

        try:
            await self.connection.send(self._operation.written(message))
        except ConnectionClosed as error:
            raise _closed(error) from error

    async def receive(self, timeout: float | None = None) -> Received:
        """Wait for the next message.

        Raises:
            SocketClosed: there will be none.
            TimedOut: there was none for `timeout` seconds.
            UnexpectedMessage: the document does not describe it.
        """
        from asyncio import timeout as limit  # noqa: PLC0415  a synchronous program does without

        from websockets.exceptions import ConnectionClosed  # noqa: PLC0415  an extra

        try:
            async with limit(timeout):
                content = await self.connection.recv()
        except ConnectionClosed as error:
            raise _closed(error) from error
        except TimeoutError as error:
            raise TimedOut(f"no message for {timeout} s", was_sent=True) from error
        return self._read(content)

    async def __aiter__(self) -> AsyncIterator[Received]:
        while True:
            try:
                yield await self.receive()
            except SocketClosed as closed:
                if closed.code in _CLEAN:
                    return
                raise

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close the socket."""
        await self.connection.close(code, reason)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def open_socket(
    calls: SyncCalls,
    operation: SocketOperation[Sent, Received],
    arguments: Mapping[str, Any],
    options: CallOptions,
) -> Socket[Sent, Received]:
    """Open a socket; the handshake is tried again like any call."""
    from websockets.exceptions import InvalidHandshake, InvalidStatus  # noqa: PLC0415  an extra
    from websockets.sync.client import connect  # noqa: PLC0415  as above

    call = calls.shared.prepare(operation.handshake, arguments, UNSET, options)
    for attempt in call.retries.context(call.wait):
        with attempt:
            shown = calls.shared.credentials.shown(operation.handshake.security)
            for renewed in (False, True):
                try:
                    opened = connect(**_settings(calls, operation, call, shown)).__enter__()
                except InvalidStatus as refused:
                    response = _answer(refused.response)
                    if renewed or not calls.shared.can_renew(call, shown, response):
                        _raise(calls, operation, response)
                    calls.renew(shown)
                    shown = calls.shared.credentials.shown(operation.handshake.security)
                except (OSError, InvalidHandshake) as error:
                    raise _failed(error) from error
                else:
                    return Socket(operation, opened)
    raise AssertionError("the last attempt returns or raises")


async def open_async_socket(
    calls: AsyncCalls,
    operation: SocketOperation[Sent, Received],
    arguments: Mapping[str, Any],
    options: CallOptions,
) -> AsyncSocket[Sent, Received]:
    """Open a socket; the handshake is tried again like any call."""
    from websockets.asyncio.client import connect  # noqa: PLC0415  an extra
    from websockets.exceptions import InvalidHandshake, InvalidStatus  # noqa: PLC0415  as above

    call = calls.shared.prepare(operation.handshake, arguments, UNSET, options)
    async for attempt in call.retries.context(call.wait):
        with attempt:
            shown = calls.shared.credentials.shown(operation.handshake.security)
            for renewed in (False, True):
                try:
                    opened = await connect(**_settings(calls, operation, call, shown))
                except InvalidStatus as refused:
                    response = _answer(refused.response)
                    if renewed or not calls.shared.can_renew(call, shown, response):
                        _raise(calls, operation, response)
                    await calls.renew(shown)
                    shown = calls.shared.credentials.shown(operation.handshake.security)
                except (OSError, InvalidHandshake) as error:
                    raise _failed(error) from error
                else:
                    return AsyncSocket(operation, opened)
    raise AssertionError("the last attempt returns or raises")


def _settings(
    calls: SyncCalls | AsyncCalls,
    operation: SocketOperation[Any, Any],
    call: PreparedCall,
    shown: Shown,
) -> dict[str, Any]:
    """What both libraries' `connect` are told."""
    timeout = calls.shared.timeout(call)
    request = call.request(calls.http.build_request, shown, timeout, calls.user_agent)
    headers = request.headers.items()
    return {
        "uri": re.sub("^http", "ws", str(request.url)),
        "additional_headers": [
            (name, value) for name, value in headers if name not in (*_OWN_HEADERS, "user-agent")
        ],
        "subprotocols": operation.subprotocols or None,
        "open_timeout": timeout,
        "user_agent_header": calls.user_agent,
    }


def _answer(response: Response) -> httpx2.Response:
    """The refusal of a handshake as any other response."""
    headers = [
        (name, value)
        for name, value in response.headers.raw_items()
        if name.lower() not in ("content-encoding", "transfer-encoding")
    ]
    return httpx2.Response(
        response.status_code, headers=headers, content=bytes(response.body or b"")
    )


def _raise(
    calls: SyncCalls | AsyncCalls,
    operation: SocketOperation[Any, Any],
    response: httpx2.Response,
) -> None:
    calls.shared.value(operation.handshake, response, None)
    raise unexpected(operation.handshake, response, "it opens no WebSocket")


def _failed(error: OSError | InvalidHandshake) -> ConnectionFailed:
    if isinstance(error, TimeoutError):
        return TimedOut("the handshake took too long", was_sent=True)
    return ConnectionFailed(f"no socket: {error or type(error).__name__}", was_sent=False)


def _closed(error: ConnectionClosed) -> SocketClosed:
    frame = error.rcvd
    return SocketClosed(1006, "") if frame is None else SocketClosed(frame.code, frame.reason)
