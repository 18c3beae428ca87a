"""A streaming replica of a PostgreSQL, and an address that leads to one server or another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.dev.servers.installation import Installation
from scripts.dev.servers.postgresql import PostgreSQL
from tests.resilience.postgresql.cutting import pass_on
from tests.resilience.postgresql.watching import connected

_HAS_REPLAYED = "SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn"


class Replica(PostgreSQL):
    """Follows its primary until it is promoted; it has the same roles and passwords."""

    def __init__(self, folder: Path, primary: PostgreSQL) -> None:
        super().__init__(folder, durable=False)
        self._primary = primary

    @property
    def libpq_url(self) -> str:
        return url_at(self.port, self._primary.libpq_url, self._primary)

    async def catch_up(self) -> None:
        """Wait until it has all that the primary has committed; replication is asynchronous."""
        async with connected(self._primary.libpq_url) as primary:
            written = await primary.fetchval("SELECT pg_current_wal_lsn()::text")
        async with connected(self.libpq_url) as replica, asyncio.timeout(30):
            while not await replica.fetchval(_HAS_REPLAYED, written):  # noqa: ASYNC110  it tells nobody
                await asyncio.sleep(0.05)

    async def promote(self) -> None:
        async with connected(self.libpq_url) as connection:
            assert await connection.fetchval("SELECT pg_promote()")

    def _initialise(self, found: Installation, data: Path) -> None:
        data.mkdir(mode=0o700)
        found.own(data)
        source = f"--dbname={self._primary.libpq_url}"
        copy = ("--pgdata", data, "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
        found.run([found.programs / "pg_basebackup", source, *copy])


@dataclass(slots=True)
class Address:
    """`leads_to` is the port of new connections; those that are open stay where they are."""

    leads_to: int
    port: int = 0
    open: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> None:
        for each in self.open:
            each.transport.abort()


@asynccontextmanager
async def address(leads_to: int) -> AsyncIterator[Address]:
    """What a name in DNS, a service of Kubernetes or a balancer is to a client."""
    found = Address(leads_to)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream, sink = await asyncio.open_connection("127.0.0.1", found.leads_to)
        found.open |= {writer, sink}
        try:
            await asyncio.gather(pass_on(reader, sink), pass_on(upstream, writer))
        except ConnectionError:
            pass
        finally:
            for each in (writer, sink):
                found.open.discard(each)
                each.transport.abort()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    found.port = listener.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        listener.close()
        found.cut()


def url_at(port: int | str, url: str, server: PostgreSQL) -> str:
    """Return a URL of the server with another port in it."""
    return url.replace(f":{server.port}/", f":{port}/")
