"""The private PostgreSQL and its data."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from scripts.dev.servers import installation
from scripts.dev.servers.postgresql import PostgreSQL


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    with PostgreSQL(tmp_path_factory.mktemp("private"), durable=False) as server:
        yield server


async def value_of(server: PostgreSQL, statement: str) -> object:
    connection = await asyncpg.connect(server.libpq_url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_data_and_address_survive_a_restart(server: PostgreSQL) -> None:
    await value_of(server, "CREATE TABLE kept AS SELECT 42 AS value")
    address = server.url
    server.stop()
    server.start()
    assert server.url == address
    assert await value_of(server, "SELECT value FROM kept") == 42


async def test_nobody_enters_without_the_password(server: PostgreSQL) -> None:
    assert (server.folder / "password").stat().st_mode & 0o777 == 0o600
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.libpq_url, password="wrong")


def test_a_server_that_cannot_start_says_why(server: PostgreSQL) -> None:
    server.stop()
    settings = server.folder / "data/postgresql.conf"
    good = settings.read_text()
    settings.write_text(good + "no_such_setting = 1\n")
    with pytest.raises(RuntimeError, match="no_such_setting"):
        server.start()
    settings.write_text(good)
    server.start()


@pytest.fixture
def odd_place() -> Iterator[Path]:
    """One that everybody may enter, unlike pytest's own: else the programs are copied for that."""
    with tempfile.TemporaryDirectory(prefix="place-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / 'it\'s a "quoted" $HOME'


@pytest.mark.slow
def test_it_runs_where_the_path_of_its_programs_has_quotes(
    odd_place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of the package stands for a checkout there, with its environment."""
    package = installation._package_folder()
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, odd_place / folder.name, symlinks=True)
    monkeypatch.setattr(installation, "_package_folder", lambda: odd_place / package.name)
    with PostgreSQL(tmp_path / "private", durable=False) as server:
        assert asyncio.run(value_of(server, "SELECT 42")) == 42


def test_a_throw_away_server_leaves_no_data_outside_its_folder(tmp_path: Path) -> None:
    with PostgreSQL(tmp_path, durable=False):
        data = (tmp_path / "data").resolve()
        assert (data / "PG_VERSION").exists()
    assert data.is_relative_to(tmp_path) or not data.exists()
