"""What orjson writes is what Pydantic would have written, and Pydantic writes all the rest."""

import json
from collections import namedtuple
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import MISSING, AwareDatetime, ConfigDict, Field, PlainSerializer, RootModel
from pydantic_core import to_json

from exactapi.media.json_writer import json_bytes
from exactapi.model import Model

ID = UUID("01a2044d-f241-7675-8938-c9d1299af96f")


class DriverId(UUID):
    """As asyncpg's, a class of its own."""


class Colour(StrEnum):
    RED = "red"


class Leaf(Model):
    id: UUID
    at: AwareDatetime
    kind: Literal["a", "b"] = "a"
    note: str | None = None
    tags: dict[str, list[int | str]] = Field(default_factory=dict)


class Tree(Model):
    leaves: list[Leaf]
    best: Leaf | None = None


class Missing(Model):
    name: str | MISSING = MISSING


class Renamed(Model):
    by_wire: int = Field(alias="byWire")


class Written(Model):
    size: Annotated[int, PlainSerializer(lambda value: f"{value} B")]


class Kept(Model):
    open: bool
    secret: str = Field(default="x", exclude=True)


class Names(RootModel[list[str]]):
    pass


class Ring(Model):
    next: "Ring | None" = None


class Mixed(Model):
    leaf: Leaf
    missing: Missing
    renamed: Renamed
    names: Names


AT = datetime(2026, 11, 29, 11, 0, 0, 1000, UTC)
LEAF = Leaf(id=ID, at=AT, tags={"é\u2028": [1, "\x00"]})


@pytest.mark.parametrize(
    "value",
    [
        LEAF,
        Leaf(id=DriverId(str(ID)), at=AT.replace(microsecond=0)),
        Leaf(id=ID, at=AT.astimezone(timezone(timedelta(hours=-3, minutes=-30)))),
        Leaf(id=ID, at=datetime(1, 1, 1, tzinfo=UTC)),
        Leaf(id=ID, at=AT, more={"b": [DriverId(str(ID))]}, **{"a b": 1}),
        Tree(leaves=[LEAF, LEAF], best=LEAF),
        Missing(),
        Missing(name="x"),
        Renamed(by_wire=1),
        Written(size=5),
        Kept(open=True),
        Names(["a"]),
        Ring(next=Ring(next=Ring())),
        Mixed(leaf=LEAF, missing=Missing(), renamed=Renamed(by_wire=2), names=Names([])),
    ],
)
def test_a_model_is_written_as_pydantic_writes_it(value: Any) -> None:
    expected = value.__pydantic_serializer__.to_json(value, by_alias=True, warnings=False)
    assert json_bytes(value) == expected
    assert json_bytes({"in": [value]}) == b'{"in":[%b]}' % expected


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        1.0,
        1e22,
        float("nan"),
        float("-inf"),
        -(2**63),
        2**64,
        {"deep": 2**80},
        [ID, DriverId(str(ID)), AT, date(2026, 1, 2), time(1, 2, 3, 4), timedelta(seconds=90)],
        {"set": {1}, "bytes": b"x", "decimal": Decimal("1.20"), "colour": Colour.RED},
        (1, (2,)),
        {1: "a", Colour.RED: "b"},
        [datetime(2026, 1, 2, 3, 4, 5)],
    ],
)
def test_any_other_value_is_too(value: Any) -> None:
    assert json_bytes(value) == to_json(value, by_alias=True, inf_nan_mode="null")


def test_a_dataclass_is_left_to_pydantic() -> None:
    @dataclass
    class Point:
        x: int
        _y: int

    assert json_bytes(Point(1, 2)) == to_json(Point(1, 2))


def test_a_great_depth_is_written() -> None:
    value: Any = 1
    for _ in range(250):
        value = [value]
    assert json.loads(json_bytes(value)) == value


def test_rows_take_the_place_of_models_in_a_page() -> None:
    rows: Any = [dict(LEAF)]
    assert json_bytes(Tree.model_construct(leaves=rows, best=None)) == json_bytes(
        Tree(leaves=[LEAF])
    )


def test_members_that_a_closed_model_was_given_later_are_written() -> None:
    class Closed(Model):
        model_config = ConfigDict(extra="forbid")
        a: int

    closed = Closed(a=1)
    closed.a = 2
    assert json_bytes(closed) == b'{"a":2}'


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(Exception, match="surrogate"):
        json_bytes("\ud800")


Pair = namedtuple("Pair", "a b")


def test_a_named_tuple_is_a_list() -> None:
    assert json_bytes(Pair(1, 2)) == to_json(Pair(1, 2))
