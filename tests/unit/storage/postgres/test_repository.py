"""What every repository does with its table: rows of its own, hidden ones skipped."""

from collections.abc import AsyncIterator
from typing import ClassVar, NamedTuple
from uuid import UUID, uuid4

import pytest
from sqlalchemy import MetaData, text
from sqlmodel import Field

from impl.storage import Database
from impl.storage.postgres.mixins import Entity
from impl.storage.postgres.repository import Repository, Statements
from impl.storage.postgres.sessions import UnitOfWork


class GadgetTable(Entity, table=True):
    """A table of the tests' own, apart from those of the service."""

    __tablename__ = "gadgets"
    metadata: ClassVar[MetaData] = MetaData()

    name: str
    size: int = Field(default=1)


class Gadget(NamedTuple):
    id: UUID
    name: str
    size: int


class GadgetRepository(Repository[Gadget]):
    """Its statements are those of the fixture, made anew for each test."""


@pytest.fixture
async def gadgets(shared_database: Database) -> AsyncIterator[UnitOfWork]:
    """One transaction with an empty table, which is rolled back."""
    GadgetRepository.statements = Statements(GadgetTable, Gadget._fields, Gadget._make)
    unit_of_work = shared_database.unit_of_work()
    await unit_of_work.write.execute(
        text(
            "CREATE TABLE gadgets (id uuid PRIMARY KEY, name text NOT NULL, size int NOT NULL, "
            "created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now(), "
            "deleted_at timestamptz)"
        )
    )
    yield unit_of_work
    await unit_of_work.close()


async def found(gadgets: UnitOfWork, id: UUID) -> Gadget | None:
    """The row, by the statement of `get`, in the transaction that wrote it."""
    row: Gadget | None = await gadgets.write.first(GadgetRepository.statements.get, id=id)
    return row


async def test_a_row_is_added_and_found_by_its_identifier(gadgets: UnitOfWork) -> None:
    repository = GadgetRepository(gadgets)
    lamp = await repository.add(name="lamp", size=3)
    clock = await repository.add(name="clock")
    assert (lamp.name, lamp.size) == ("lamp", 3)
    assert (clock.name, clock.size) == ("clock", 1)
    assert await found(gadgets, lamp.id) == lamp
    assert await found(gadgets, clock.id) == clock
    assert await found(gadgets, uuid4()) is None


async def test_a_change_is_of_one_row_and_of_the_columns_that_are_named(
    gadgets: UnitOfWork,
) -> None:
    repository = GadgetRepository(gadgets)
    lamp, clock = await repository.add(name="lamp", size=3), await repository.add(name="clock")
    assert await repository.change(lamp.id, name="light") == Gadget(lamp.id, "light", 3)
    assert await repository.change(lamp.id, size=4) == Gadget(lamp.id, "light", 4)
    assert await found(gadgets, clock.id) == clock
    assert await repository.change(uuid4(), name="light") is None


async def test_what_is_deleted_is_hidden_from_all(gadgets: UnitOfWork) -> None:
    repository = GadgetRepository(gadgets)
    lamp, clock = await repository.add(name="lamp"), await repository.add(name="clock")
    assert await repository.delete(lamp.id) is True
    assert await found(gadgets, lamp.id) is None
    assert await repository.change(lamp.id, name="light") is None
    assert await repository.delete(lamp.id) is False
    assert await found(gadgets, clock.id) == clock
    left = await gadgets.write.execute(text("SELECT count(*) FROM gadgets"))
    assert left.scalar_one() == 2, "the row itself stays"


async def test_reads_are_of_what_is_committed(gadgets: UnitOfWork) -> None:
    """`get` asks outside of the transaction, where there is no such table yet."""
    with pytest.raises(Exception, match='relation "gadgets" does not exist'):
        await GadgetRepository(gadgets).get(uuid4())


async def test_a_row_that_a_trigger_swallows_is_no_success(gadgets: UnitOfWork) -> None:
    for statement in (
        "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER t BEFORE INSERT ON gadgets FOR EACH ROW EXECUTE FUNCTION swallow()",
    ):
        await gadgets.write.execute(text(statement))
    with pytest.raises(RuntimeError, match="an INSERT returned no row"):
        await GadgetRepository(gadgets).add(name="lamp")
