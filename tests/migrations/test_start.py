"""What `alembic upgrade head` says to operators: one line, never a traceback."""

import asyncio
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from impl.settings import Settings
from tests.migrations.databases import libpq_url, run_sql
from tests.servers import Servers
from tests.service import ROOT

pytestmark = pytest.mark.slow

UPGRADE = (sys.executable, "-m", "alembic", "upgrade", "head")


def upgrade(**variables: str) -> tuple[int, str]:
    """In an environment that has nothing but these."""
    environment = {"PATH": os.environ["PATH"], "ENVIRONMENT": "production", **variables}
    done = subprocess.run(
        UPGRADE, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, (done.stdout + done.stderr).strip()


def test_the_database_settings_are_enough(empty_database: Settings) -> None:
    assert upgrade(DATABASE_URL=libpq_url(empty_database))[0] == 0


def test_without_them_one_line_says_so() -> None:
    code, said = upgrade()
    assert code == 1
    assert said == "The settings are wrong: set DATABASE_URL in production (see .env.example)"


def test_a_server_that_refuses_is_not_waited_for(servers: Servers) -> None:
    code, said = upgrade(DATABASE_URL=servers.database("absent"))
    assert code == 1
    assert said.endswith('refuses: database "absent" does not exist')
    assert "\n" not in said


def test_nor_is_one_that_does_not_know_the_password(servers: Servers) -> None:
    url = urlsplit(servers.libpq_url)
    wrong = url._replace(netloc=url.netloc.replace(f":{url.password}@", ":wrong@")).geturl()
    code, said = upgrade(DATABASE_URL=wrong)
    assert code == 1
    assert said.endswith(f'refuses: password authentication failed for user "{url.username}"')
    assert "\n" not in said
    assert "wrong" not in said


def test_a_server_that_comes_late_is_waited_for(empty_database: Settings) -> None:
    """It says so, a line a second, and then migrates."""
    url = urlsplit(libpq_url(empty_database))

    async def late() -> tuple[int, str]:
        async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            back, out = await asyncio.open_connection(url.hostname, url.port)
            await asyncio.gather(copy(reader, out), copy(back, writer))

        async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            while data := await source.read(65536):
                target.write(data)
            target.close()

        server = await asyncio.start_server(relay, "127.0.0.1", 0, start_serving=False)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        address = url._replace(netloc=f"{url.username}:{url.password}@127.0.0.1:{port}")
        process = await asyncio.create_subprocess_exec(
            *UPGRADE,
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "DATABASE_URL": address.geturl()},
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stderr is not None
        lines = [await process.stderr.readline() for _ in range(2)]
        async with await asyncio.start_server(relay, "127.0.0.1", port):
            _, errors = await process.communicate()
        return process.returncode or 0, b"".join([*lines, errors]).decode()

    code, said = asyncio.run(late())
    assert code == 0, said
    assert said.startswith("waiting for PostgreSQL at 127.0.0.1:")
    assert "(60 s left)" in said.splitlines()[0]


def test_an_older_release_names_the_newer_schema(empty_database: Settings) -> None:
    url = libpq_url(empty_database)
    assert upgrade(DATABASE_URL=url)[0] == 0
    asyncio.run(run_sql(url, "UPDATE alembic_version SET version_num = '9999'"))
    code, said = upgrade(DATABASE_URL=url)
    assert code != 0
    assert "the database is newer than this code" in said.splitlines()[-1]


def test_a_role_that_may_not_create_tables_is_told_what_it_needs(
    empty_database: Settings,
) -> None:
    url = libpq_url(empty_database)
    name = urlsplit(url).path.removeprefix("/")
    statements = (
        f"CREATE ROLE {name} LOGIN PASSWORD 'poor'",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    )
    for statement in statements:
        asyncio.run(run_sql(url, statement))
    place = urlsplit(url).netloc.rpartition("@")[2]
    try:
        code, said = upgrade(DATABASE_URL=f"postgresql://{name}:poor@{place}/{name}")
    finally:
        asyncio.run(run_sql(url, f"DROP ROLE {name}"))
    assert code == 1
    assert "refuses: permission denied for schema public; the role of the migrations needs" in said
    assert "\n" not in said


def test_a_database_that_is_read_only_is_told(empty_database: Settings) -> None:
    url = libpq_url(empty_database)
    name = urlsplit(url).path.removeprefix("/")
    asyncio.run(run_sql(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    code, said = upgrade(DATABASE_URL=url)
    assert code == 1
    assert "read-only transaction; migrations need the primary server" in said
    assert "\n" not in said
