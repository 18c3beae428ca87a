"""A connection without a network, whose time passes as a test says."""

import asyncio
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
AFTER = 5
"""Seconds that an idle connection stays."""


class Timer:
    """What a loop returns for a call that it will make."""

    def __init__(self, at: float, call: Any) -> None:
        self.at, self.call, self.is_cancelled = at, call, False

    def cancel(self) -> None:
        self.is_cancelled = True


class Clock:
    """Stands for the loop where the protocol asks for the time, or to be called."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.now = 0.0
        self.timers: list[Timer] = []
        self.create_task = loop.create_task

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, call: Any) -> Timer:
        self.timers.append(Timer(self.now + seconds, call))
        return self.timers[-1]

    def until(self, moment: float) -> None:
        """Let the time pass, with the calls that are due."""
        while due := [each for each in self.timers if each.at <= moment]:
            first = min(due, key=lambda each: each.at)
            self.timers.remove(first)
            self.now = first.at
            if not first.is_cancelled:
                first.call()
        self.now = moment


class Wire(asyncio.Transport):
    is_closed = False

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: Any) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def get_extra_info(self, _name: str, default: Any = None) -> Any:
        return default

    def can_write_eof(self) -> bool:
        return False

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


class Connection:
    """A connection to an application that answers when it is `free`."""

    def __init__(
        self, protocol: type[HttpToolsProtocol], state: dict[str, Any] | None = None
    ) -> None:
        self.free = asyncio.Event()
        self.free.set()
        config = uvicorn.Config(
            self.answer, interface="asgi3", log_config=None, timeout_keep_alive=AFTER
        )
        config.load()
        loop = asyncio.get_running_loop()
        self.clock, self.wire = Clock(loop), Wire()
        self.protocol = protocol(config, ServerState(), state or {}, loop)
        self.protocol.loop = self.clock  # type: ignore[assignment]  # as far as it is used
        self.protocol.connection_made(self.wire)

    async def answer(self, _scope: Any, _receive: Any, send: Any) -> None:
        await self.free.wait()
        headers = [(b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def ask(self) -> None:
        self.protocol.data_received(REQUEST)
        await self.rest()

    async def rest(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)
