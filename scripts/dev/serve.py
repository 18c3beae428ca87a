"""Run the API on a socket that is already open: python -m scripts.dev.serve DESCRIPTOR [TERMINAL].

The socket outlives restarts, so that a request sent meanwhile waits instead of being refused. An
application that does not start is answered for, with 503 and the reason, until it is replaced.
TERMINAL is a descriptor of the developer's standard input, for `breakpoint()`.
"""

import json
import os
import socket
import sys
import traceback

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send


class Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            url = f"http://localhost:{sockets[0].getsockname()[1]}"
            sys.stderr.write(f"ready: {url}   docs: {url}/docs   (Ctrl-C stops)\n")


class Failed:
    """An application in place of one that does not start: every answer is 503, and says why."""

    def __init__(self, reason: str) -> None:
        problem = {
            "type": "about:blank",
            "title": "Service Unavailable",
            "status": 503,
            "detail": f"The API does not start: {reason}",
        }
        self._body = json.dumps(problem).encode()

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # uvicorn goes on without the events of a lifespan
            raise NotImplementedError(scope["type"])
        headers = [(b"content-type", b"application/problem+json"), (b"retry-after", b"1")]
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": self._body})


def main(descriptor: int, terminal: int | None = None) -> None:
    if terminal is not None:
        os.dup2(terminal, 0)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    listener = socket.socket(fileno=descriptor)
    try:
        app = _application()
    except (Exception, SystemExit) as error:  # noqa: BLE001  sources that are being edited raise anything
        _serve_failure(error, listener)
    else:
        Server(_config(app)).run(sockets=[listener])


def _application() -> ASGIApp:
    from impl.app import create_app  # noqa: PLC0415  its failure is what is answered

    return create_app()


def _serve_failure(error: BaseException, listener: socket.socket) -> None:
    if not isinstance(error, SystemExit):
        traceback.print_exception(error)
    reason = traceback.format_exception_only(error)[-1].strip()
    sys.stderr.write(
        f"the API does not start: {reason}\n"
        "every request is answered 503; it starts again when a source changes\n"
    )
    uvicorn.Server(_config(Failed(reason), http="auto")).run(sockets=[listener])


def _config(app: ASGIApp, *, http: str = "impl.server.protocol:BoundedProtocol") -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=http,  # not the service's own where its sources cannot be imported
        access_log=False,  # the application writes its own
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
