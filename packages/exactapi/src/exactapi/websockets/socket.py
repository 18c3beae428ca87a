"""One client's socket, as a handler has it: typed messages, a bounded queue and one writer."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any, Final, Generic, TypeVar

import structlog
from starlette.types import Message, Receive, Scope, Send

from exactapi.errors import ExactAPIError
from exactapi.options import SocketOptions
from exactapi.websockets.errors import MessageError
from exactapi.websockets.handshake import subprotocol
from exactapi.websockets.messages import Messages, WrittenMessage
from exactapi.websockets.rate import Meter

_log = structlog.get_logger(__name__)

ReceivedT = TypeVar("ReceivedT")
SentT = TypeVar("SentT")

NORMAL: Final = 1000
DEFECT: Final = 1011
SESSION_OVER: Final = 4401
TOO_SLOW: Final = 4408
TOO_MANY_MESSAGES: Final = 4429
"""Close codes (RFC 6455, 7.4; those from 4000 on are ours, after the statuses of HTTP)."""


class SocketClosed(ExactAPIError):
    """The socket is closed, by whomever; `code` says why. It ends a handler, and is no defect."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(f"closed with {code}: {reason}" if reason else f"closed with {code}")
        self.code = code
        self.reason = reason


class Socket(Generic[ReceivedT, SentT]):
    """A socket that takes messages of one type and sends those of another.

    It is accepted with the first call of any method; a problem that a handler raises before is the
    answer to the handshake. Messages wait in a queue, and one task writes them, so that no call
    waits for a client's network. A client that does not read is closed with 4408.
    """

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        messages: Messages,
        options: SocketOptions,
        *,
        headers: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        self._headers = headers
        self._subprotocol = subprotocol(scope, messages.subprotocols)
        self._receive = receive
        self._send = send
        self._messages = messages
        self._options = options
        self._meter = Meter(messages.rate) if messages.rate else None
        self._queue: asyncio.Queue[WrittenMessage | None] = asyncio.Queue(options.queue)
        self._writer: asyncio.Task[None] | None = None
        self._reading: asyncio.Future[Message] | None = None
        self._end: SocketClosed | None = None
        self._has_refused = False

    @property
    def is_accepted(self) -> bool:
        return self._writer is not None

    @property
    def closed(self) -> SocketClosed | None:
        """Return how the socket was closed; None while it is open."""
        return self._end

    async def accept(self) -> None:
        """Accept the handshake, unless that has been done.

        Raises:
            SocketClosed: the client has gone.
        """
        if self.is_accepted or self._end is not None:
            return
        await self._receive()  # the event `websocket.connect`
        accept: Message = {
            "type": "websocket.accept",
            "subprotocol": self._subprotocol,
            "headers": [*self._headers],
        }
        try:
            await self._send(accept)
        except OSError:
            raise self._gone(1006) from None
        self._writer = asyncio.create_task(self._write())

    async def receive(self) -> ReceivedT:
        """Wait for the next message. An invalid one is answered with an error, and passed over.

        Raises:
            SocketClosed: there will be none.
        """
        await self.accept()
        while True:
            event = await self._event()
            if event["type"] == "websocket.disconnect":
                raise self._gone(event.get("code", 1005), event.get("reason") or "")
            try:
                return self._read(event)
            except MessageError as error:
                self._tell(error)
                await self.send(self._messages.write_error(error))
            if self._meter is not None and self._meter.is_abused:
                await self.close(TOO_MANY_MESSAGES, "too many messages")

    async def __aiter__(self) -> AsyncIterator[ReceivedT]:
        """Yield messages until the socket is closed."""
        with suppress(SocketClosed):
            while True:
                yield await self.receive()

    def write(self, message: SentT) -> WrittenMessage:
        """Validate and write a message that will be sent to many sockets of this operation.

        Raises:
            ContractViolationError: it breaks the document.
        """
        return self._messages.write(message)

    async def send(self, message: SentT | WrittenMessage) -> None:
        """Put a message into the queue, and wait for room there if need be.

        Raises:
            SocketClosed: the socket is closed, or was closed now because the client is too slow.
            ContractViolationError: the message breaks the document.
        """
        await self.accept()
        text = self._written(message)
        if self._queue.full():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._options.patience):
                    await self._queue.put(text)
                    return
        self.send_nowait(text)

    def send_nowait(self, message: SentT | WrittenMessage) -> None:
        """Put a message into the queue. Raises what `send` does, without waiting."""
        text = self._written(message)
        if self._end is not None:
            raise self._end
        try:
            self._queue.put_nowait(text)
        except asyncio.QueueFull:
            raise self.drop(TOO_SLOW, "too slow") from None

    async def drain(self) -> None:
        """Wait until what is in the queue has been sent; it leaves room for what others send.

        Raises:
            SocketClosed: the socket is closed, or was closed now because the client is too slow.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(self._options.patience):
                await self._queue.join()
                return
        raise self.drop(TOO_SLOW, "too slow")

    async def close(self, code: int = NORMAL, reason: str = "") -> None:
        """Close the socket once the client has had what is in the queue, if it takes it in time."""
        if self._end is None:
            await self.accept()
            self._ended(code, reason)
            with suppress(asyncio.QueueFull):
                self._queue.put_nowait(None)  # wakes the writer
        if self._writer is not None:
            await asyncio.wait([self._writer], timeout=self._options.closing)
            self._writer.cancel()

    def drop(self, code: int, reason: str = "") -> SocketClosed:
        """Close the socket at once: what is in its queue is lost. Returns how it is closed."""
        if self._end is None:
            self._ended(code, reason)
            if self._reading is not None:
                self._reading.cancel()
            if self._writer is not None:
                self._writer.cancel()
                self._writer = asyncio.create_task(self._send_close())
        return self._end or SocketClosed(code, reason)

    async def _event(self) -> Message:
        """Wait for the server, but no longer than until the socket is dropped.

        The server may never say that it is closed: a client that does not read takes no close.
        """
        if self._end is not None:
            raise self._end
        self._reading = asyncio.ensure_future(self._receive())
        try:
            return await self._reading
        except asyncio.CancelledError:
            if self._end is None:
                raise
            raise self._end from None
        finally:
            self._reading = None

    def _read(self, event: Message) -> ReceivedT:
        if self._meter is not None and not self._meter.admits():
            raise MessageError("rate-limited", "That was one message too many; wait.")
        message: ReceivedT = self._messages.read(event.get("text"))
        return message

    def _tell(self, error: MessageError) -> None:
        """Log what was refused, once: a client may send nothing else."""
        if not self._has_refused:
            self._has_refused = True
            _log.info("message_refused", code=error.code)

    def _written(self, message: Any) -> WrittenMessage:
        return message if isinstance(message, WrittenMessage) else self._messages.write(message)

    async def _write(self) -> None:
        """Send what is in the queue, and in the end that the socket is closed."""
        try:
            while self._end is None or not self._queue.empty():
                text = await self._queue.get()
                if text is not None:
                    await self._send({"type": "websocket.send", "text": text})
                self._queue.task_done()
        except OSError:
            self._ended(1006)
        else:
            await self._send_close()

    async def _send_close(self) -> None:
        """Tell the client and the server; both may be unable to take it."""
        end = self._end or SocketClosed(NORMAL)
        close: Message = {"type": "websocket.close", "code": end.code, "reason": end.reason}
        with suppress(OSError, RuntimeError, TimeoutError):
            async with asyncio.timeout(self._options.closing):
                await self._send(close)

    def _gone(self, code: int, reason: str = "") -> SocketClosed:
        """The client is there no more, so that nothing can be written."""
        if self._writer is not None:
            self._writer.cancel()
        return self._ended(code, reason)

    def _ended(self, code: int, reason: str = "") -> SocketClosed:
        """Keep how the socket ended; the first to say so is right."""
        if self._end is None:
            self._end = SocketClosed(code, reason)
        return self._end
