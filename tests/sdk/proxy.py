"""A proxy before a service that fails on demand, and serves files beside it."""

import http.client
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding"})
_TYPES = {".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the next request instead of, or before, an answer of the service.

    drop: the connection is closed, before the service sees the request.
    lose: the service acts, and its answer is lost.
    cut: half of the answer arrives.
    answer: this status with these headers and body comes back at once.
    delay: seconds to wait first.
    """

    drop: bool = False
    lose: bool = False
    cut: bool = False
    answer: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0


@dataclass(slots=True)
class Proxy:
    """`seen` are the requests that arrived, `forwarded` those that the service answered."""

    url: str
    target: str
    files: Mapping[str, Path] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    seen: list[str] = field(default_factory=list)
    forwarded: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)

    def fail(self, *faults: Fault) -> None:
        """Let the next requests fail so, one after the other; forget those of before."""
        self.faults = deque(faults)
        self.seen, self.forwarded, self.headers = [], [], []


@contextmanager
def proxy(target: str, files: Mapping[str, Path] | None = None) -> Iterator[Proxy]:
    """A proxy before `target`; `files` are folders, by the first part of their paths."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    state = Proxy(f"http://127.0.0.1:{server.server_port}", target, files or {})
    server.state = state  # type: ignore[attr-defined]  what the handlers share
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version: ClassVar[str] = "proxy"

    def _serve(self) -> None:
        state: Proxy = self.server.state  # type: ignore[attr-defined]  set by `proxy`
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.path == "/__result__":
            state.results.append(body.decode())
            state.arrived.set()
            return self._answer(204, {}, b"")
        first, _, rest = self.path.removeprefix("/").partition("/")
        if first in state.files:
            return self._file(state.files[first] / rest)
        state.seen.append(f"{self.command} {self.path}")
        state.headers.append({name.lower(): value for name, value in self.headers.items()})
        fault = state.faults.popleft() if state.faults else Fault()
        time.sleep(fault.delay)
        if fault.drop:
            self.close_connection = True
            return None
        if fault.answer is not None:
            return self._answer(fault.answer, fault.headers, fault.body)
        status, headers, content = self._forward(state, body)
        state.forwarded.append(f"{self.command} {self.path}")
        if fault.lose:
            self.close_connection = True
            return None
        return self._answer(status, headers, content, cut=fault.cut)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815  http.server names them

    def _forward(self, state: Proxy, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        address = urlsplit(state.target)
        connection = http.client.HTTPConnection(address.hostname or "", address.port)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP_BY_HOP}
        connection.request(self.command, self.path, body or None, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        kept = {k: v for k, v in response.getheaders() if k.lower() not in _HOP_BY_HOP}
        return response.status, kept, content

    def _file(self, path: Path) -> None:
        headers = {"content-type": _TYPES.get(path.suffix, "text/plain")}
        found = path.is_file()
        self._answer(200 if found else 404, headers, path.read_bytes() if found else b"")

    def _answer(
        self, status: int, headers: Mapping[str, str], content: bytes, *, cut: bool = False
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() != "content-length":
                self.send_header(name, value)
        if status != 204:
            self.send_header("content-length", str(len(content)))
        with suppress(ConnectionError):  # the client may have hung up
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if cut else content)
        if cut:
            self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Say nothing: the tests tell what they need."""
