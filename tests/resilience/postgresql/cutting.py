"""A proxy before PostgreSQL that cuts a connection just before a COMMIT, or just after it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Literal

from scripts.dev.servers.postgresql import PostgreSQL

COMMIT: Final = b"COMMIT\x00"
"""How the message of a simple query ends that is nothing else."""

Moment = Literal["before", "after"]


@dataclass(slots=True)
class Cutter:
    """`moment` says when the next COMMIT is cut: once, and then there is none."""

    port: int = 0
    moment: Moment | None = None
    cuts: int = 0

    def url_of(self, server: PostgreSQL) -> str:
        return server.url.replace(f":{server.port}/", f":{self.port}/")


@asynccontextmanager
async def cutter(server: PostgreSQL) -> AsyncIterator[Cutter]:
    found = Cutter()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream, sink = await asyncio.open_connection("127.0.0.1", server.port)
        back = asyncio.create_task(pass_on(upstream, writer))
        try:
            while chunk := await reader.read(65536):
                moment = found.moment if chunk.endswith(COMMIT) else None
                if moment is not None:
                    found.moment, found.cuts = None, found.cuts + 1
                    back.cancel()
                    await asyncio.wait([back])
                    if moment == "after":
                        sink.write(chunk)
                        await sink.drain()
                        await upstream.read(65536)  # PostgreSQL has said that it is committed
                    break
                sink.write(chunk)
                await sink.drain()
        finally:
            back.cancel()
            writer.transport.abort()
            sink.transport.abort()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    found.port = listener.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        listener.close()


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(65536):
        writer.write(chunk)
        await writer.drain()
    writer.transport.abort()
