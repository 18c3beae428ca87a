"""Another service on a socket of its own: it answers as a test says, and keeps the requests."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answer = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Peer:
    """`answer` is asked at each request; without one it is 200 with `{}`."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    answer: Answer | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self.serve(reader, writer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def says(self, *statuses: int, headers: str = "", body: bytes = b"{}") -> None:
        """Answer with these statuses in turn, the last one for ever."""
        left = list(statuses)

        async def answer(_request: Request, writer: asyncio.StreamWriter) -> None:
            status = left.pop(0) if len(left) > 1 else left[0]
            writer.write(response(status, headers, body))

        self.answer = answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while (request := await _read(reader)) is not None:
                self.requests.append(request)
                if self.answer is None:
                    writer.write(response(200, "", b"{}"))
                else:
                    await self.answer(request, writer)
                await writer.drain()
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def response(status: int, headers: str = "", body: bytes = b"") -> bytes:
    """Return the bytes of an answer; `headers` are lines."""
    extra = "".join(f"{line}\r\n" for line in headers.splitlines())
    head = f"HTTP/1.1 {status} Said\r\ncontent-length: {len(body)}\r\n{extra}\r\n"
    return head.encode() + body


@asynccontextmanager
async def running(*hosts: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[Peer]:
    """Listen on 127.0.0.1 or on these addresses, on the same port of each."""
    peer, port = Peer(), 0
    first = (hosts or ("127.0.0.1",))[0]
    servers = []
    for host in hosts or (first,):
        servers.append(await asyncio.start_server(peer.accept, host, port, ssl=tls))
        port = servers[0].sockets[0].getsockname()[1]
    peer.url = f"http://{first}:{port}"
    try:
        yield peer
    finally:
        for server in servers:
            server.close()
        for task in peer.tasks:
            task.cancel()
        await asyncio.gather(*peer.tasks, return_exceptions=True)


async def _read(reader: asyncio.StreamReader) -> Request | None:
    head = await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""
    if not head:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    method, target, _ = first.split(" ")
    pairs = (line.split(":", 1) for line in lines)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, target, headers, body)
