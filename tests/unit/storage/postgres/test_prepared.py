from enum import Enum
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Column, Integer, String, any_, bindparam, column, func, select
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from impl.storage import Database
from impl.storage.postgres.prepared import Query


class Colour(Enum):
    RED = "r"
    GREEN = "g"


async def by_both(database: Database, query: Query[Any], **values: object) -> list[list[Any]]:
    """What each kind of session makes of the same query; they must agree."""
    write = database.write()
    try:
        return [await database.read().all(query, **values), await write.all(query, **values)]
    finally:
        await write.close()


async def test_values_arrive_in_the_order_of_the_columns(database: Database) -> None:
    number, text = bindparam("number", type_=Integer), bindparam("text", type_=String)
    query = Query(select(text.label("a"), number.label("b"), text.label("c")), tuple)
    assert await by_both(database, query, number=7, text="x") == [[("x", 7, "x")]] * 2


async def test_constants_of_the_statement_keep_their_values(database: Database) -> None:
    query = Query(select(func.coalesce(bindparam("value", type_=Integer), 42)), tuple)
    assert await by_both(database, query, value=None) == [[(42,)]] * 2


async def test_a_list_is_one_parameter(database: Database) -> None:
    number = func.generate_series(1, 5).column_valued("n")
    wanted = any_(bindparam("wanted", type_=ARRAY(Integer)))
    query = Query(select(number).where(number == wanted).order_by(number), tuple)
    assert await by_both(database, query, wanted=[2, 4, 9]) == [[(2,), (4,)]] * 2


async def test_types_convert_both_ways(database: Database) -> None:
    colour = bindparam("colour", type_=EnumType(Colour, native_enum=False))
    identifier = uuid4()
    query = Query(select(colour.label("colour"), bindparam("id", type_=Uuid).label("id")), tuple)
    expected = [[(Colour.GREEN, identifier)]] * 2
    assert await by_both(database, query, colour=Colour.GREEN, id=identifier) == expected


async def test_first_is_none_without_a_row(database: Database) -> None:
    query = Query(select(column("n")).select_from(func.generate_series(1, 0).alias("n")), tuple)
    assert await database.read().first(query) is None


async def test_a_missing_parameter_is_a_mistake_of_ours(database: Database) -> None:
    query = Query(select(bindparam("id", type_=Uuid)), tuple)
    with pytest.raises(KeyError, match="id"):
        await database.read().first(query)


def test_in_is_refused_because_its_shape_varies() -> None:
    number = Column("n", Integer)
    with pytest.raises(ValueError, match="ANY"):
        Query(select(number).where(number.in_(bindparam("values", expanding=True))), tuple)
