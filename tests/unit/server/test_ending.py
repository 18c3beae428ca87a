"""Whoever has sent a request before the process closes its sockets is answered."""

import asyncio
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn

from impl.server.ending import EndingServer
from impl.server.protocol import BoundedProtocol

pytestmark = pytest.mark.slow

PATIENCE = 20
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"

Message = dict[str, Any]


async def application(
    scope: Message,
    _receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    assert scope["type"] == "http"
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


class Patient(BoundedProtocol):
    last_seconds = 2.0
    """Longer than it takes here to stop the process."""


def config(loop: str) -> uvicorn.Config:
    return uvicorn.Config(
        application, http=Patient, loop=loop, port=0, lifespan="off", log_config=None
    )


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_who_has_connected_is_accepted_before_the_listener_closes(loop: str) -> None:
    async def run() -> bytes:
        server = EndingServer(config(loop))
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup()
        address = server.servers[0].sockets[0].getsockname()
        # The kernel does this: the server's loop does not run before it is told to end.
        with socket.create_connection(address, timeout=PATIENCE) as client:
            client.sendall(REQUEST)
            await server.shutdown()
            return await asyncio.to_thread(client.recv, 65536)

    with asyncio.Runner(loop_factory=config(loop).get_loop_factory()) as runner:
        answer = runner.run(run())
    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_a_request_that_came_while_the_process_stood_still_is_answered(loop: str) -> None:
    """As on a busy machine: when it goes on, idle connections are due to be closed."""
    command = [sys.executable, "-m", __name__, loop]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
            client.sendall(REQUEST)
            assert client.recv(65536).startswith(b"HTTP/1.1 200 ")
            process.send_signal(signal.SIGTERM)
            assert process.stdout.readline() == "ending\n"
            process.send_signal(signal.SIGSTOP)
            time.sleep(Patient.last_seconds + 0.5)
            client.sendall(REQUEST)
            process.send_signal(signal.SIGCONT)
            answer = client.recv(65536)
        process.wait(PATIENCE)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"connection: close" in answer


class Speaking(EndingServer):
    """Tells where it listens, and when it begins to end."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(self.servers[0].sockets[0].getsockname()[1], flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().call_later(0.2, lambda: print("ending", flush=True))
        await super().shutdown(sockets)


if __name__ == "__main__":
    Speaking(config(sys.argv[1])).run()
