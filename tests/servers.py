"""One PostgreSQL and one Valkey for a whole run; each worker of pytest-xdist has its own database.

The process that starts the workers keeps the servers, because it outlives all of them. A worker's
database is a copy of one that was migrated once.

`python -m tests.servers COMMAND` runs a command whose tests use the same servers (TEST_SERVERS).
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

import asyncpg
from alembic import command

from scripts.dev.servers.postgresql import PostgreSQL
from scripts.dev.servers.valkey import Valkey
from tests.service import alembic_config, settings_for


@dataclass(frozen=True, slots=True)
class Servers:
    """Where they are; the URLs name a database of the caller's own."""

    libpq_url: str
    """For psql and asyncpg itself: postgresql://..."""
    redis_url: str
    postgresql_log: str
    redis_log: str

    def database(self, name: str) -> str:
        """Return the libpq URL of another database of the same server."""
        return f"{self.libpq_url.rpartition('/')[0]}/{name}"

    def logs(self) -> bytes:
        """Return all that both have logged, for every worker."""
        return Path(self.postgresql_log).read_bytes() + Path(self.redis_log).read_bytes()

    def for_worker(self, name: str) -> Self:
        """Return the same servers with databases of the worker's own, made here.

        Args:
            name: as pytest-xdist names it: gw0, gw1, ...
        """
        template = self.libpq_url.rpartition("/")[2]
        asyncio.run(_clone(self.database("postgres"), template, name))
        redis = f"{self.redis_url.rpartition('/')[0]}/{int(name.removeprefix('gw')) + 1}"
        return replace(self, libpq_url=self.database(name), redis_url=redis)

    def as_dict(self) -> dict[str, str]:
        """Return what pytest-xdist can hand to a worker."""
        return asdict(self)


@contextmanager
def running() -> Iterator[Servers]:
    """Start both for a while."""
    with (
        tempfile.TemporaryDirectory(prefix="servers-", ignore_cleanup_errors=True) as folder,
        PostgreSQL(Path(folder) / "postgresql", durable=False) as postgresql,
        Valkey(Path(folder) / "valkey", durable=False) as valkey,
    ):
        yield migrated(postgresql, valkey)


def migrated(postgresql: PostgreSQL, valkey: Valkey) -> Servers:
    """Return the running servers, with a database that the migrations have built."""
    command.upgrade(alembic_config(settings_for(postgresql.url, valkey.url)), "head")
    return Servers(postgresql.libpq_url, valkey.url, str(postgresql.log), str(valkey.log))


async def _clone(url: str, template: str, name: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        # Two workers at once would find the template in use by each other.
        await connection.execute("SELECT pg_advisory_lock(1)")
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    finally:
        await connection.close()


if __name__ == "__main__":
    with running() as found:
        told = os.environ | {"TEST_SERVERS": json.dumps(found.as_dict())}
        sys.exit(subprocess.run(sys.argv[1:], env=told, check=False).returncode)
