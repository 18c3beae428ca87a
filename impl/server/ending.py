"""The end of the process: not ready any more, then a pause, then no new connections.

Whoever distributes requests (a balancer, Kubernetes' endpoints) learns a moment late that a process
ends. Until then it goes on to serve, and says `Connection: close` with each answer.
"""

import asyncio
import socket
import time
from typing import Final

import uvicorn

IS_ENDING: Final = "is_ending"
SHUTDOWN_DELAY: Final = "shutdown_delay"
"""Names in the state of the lifespan (ASGI): the server sets the first one, the application the
second one, in seconds."""


class EndingServer(uvicorn.Server):
    """Tells the application that the process ends, before anything is closed."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.lifespan.state[IS_ENDING] = True
        ends = time.monotonic() + self.lifespan.state.get(SHUTDOWN_DELAY, 0.0)
        while time.monotonic() < ends and not self.force_exit:
            await self.on_tick(0)  # the header `Date` goes on
            await asyncio.sleep(0.1)
        await super().shutdown(sockets)
