"""Run the API on a socket that is already open: python -m scripts.dev.serve DESCRIPTOR.

The socket outlives restarts, so that a request sent meanwhile waits instead of being refused.
"""

import socket
import sys

import uvicorn


class Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            url = f"http://localhost:{sockets[0].getsockname()[1]}"
            sys.stderr.write(f"ready: {url}   docs: {url}/docs   (Ctrl-C stops)\n")


def main(descriptor: int) -> None:
    config = uvicorn.Config(
        "impl.app:create_app",
        factory=True,
        http="impl.server.protocol:BoundedProtocol",
        access_log=False,  # the application writes its own
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
