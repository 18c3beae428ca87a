"""Each case is a real error from the real driver, by SQLAlchemy's way and by the direct one."""

import pytest
from sqlalchemy import Integer, String, bindparam, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from impl.settings import Settings
from impl.storage import Database
from impl.storage.errors import is_unavailable, is_unencodable, reason_of, violates
from impl.storage.postgres.prepared import Query
from tests.unit.storage.notes import NOTES, UNIQUE

TEXT = Query(select(bindparam("value", type_=String)), tuple)
NUMBER = Query(select(bindparam("value", type_=Integer)), tuple)


async def failure(database: Database, query: Query[object], value: object, how: str) -> Exception:
    session = database.read() if how == "read" else database.write()
    try:
        await session.first(query, value=value)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what we test
        return error
    finally:
        if how == "write":
            await session.close()
    pytest.fail("nothing was raised")


@pytest.mark.parametrize("how", ["read", "write"])
@pytest.mark.parametrize(
    ("query", "value"),
    [(TEXT, "nul\0"), (TEXT, "\ud800"), (NUMBER, 2**31), (NUMBER, -(2**63)), (NUMBER, 2**100)],
)
async def test_what_postgresql_cannot_hold_is_unencodable(
    database: Database, query: Query[object], value: object, how: str
) -> None:
    error = await failure(database, query, value, how)
    assert is_unencodable(error)
    assert not is_unavailable(error)


UNREACHABLE = {
    "no server listens": "postgresql://a:b@127.0.0.1:1/c",
    "two addresses, and no server listens": "postgresql://a:b@localhost:1/c",
    "no such host": "postgresql://a:b@no-such-host.invalid/c",
    "no such socket": "postgresql://a:b@/c?host=/nowhere/at/all",
}


@pytest.mark.parametrize("how", ["read", "write"])
async def test_a_session_that_is_refused_is_unavailable_whatever_the_reason(
    settings: Settings, how: str
) -> None:
    """As with a full disk, whose state is that of an internal error; here it is 42704."""
    url = settings.database_url.get_secret_value()
    url += ("&" if "?" in url else "?") + "options=-c%20no_such_setting=1"
    refused = type(settings.database_url)(url)
    away = Database(settings.model_copy(update={"database_url": refused}))
    error = await failure(away, TEXT, "x", how)
    assert is_unavailable(error), error
    assert "no_such_setting" in reason_of(error)
    await away.close()


@pytest.mark.parametrize("url", UNREACHABLE.values(), ids=UNREACHABLE.keys())
@pytest.mark.parametrize("how", ["read", "write"])
async def test_what_cannot_be_reached_is_unavailable(
    settings: Settings, how: str, url: str
) -> None:
    url = type(settings.database_url)(url)
    away = Database(settings.model_copy(update={"database_url": url}))
    error = await failure(away, TEXT, "x", how)
    assert is_unavailable(error)
    assert not is_unencodable(error)
    await away.close()


@pytest.mark.parametrize(
    "state",
    [
        "08006",
        "25006",
        "28P01",
        "3D000",
        "40001",
        "40P01",
        "53300",
        "55P03",
        "57014",
        "57P01",
        "57P03",
    ],
)
async def test_states_that_pass_are_unavailable(database: Database, state: str) -> None:
    session = database.write()
    with pytest.raises(DBAPIError) as error:
        await session.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
    await session.close()
    assert is_unavailable(error.value)
    assert reason_of(error.value)
    assert "SQL" not in reason_of(error.value)


@pytest.mark.parametrize("state", ["23505", "42601", "42P01", "XX000", "P0001"])
async def test_states_that_stay_are_not(database: Database, state: str) -> None:
    session = database.write()
    with pytest.raises(DBAPIError) as error:
        await session.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
    await session.close()
    assert not is_unavailable(error.value)


async def test_a_violated_constraint_is_known_by_its_name(notes: Database) -> None:
    session = notes.write()
    values = {"title": "Ada", "body": "Countess"}
    await session.execute(insert(NOTES).values(values))
    with pytest.raises(IntegrityError) as error:
        await session.execute(insert(NOTES).values(values))
    await session.close()
    assert violates(error.value, UNIQUE)
    assert not violates(error.value, "notes_pkey")


def test_our_own_mistakes_are_neither() -> None:
    for mistake in (ValueError(), FileNotFoundError(2, "no such file"), PermissionError()):
        assert not is_unavailable(mistake)
    assert not is_unencodable(ValueError())
