"""Run the API on a socket that is already open: python -m scripts.dev.serve DESCRIPTOR.

The socket outlives restarts, so that a request sent meanwhile waits instead of being refused.
"""

import os
import socket
import sys

import uvicorn

APPLICATION = os.environ.get("DEV_APPLICATION", "impl.app:create_app")


def main(descriptor: int) -> None:
    config = uvicorn.Config(
        APPLICATION,
        factory=True,
        access_log=False,  # the application writes its own
        log_level="warning",
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
