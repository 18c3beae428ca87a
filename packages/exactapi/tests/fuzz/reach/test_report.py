"""What was reached is said in one line, what was not is named, and programs read it again."""

from exactapi.fuzz.reach.reach import Reached
from exactapi.fuzz.reach.report import (
    as_json,
    count_keywords,
    count_responses,
    from_json,
    missing,
    summary,
)

REACHED = {
    "GET /pets": Reached(
        {"/a/type": {"kept", "broken"}, "/a/enum": {"kept"}, "/a/minimum": set()},
        {"200": True, "429": False, "422": False},
    ),
    "GET /livez": Reached({}, {"200": True}),
}


def test_one_line() -> None:
    assert summary(REACHED) == "reached 1 of 3 keywords (33.3 %), 2 of 4 responses"


def test_nothing_to_reach_is_all_of_it() -> None:
    assert summary({}) == "reached 0 of 0 keywords (100.0 %), 0 of 0 responses"


def test_what_was_not_reached_is_named_with_its_place() -> None:
    assert list(missing(REACHED)) == [
        "GET /pets: no request that was refused as invalid breaks #/a/enum",
        "GET /pets: no accepted request has met #/a/minimum",
        "GET /pets: no request that was refused as invalid breaks #/a/minimum",
        "GET /pets: was never answered with 422, 429",
    ]


def test_it_is_read_as_it_was_written() -> None:
    written = as_json(REACHED)
    assert from_json(written) == REACHED
    assert written["keywords"] == {"reached": 1, "all": 3}
    assert (count_keywords(REACHED).reached, count_responses(REACHED).every) == (1, 4)
