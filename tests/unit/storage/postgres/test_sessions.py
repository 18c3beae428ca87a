import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from asyncpg.exceptions import QueryCanceledError
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from impl.settings import Settings
from impl.storage import Database, WriteSession
from impl.storage.errors import is_unavailable
from impl.storage.postgres.connections import TransactionFailed
from impl.storage.postgres.prepared import Query
from impl.storage.postgres.revisions import SchemaOutdated
from impl.storage.postgres.sessions import DatabaseReadOnly
from tests.service import settings_for
from tests.unit.storage.notes import NOTES, UNIQUE

pytestmark = pytest.mark.usefixtures("notes")

COUNT = Query(select(func.count()).select_from(NOTES), lambda row: int(row[0]))
PROCESS = Query(select(func.pg_backend_pid()), lambda row: int(row[0]))


async def add_note(session: WriteSession, title: str = "Ada") -> None:
    await session.execute(insert(NOTES).values(title=title, body="Countess"))


@pytest.fixture
async def small(settings: Settings, database: Database) -> AsyncIterator[Database]:
    """A pool of one connection, and patience for a busy machine."""
    small = Database(
        settings.model_copy(update={"database_pool_size": 1, "database_pool_timeout": 20.0})
    )
    yield small
    await small.close()


@pytest.fixture
async def impatient(settings: Settings, database: Database) -> AsyncIterator[Database]:
    """A pool of one connection, with a short timeout."""
    impatient = Database(
        settings.model_copy(update={"database_pool_size": 1, "database_pool_timeout": 0.05})
    )
    yield impatient
    await impatient.close()


async def test_nobody_sees_a_write_before_the_commit(database: Database) -> None:
    session = database.write()
    await add_note(session)
    assert (await session.first(COUNT), await database.read().first(COUNT)) == (1, 0)
    await session.commit()
    assert await database.read().first(COUNT) == 1
    await session.close()


@pytest.mark.parametrize("end", [WriteSession.rollback, WriteSession.close])
async def test_what_was_not_committed_is_undone(database: Database, end: object) -> None:
    session = database.write()
    await add_note(session)
    await end(session)
    await session.close()
    assert await database.read().first(COUNT) == 0


async def test_a_failed_statement_undoes_the_whole_transaction(database: Database) -> None:
    session = database.write()
    await add_note(session)
    with pytest.raises(IntegrityError, match=UNIQUE):
        await add_note(session)
    await session.close()
    assert await database.read().first(COUNT) == 0


async def test_who_goes_on_after_a_failed_statement_cannot_commit(database: Database) -> None:
    session = database.write()
    await add_note(session)
    with pytest.raises(IntegrityError):
        await add_note(session)
    with pytest.raises(TransactionFailed):
        await session.commit()
    await session.close()
    assert await database.read().first(COUNT) == 0


async def test_statements_of_both_kinds_share_the_transaction(database: Database) -> None:
    session = database.write()
    await add_note(session)
    insert_note = Query(insert(NOTES).returning(NOTES.c.title), tuple, sets=("title", "body"))
    added = await session.first(insert_note, title="Grace", body="Admiral")
    assert added == ("Grace",)
    assert await session.first(COUNT) == 2
    await session.close()
    assert await database.read().first(COUNT) == 0


async def test_an_unused_session_takes_no_connection(small: Database) -> None:
    idle = small.write()
    await idle.commit()
    other = small.write()
    assert await other.first(COUNT) == 0
    await other.close()
    await idle.close()


async def test_reads_and_transactions_share_one_connection(small: Database) -> None:
    process = await small.read().first(PROCESS)
    session = small.write()
    assert await session.first(PROCESS) == process
    await session.close()
    assert await small.read().first(PROCESS) == process


async def test_many_reads_at_once_wait_for_each_other(small: Database) -> None:
    assert set(await asyncio.gather(*(small.read().first(COUNT) for _ in range(20)))) == {0}


async def test_reads_and_writes_at_once_all_get_their_turn(small: Database) -> None:
    async def write(number: int) -> None:
        session = small.write()
        try:
            await add_note(session, str(number))
            await session.commit()
        finally:
            await session.close()

    async def read() -> None:
        assert await small.read().first(COUNT) in range(6)

    await asyncio.gather(*(write(n) if n % 2 else read() for n in range(10)))
    assert await small.read().first(COUNT) == 5


async def test_an_exhausted_pool_is_unavailable(impatient: Database) -> None:
    session = impatient.write()
    await session.first(COUNT)
    for wait in (impatient.read().first(COUNT), impatient.write().first(COUNT)):
        with pytest.raises(TimeoutError) as error:
            await wait
        assert is_unavailable(error.value)
    await session.close()
    assert await impatient.read().first(COUNT) == 0


async def test_a_connection_that_the_server_closed_is_replaced(
    small: Database, database: Database
) -> None:
    process = await small.read().first(PROCESS)
    assert process is not None
    terminate = func.pg_terminate_backend(process, 5_000)  # waits until it has ended
    await database.read().all(Query(select(terminate), tuple))
    assert await small.read().first(PROCESS) not in {None, process}


