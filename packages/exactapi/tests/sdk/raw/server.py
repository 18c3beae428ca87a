"""A server that answers with the very bytes that a test gives it, as slowly as it says."""

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class RawServer:
    """Each connection gets the `pieces`, with `pause` seconds between them; then it is closed."""

    url: str
    pieces: Iterable[bytes] = ()
    pause: float = 0
    seen: list[bytes] = field(default_factory=list)

    def serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                self.seen.append(connection.recv(64 * 1024))
                for piece in self.pieces:
                    connection.sendall(piece)
                    time.sleep(self.pause)
            except OSError:
                pass  # the client has had enough


def answer(status: int, body: bytes = b"", content_type: str = "", headers: str = "") -> bytes:
    """Return an answer whose end is that of the connection."""
    lines = f"content-type: {content_type}\r\n" if content_type else ""
    head = f"HTTP/1.1 {status} Said\r\nconnection: close\r\nx-request-id: the-request\r\n"
    return (head + lines + headers + "\r\n").encode("latin-1") + body


@contextmanager
def raw_server() -> Iterator[RawServer]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = RawServer(f"http://127.0.0.1:{listener.getsockname()[1]}")

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=server.serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)
