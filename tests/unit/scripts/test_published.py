"""nginx is ready when it serves, whatever it makes of the host that is asked for."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from scripts.stack.engine import NotStarted
from scripts.stack.published import Published


@contextmanager
def answering(status: int) -> Iterator[int]:
    """A server's port; it answers all requests alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def at(port: int, address: str = "127.0.0.1") -> Published:
    return Published("http", address, port, 8080, "PORT")


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize("status", [200, 308, 421])
def test_what_answers_is_ready(status: int, address: str) -> None:
    with answering(status) as port:
        at(port, address).wait(patience=0)


def test_a_server_that_reaches_nobody_is_not_ready() -> None:
    with answering(502) as port, pytest.raises(NotStarted, match="it answers 502"):
        at(port).wait(patience=0)


def test_without_a_server_the_reason_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NotStarted, match=f"http://localhost:{port} .*refused"):
        at(port).wait(patience=0)
