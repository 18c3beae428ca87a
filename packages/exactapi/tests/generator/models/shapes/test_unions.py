import pytest

from exactapi.generate.models.shapes.shapes import (
    ANY,
    NONE,
    OTHER,
    TEXT,
    Array,
    Literals,
    Map,
    Named,
    Scalar,
    Union,
)
from exactapi.generate.models.shapes.unions import union

UUID, DATE, TIME = Scalar("uuid"), Scalar("date"), Scalar("datetime")
INT, NUMBER, BOOL = Scalar("int"), Scalar("number"), Scalar("bool")
CAT, DOG = Named("Cat"), Named("Dog")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([], ANY),
        ([TEXT], TEXT),
        ([TEXT, TEXT], TEXT),
        ([NONE, TEXT], Union((TEXT, NONE))),
        ([UUID, TEXT], TEXT),
        ([DATE, TIME], TEXT),
        ([DATE, NONE], Union((DATE, NONE))),
        ([INT, NUMBER], NUMBER),
        ([Literals(("a",)), Literals(("b", 1))], Literals(("a", "b", 1))),
        ([Literals(("a", 1)), TEXT], Union((Literals((1,)), TEXT))),
        ([Array(INT), Array(TEXT)], Array(Union((INT, TEXT)))),
        ([Map(CAT), Map(DOG)], Map(Union((CAT, DOG)))),
        ([TEXT, ANY], ANY),
        ([CAT, ANY], Union((CAT, ANY))),
        ([CAT, OTHER, TEXT, NONE, DOG, OTHER], Union((CAT, DOG, OTHER))),
        ([CAT, OTHER, Map(INT), Array(INT)], Union((CAT, Map(INT), OTHER))),
        ([CAT, OTHER, ANY], Union((CAT, ANY))),
        ([Union((CAT, NONE)), DOG], Union((CAT, DOG, NONE))),
    ],
)
def test_a_union_is_as_narrow_as_it_can_be_without_losing_a_value(
    members: list[object], expected: object
) -> None:
    assert repr(union(members)) == repr(expected)  # type: ignore[arg-type]  # a list of shapes


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([Literals((1,)), Literals((True,))], Union((INT, BOOL))),
        ([Literals(("a", 0, True))], Union((Literals(("a",)), INT, BOOL))),
        ([BOOL, Literals((1, 2))], Union((BOOL, INT))),
        ([NUMBER, Literals((True,))], Union((NUMBER, BOOL))),
        ([Literals((True, "a"))], Literals((True, "a"))),
    ],
)
def test_no_literal_stands_where_true_and_one_are_both_possible(
    members: list[object], expected: object
) -> None:
    assert repr(union(members)) == repr(expected)  # type: ignore[arg-type]  # a list of shapes
