"""JSON is read strictly, exactly, and without ever failing in another way."""

import json
import math
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exactapi.rejections import MalformedRequest
from exactapi.text.strict_json import MAX_DEPTH, read_json, with_integers


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"\xef\xbb\xbf1",
        b'"\xff"',
        b'"\xc0\x80"',
        b'"\xed\xa0\x80"',
        '{"a": 1}'.encode("utf-16"),
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"[nan]",
        b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":2}',
        b'{"x":{"":1,"":2}}',
        b'"\\ud800"',
        b'"\\udc00\\ud800"',
        b'"\\ud800\\u0041"',
        b'{"\\ud800":1}',
        b"1e400",
        b"-1E+400",
        b"[0.0001e400]",
        b"9" * 400 + b".5",
        b"9" * 300 + b"e10",
        b"9" * 150 + b".5e160",
        b"9" * 4301,
        b"-" + b"9" * 5000,
        b"1 2",
        b"1,",
        b"{} x",
        b"1\x00",
        b"[1,]",
        b'{"a":1,}',
        b"[1 2]",
        b"01",
        b"+1",
        b".5",
        b"5.",
        b"1e",
        b"0x10",
        b"1_000",
        b"'a'",
        b"{a:1}",
        b"{1:1}",
        b'"\t"',
        b'"\x00"',
        b'"\\x41"',
        b'"\\u12"',
        b'"abc',
        b"tru",
        b"True",
        b"// 1\n1",
        b"/* */1",
        b"\x0b1",
        b"\xc2\xa01",
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
    ids=lambda data: repr(data[:24]),
)
def test_what_is_not_strict_json_is_a_400(data: bytes) -> None:
    with pytest.raises(MalformedRequest):
        read_json(data)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b" 1\n", 1),
        (b"1.0", 1.0),
        (b"-0.0", -0.0),
        (b"1e2", 100.0),
        (b"1.7976931348623157e308", 1.7976931348623157e308),
        (b"1e-400", 0.0),
        (b"9" * 4300, int("9" * 4000) * 10**300 + int("9" * 300)),
        (b"18446744073709551616", 18446744073709551616),
        (b"-9223372036854775809", -9223372036854775809),
        (b'"\\ud83d\\ude00"', "😀"),
        ('"é\u2028"'.encode(), "é\u2028"),
        (b'"\\u0000"', "\0"),
        (b'{"a":{"a":1},"b":[{"a":1},{"a":1}]}', {"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}),
        (b'["1e999", "0e000"]', ["1e999", "0e000"]),
        (b'{"__proto__":1,"":2}', {"__proto__": 1, "": 2}),
        (b"[" + b"[]," * 100 + b"[]]", [[]] * 101),
    ],
    ids=lambda data: repr(data)[:24],
)
def test_values_stay_exact(data: bytes, value: Any) -> None:
    read = read_json(data)
    assert read == value
    assert type(read) is type(value)


def test_the_deepest_nesting_that_is_allowed_is_read() -> None:
    read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


def test_the_message_never_repeats_the_body() -> None:
    with pytest.raises(MalformedRequest) as caught:
        read_json(b'{"secret at line 1":1,"secret at line 1":2}')
    assert "secret" not in caught.value.detail
    assert "line 1 column" in caught.value.detail


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


@settings(max_examples=200)
@given(JSON_VALUES, st.booleans())
def test_every_json_value_is_read_back_exactly(value: Any, ascii_only: bool) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert json.dumps(read_json(data)) == json.dumps(value)


@settings(max_examples=300)
@given(st.binary(max_size=40) | st.text(alphabet='[]{},:"eE+-.0123456789tfn\\ud8', max_size=30))
def test_any_bytes_are_a_finite_value_or_a_400(data: bytes | str) -> None:
    try:
        value = read_json(data if isinstance(data, bytes) else data.encode())
    except MalformedRequest:
        return
    json.dumps(value, allow_nan=False)


@settings(max_examples=100)
@given(st.integers(1, 10**40), st.integers(-400, 400), st.sampled_from(["e", "E", "e+"]))
def test_a_number_beyond_a_double_is_never_read(mantissa: int, power: int, mark: str) -> None:
    text = f"{mantissa}{mark if power >= 0 else 'e'}{power}"
    if math.isinf(float(text)):
        with pytest.raises(MalformedRequest):
            read_json(text.encode())
    else:
        assert read_json(text.encode()) == float(text)


def test_whole_floats_become_integers_and_others_do_not() -> None:
    value = {"a": [1.0, 1.5, True, "1.0"], "b": 1e300}
    expected = {"a": [1, 1.5, True, "1.0"], "b": int(1e300)}
    assert with_integers(value) == expected
    assert [type(item) for item in with_integers(value)["a"]] == [int, float, bool, str]


@pytest.mark.parametrize("text", ["[[[", "]]]", '\\"[', "\\\\", '{"a":[', "}\\\\\\"])
@pytest.mark.parametrize("levels", [MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1])
def test_brackets_in_texts_nest_nothing(text: str, levels: int) -> None:
    value: Any = [text, {text: text}]
    for number in range(levels - 2):
        value = [text, value, [], text] if number % 2 else {text: text, "next": value}
    if levels <= MAX_DEPTH:
        assert read_json(json.dumps(value).encode()) == value
    else:
        with pytest.raises(MalformedRequest, match="nested"):
            read_json(json.dumps(value).encode())


def test_no_text_that_was_read_is_kept_for_later() -> None:
    texts = [b'{"name":"a text like no other %d"}' % number for number in range(5_000)]
    read_json(texts[0])
    before = sys.getallocatedblocks()
    for text in texts:
        read_json(text)
    assert sys.getallocatedblocks() - before < 1_000