@pytest.mark.parametrize(("lost", "is_answered"), [(1, True), (2, False)])
async def test_a_read_whose_connection_is_lost_is_repeated_once(
    small: Database, monkeypatch: pytest.MonkeyPatch, lost: int, *, is_answered: bool
) -> None:
    first, asked = Query.first, 0

    async def losing(self: Any, *arguments: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked <= lost:
            raise ConnectionResetError
        return await first(self, *arguments)

    monkeypatch.setattr(Query, "first", losing)
    if is_answered:
        assert await small.read().first(COUNT) == 0
    else:
        with pytest.raises(ConnectionResetError):
            await small.read().first(COUNT)
    assert asked == 2


async def test_a_server_that_takes_no_writes_is_told_by_what_it_is(
    small: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_read_only(*_arguments: Any) -> bool:
        return True

    monkeypatch.setattr(Query, "first", is_read_only)
    with pytest.raises(DatabaseReadOnly, match=r"^PostgreSQL takes no writes: it is a replica, or"):
        await small.ping()


async def test_a_cancelled_write_leaves_neither_lock_nor_row(small: Database) -> None:
    session = small.write()
    await add_note(session)
    waiting = asyncio.create_task(session.execute(text("SELECT pg_sleep(1)")))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await session.close()
    assert await small.read().first(COUNT) == 0


async def test_a_cancelled_read_leaves_a_usable_connection(small: Database) -> None:
    sleep = Query(select(func.pg_sleep(1)), tuple)
    for _ in range(5):
        waiting = asyncio.create_task(small.read().first(sleep))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await small.read().first(COUNT) == 0


@pytest.mark.slow
async def test_a_slow_statement_is_ended_by_the_server(settings: Settings) -> None:
    # The server's time-out is four fifths of the driver's: here, most of a second before it.
    hurried = Database(settings.model_copy(update={"database_command_timeout": 4.0}))
    with pytest.raises(QueryCanceledError) as error:
        await hurried.read().first(Query(select(func.pg_sleep(60)), tuple))
    assert is_unavailable(error.value)
    await hurried.close()


async def test_ping_wants_a_migrated_schema(settings: Settings, database: Database) -> None:
    await database.ping()
    unmigrated = settings.model_copy(
        update={
            "database_url": type(settings.database_url)(
                settings.database_url.get_secret_value().rpartition("/")[0] + "/postgres"
            )
        }
    )
    empty = Database(unmigrated)
    with pytest.raises(SchemaOutdated, match="task upgrade"):
        await empty.ping()
    await empty.close()


@pytest.fixture
async def of_role_with_two_connections(
    settings: Settings, database: Database
) -> AsyncIterator[Settings]:
    """Settings of a role that PostgreSQL gives two connections, for a pool of eight."""
    role, password = "few", "few-of-them"

    async def run(*statements: str) -> None:
        session = database.write()
        for statement in statements:
            await session.execute(text(statement))
        await session.commit()
        await session.close()

    await run(
        f"CREATE ROLE {role} LOGIN PASSWORD '{password}' CONNECTION LIMIT 2",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
    )
    url = urlsplit(settings.database_url.get_secret_value())
    own = url._replace(netloc=f"{role}:{password}@{url.hostname}:{url.port}").geturl()
    changes = {"database_pool_size": 8, "database_pool_timeout": 20.0}
    yield settings_for(own, settings.redis_url.get_secret_value(), **changes)
    await run(f"DROP OWNED BY {role}", f"DROP ROLE {role}")


async def test_fewer_connections_than_places_are_waited_for(
    of_role_with_two_connections: Settings,
) -> None:
    few = Database(of_role_with_two_connections)
    counts = await asyncio.gather(*(few.read().first(COUNT) for _ in range(40)))
    assert counts == [0] * 40
    await few.close()


async def test_a_connection_beyond_its_age_is_replaced(settings: Settings) -> None:
    changes = {"database_pool_size": 1, "database_connection_age": 0.01}
    ageing = Database(settings.model_copy(update=changes))
    first = await ageing.read().first(PROCESS)
    await asyncio.sleep(0.02)
    assert await ageing.read().first(PROCESS) != first
    await ageing.close()


async def test_idle_connections_that_a_firewall_dropped_cost_no_request(settings: Settings) -> None:
    """A relay that swallows everything stands for the firewall: no end of a connection is told."""
    url = urlsplit(settings.database_url.get_secret_value())
    swallows = set[asyncio.StreamWriter]()
    relayed: list[asyncio.StreamWriter] = []

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, key: Any) -> None:
        while data := await reader.read(65_536):
            if key not in swallows:
                writer.write(data)
        writer.close()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, to_server = await asyncio.open_connection(url.hostname, url.port)
        relayed.append(writer)
        with suppress(ConnectionError):
            await asyncio.gather(
                copy(reader, to_server, writer), copy(server_reader, writer, writer)
            )

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    netloc = f"{url.username}:{url.password}@127.0.0.1:{port}"
    through = settings_for(
        url._replace(netloc=netloc).geturl(),
        settings.redis_url.get_secret_value(),
        database_idle_check=0.05,
    )
    database = Database(through)
    await asyncio.gather(*(database.read().first(PROCESS) for _ in range(5)))
    swallows.update(relayed)
    await asyncio.sleep(0.06)
    found = await asyncio.gather(*(database.read().first(PROCESS) for _ in range(20)))
    assert None not in found
    await database.close()
    server.close()
    for writer in relayed:
        writer.close()
