"""Whatever the schema took is the same JSON again after the model."""

import json
import sys
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AwareDatetime, Field, create_model

from exactapi.media.json import json_bytes
from exactapi.model import Model
from exactapi.text.conversion import Conversion, UnrepresentableValueError

MIDNIGHT = datetime(2020, 1, 1, tzinfo=UTC)
BOOLEANS = st.booleans()
INTEGERS = st.integers(-(2**70), 2**70) | st.integers(-3, 3).map(float)
NUMBERS = INTEGERS | st.floats(allow_nan=False, allow_infinity=False)
DATES = st.dates(date(1, 1, 1)).map(date.isoformat)
MOMENTS = st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat) | st.just(
    "2020-01-01T00:00:00Z"
)
UUIDS = st.uuids().map(str)

Switch = create_model("Switch", __base__=Model, value=(bool, ...), name=(str, "x"))
Dial = create_model("Dial", __base__=Model, value=(int, ...))
Label = create_model("Label", __base__=Model, value=(str, ...))
Day = create_model("Day", __base__=Model, value=(date, ...), name=(str, "x"))
Moment = create_model("Moment", __base__=Model, value=(AwareDatetime, ...))


def member(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({"value": values}, optional={"name": st.text(), "more": NUMBERS})


@pytest.mark.parametrize(
    ("annotation", "values"),
    [
        (bool | int, BOOLEANS | INTEGERS),
        (int | bool, BOOLEANS | INTEGERS),
        (bool | int | float, BOOLEANS | NUMBERS),
        (Literal[1, 2] | None, st.sampled_from([1, 1.0, 2, None])),
        (date | int, DATES | INTEGERS),
        (AwareDatetime | int, MOMENTS | INTEGERS),
        (date | AwareDatetime | Switch, DATES | MOMENTS | member(BOOLEANS)),
        (UUID | int | None, UUIDS | INTEGERS | st.none()),
        (list[bool | int], st.lists(BOOLEANS | INTEGERS)),
        (dict[str, bool | int], st.dictionaries(st.text(), BOOLEANS | INTEGERS)),
        (Switch | Dial, member(BOOLEANS | INTEGERS)),
        (Dial | Label, member(INTEGERS | st.integers().map(str))),
        (Day | Moment, member(DATES | MOMENTS)),
        (Any, st.recursive(NUMBERS | BOOLEANS | st.none() | st.text(), st.lists)),
    ],
    ids=str,
)
@settings(max_examples=100, derandomize=True, database=None)
@given(data=st.data())
def test_no_value_becomes_another_one(annotation: Any, values: Any, data: st.DataObject) -> None:
    value = data.draw(values)
    text = json.dumps(value).encode()
    conversion = Conversion(annotation)
    for converted in (conversion.json(value), conversion.json(value, text)):
        after = json.loads(json_bytes(converted))
        assert same(value, after)


def same(before: Any, after: Any) -> bool:
    """Equal as JSON; moments by value, filled in defaults aside."""
    if isinstance(before, dict):
        return all(
            same(each, after[name])
            for name, each in before.items()
            if (name, each) != ("name", "x")
        )
    if isinstance(before, list):
        return len(before) == len(after) and all(map(same, before, after))
    if isinstance(before, str) and "T" in before and before != after:
        return datetime.fromisoformat(before) == datetime.fromisoformat(after)
    return isinstance(before, bool) == isinstance(after, bool) and bool(before == after)


def test_a_member_named_like_an_attribute_does_not_fill_it() -> None:
    aliased = create_model(
        "Aliased", __base__=Model, class_=(str | None, Field(default=None, alias="class"))
    )
    value = Conversion(aliased).json({"class_": "extra"})
    assert value.class_ is None
    assert json.loads(json_bytes(value))["class_"] == "extra"


def test_a_form_with_files_is_read_by_wire_names_too() -> None:
    aliased = create_model(
        "Aliased", __base__=Model, class_=(str | None, Field(default=None, alias="class"))
    )
    assert Conversion(aliased).form({"class_": "extra"}).class_ is None


@pytest.mark.parametrize("value", ["0000-01-01", "86400 days", 5])
def test_what_python_cannot_hold_is_an_error(value: object) -> None:
    with pytest.raises(UnrepresentableValueError):
        Conversion(date).json(value)  # type: ignore[arg-type]  # a JSON value


def test_defaults_are_filled_in_as_what_they_mean() -> None:
    dated = create_model(
        "Dated",
        __base__=Model,
        day=(date, Field(default="2011-10-10", validate_default=True)),
    )
    assert Conversion(dated).json({}, b"{}").day == date(2011, 10, 10)


def spellings(value: Any) -> list[bytes | None]:
    """Without its text, with it, and with each colon of a string as an escape."""
    text = json.dumps(value)
    escaped = text.replace(":", "\\u003a").replace('"value"\\u003a', '"value":')
    return [None, text.encode(), escaped.encode()]


@pytest.mark.parametrize(
    "text", ["2020-01-01T00:00:00.1234567Z", "2020-01-01t00:00:00.000000001+01:00"]
)
def test_of_a_moment_between_two_microseconds_the_rest_is_dropped(text: str) -> None:
    """RFC 3339 leaves the number of digits open, and Go and Rust write nine."""
    value = {"value": text}
    for data in spellings(value):
        moment = Conversion(list[Moment] | Moment).json(value, data).value
        assert moment == datetime.fromisoformat(text[:26].upper() + text[-6:].lstrip("0123456789"))


def test_zeros_beyond_the_microseconds_are_no_loss() -> None:
    value = {"value": "2020-01-01T00:00:00.123456000Z"}
    for data in spellings(value):
        assert Conversion(Moment).json(value, data).value.microsecond == 123456


def test_a_text_that_looks_like_such_a_moment_is_a_text() -> None:
    text = "2020-01-01T00:00:00.1234567Z"
    assert Conversion(Label).json({"value": text}).value == text
    assert Conversion(Moment).json({"value": text[:19] + "Z", "more": text}).more == text


@pytest.mark.parametrize("annotation", [Label, list[Label], Label | Dial])
def test_no_text_that_was_read_is_kept_for_later(annotation: Any) -> None:
    convert = Conversion(annotation).json
    mark = str(uuid4())[:8]  # the process keeps what another case has read
    texts = [f'{{"value":"{mark} {number}"}}'.encode() for number in range(5_000)]
    if annotation == list[Label]:
        texts = [b"[%b]" % text for text in texts]
    convert(None, texts[0])
    before = sys.getallocatedblocks()
    for text in texts:
        convert(None, text)
    assert sys.getallocatedblocks() - before < 1_000
