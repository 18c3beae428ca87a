"""Heads of answers that have to come in time: httpx2 bounds each wait, and not all of them.

An asynchronous call is cancelled. A synchronous one can only be given less time for each read, as
httpcore2 lets a backend of the network do.
"""

from time import monotonic
from typing import Any

import httpcore2
import httpx2


def in_time(http: httpx2.Client) -> httpx2.Client:
    """Return the client, whose connections from now on are those of `_Connection`."""
    # A backend given with a transport of our own would cost the proxies of the environment. Where
    # another httpx2 is made otherwise, each read is bounded as before.
    for transport in (http._transport, *http._mounts.values()):  # noqa: SLF001
        pool: Any = getattr(transport, "_pool", None)
        if hasattr(pool, "_network_backend"):
            pool._network_backend = _Backend(pool._network_backend)  # noqa: SLF001
    return http


def has_come(response: httpx2.Response) -> None:
    """Let what follows the head take its own time."""
    connection = response.extensions.get("network_stream")
    if isinstance(connection, _Connection):
        connection.is_head = False


class _Connection(httpcore2.NetworkStream):
    """What is read between a request and the end of its answer's head shares one timeout."""

    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream
        self._started: float | None = None
        self.is_head = True

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if timeout is None or not self.is_head:
            return self._stream.read(max_bytes, timeout)
        now = monotonic()
        if self._started is None:
            self._started = now
        left = self._started + timeout - now
        if left <= 0:
            raise httpcore2.ReadTimeout("the head of the answer takes too long")
        return self._stream.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._started, self.is_head = None, True
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, *args: Any, **options: Any) -> httpcore2.NetworkStream:
        return _Connection(self._stream.start_tls(*args, **options))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    def __init__(self, backend: httpcore2.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(self, *args: Any, **options: Any) -> httpcore2.NetworkStream:
        return _Connection(self._backend.connect_tcp(*args, **options))

    def connect_unix_socket(self, *args: Any, **options: Any) -> httpcore2.NetworkStream:
        return _Connection(self._backend.connect_unix_socket(*args, **options))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)
