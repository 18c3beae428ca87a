"""The end of the process: not ready any more, then a pause, then no new connections.

Whoever distributes requests (a balancer, Kubernetes' endpoints) learns a moment late that a process
ends. Until then it goes on to serve, and says `Connection: close` with each answer.
"""

import asyncio
import select
import socket
import time
from typing import Any, Final

import uvicorn

IS_ENDING: Final = "is_ending"
SHUTDOWN_DELAY: Final = "shutdown_delay"
"""Names in the state of the lifespan (ASGI): the server sets the first one, the application the
second one, in seconds."""


_TURNS: Final = 3
"""Of the event loop: asyncio needs as many from a queue to a connection."""

_LONGEST_QUEUE: Final = 1.0
"""Seconds in which all that have connected are accepted, unless more come than ever can be."""


def has_come(endpoint: Any) -> bool:
    """Return whether something waits to be read there: bytes, or a connection to be accepted.

    Closing the socket would reset it. While the processor is busy it may have waited for long.
    """
    waiting = select.poll()
    waiting.register(endpoint, select.POLLIN)
    return bool(waiting.poll(0))


class EndingServer(uvicorn.Server):
    """Tells the application that the process ends, before anything is closed."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.lifespan.state[IS_ENDING] = True
        ends = time.monotonic() + self.lifespan.state.get(SHUTDOWN_DELAY, 0.0)
        while time.monotonic() < ends and not self.force_exit:
            await self.on_tick(0)  # the header `Date` goes on
            await asyncio.sleep(0.1)
        ends = time.monotonic() + _LONGEST_QUEUE
        listeners = [each for server in self.servers for each in server.sockets]
        quiet = 0
        while quiet < _TURNS and time.monotonic() < ends:
            await asyncio.sleep(0)
            quiet = 0 if any(map(has_come, listeners)) else quiet + 1
        await super().shutdown(sockets)
