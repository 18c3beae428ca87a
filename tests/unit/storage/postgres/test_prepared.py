from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import (
    JSON,
    REAL,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Float,
    Integer,
    Interval,
    LargeBinary,
    Numeric,
    SmallInteger,
    String,
    Text,
    Time,
    any_,
    bindparam,
    cast,
    column,
    func,
    select,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects.postgresql import (
    ARRAY,
    BIT,
    CIDR,
    INET,
    INT4MULTIRANGE,
    INT4RANGE,
    JSONB,
    MACADDR,
    NUMRANGE,
    BitString,
    Range,
)
from sqlalchemy.types import TypeEngine, Uuid

from impl.storage import Database
from impl.storage.postgres.prepared import Query


class Colour(Enum):
    RED = "r"
    GREEN = "g"


async def by_both(database: Database, query: Query[Any], **values: object) -> list[list[Any]]:
    """Return what each kind of session makes of the same query; they must agree."""
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


TYPES: dict[str, tuple[TypeEngine[Any], Any]] = {
    "numeric": (Numeric(12, 4), Decimal("12345678.9012")),
    "numeric as float": (Numeric(12, 4, asdecimal=False), 0.5),
    "float": (Float(), 0.25),
    "float as decimal": (Float(asdecimal=True), Decimal("0.25")),
    "double": (Double(), 1e300),
    "real": (REAL(), 0.5),
    "integer": (Integer(), -(2**31)),
    "bigint": (BigInteger(), 2**63 - 1),
    "smallint": (SmallInteger(), -32768),
    "text": (Text(), "é\U0001f40d"),
    "boolean": (Boolean(), True),
    "date": (Date(), date(2024, 2, 29)),
    "timestamp": (DateTime(timezone=True), datetime(2024, 2, 29, 12, tzinfo=UTC)),
    "time": (Time(), time(23, 59, 59, 999999)),
    "interval": (Interval(), timedelta(days=3, microseconds=1)),
    "bytes": (LargeBinary(), b"\0\xff"),
    "json": (JSON(), {"a": [1, None]}),
    "jsonb": (JSONB(), {"a": [1.5, None]}),
    "uuid": (Uuid(), uuid4()),
    "array": (ARRAY(Integer), [1, 2]),
    "array of numerics": (ARRAY(Numeric(6, 2)), [Decimal("1.50")]),
    "array of floats": (ARRAY(Float()), [0.5]),
    "array of texts": (ARRAY(Text()), ["a", "b"]),
    "inet": (INET(), ip_address("192.0.2.1")),
    "cidr": (CIDR(), ip_network("192.0.2.0/24")),
    "macaddr": (MACADDR(), "08:00:2b:01:02:03"),
    "range": (INT4RANGE(), Range(1, 5)),
    "numeric range": (NUMRANGE(), Range(Decimal("0.5"), Decimal("1.5"))),
    "multirange": (INT4MULTIRANGE(), [Range(1, 5), Range(7, 9)]),
    "bit": (BIT(3), BitString("101")),
    "enum": (EnumType(Colour, native_enum=False), Colour.RED),
}


@pytest.mark.parametrize("name", TYPES)
async def test_every_type_of_postgresql_arrives_as_it_was_sent(
    database: Database, name: str
) -> None:
    type_, value = TYPES[name]
    query = Query(select(cast(bindparam("value", type_=type_), type_).label("value")), tuple)
    assert await by_both(database, query, value=value) == [[(value,)]] * 2
    assert await by_both(database, query, value=None) == [[(None,)]] * 2
