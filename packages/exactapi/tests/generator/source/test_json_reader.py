# ruff: noqa: E501  # the line that a user reads is one line here as well
import json
from typing import Any

import pytest

from exactapi.generate.refusals.refusals import RefusedError
from exactapi.generate.source.json_reader import read_json
from exactapi.generate.source.places import Places
from exactapi.generate.source.text import decode

TEXT = '{"a": [1, -2.5e3, "\\u00e4\\n", true, false, null, {}],\n "b": {"c~/d": []}}'


def read(text: str) -> Any:
    return read_json(decode("a.json", text.encode()), Places())


def test_reads_what_the_standard_library_reads() -> None:
    assert read(TEXT) == json.loads(TEXT)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read("\ufeff{}") == {}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_another_encoding_is_named(encoding: str) -> None:
    with pytest.raises(
        RefusedError, match="encoding: this looks like UTF-16; save the file as UTF-8"
    ):
        decode("a.json", "{}".encode(encoding))


def test_a_string_may_hold_the_control_characters_that_json_does_not_exclude() -> None:
    assert read('["\x7f\x85\x9d\ufffe"]') == ["\x7f\x85\x9d\ufffe"]


def test_every_member_has_its_place() -> None:
    places = Places()
    root = read_json(decode("a.json", TEXT.encode()), places)
    found = [places.locate(root, pointer) for pointer in ("/a/1", "/b", "/b/c~0~1d")]
    assert [(at.line, at.column) for at in found] == [(1, 11), (2, 2), (2, 8)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"a": 1,}', "a.json:1:9 #: json-syntax: a member's name in double quotes is expected here; correct the JSON"),
        ('{"a" 1}', "a.json:1:6 #: json-syntax: a colon is expected here; correct the JSON"),
        ("[1 2]", "a.json:1:4 #: json-syntax: a comma or `]` is expected here; correct the JSON"),
        ("[01]", "a.json:1:3 #: json-syntax: a comma or `]` is expected here; correct the JSON"),
        ("[NaN]", "a.json:1:2 #: json-syntax: a value is expected here; correct the JSON"),
        ("[1e999]", "a.json:1:2 #: number-range: 1e999 is no finite number; JSON has finite numbers only"),
        ('{"a": 1,\n "a": 2}', "a.json:2:2 #: duplicate-key: `a` is named twice in the same object; remove one of them"),
        ('{"a": "b', "a.json:1:7 #: json-syntax: unterminated string starting at; correct the JSON"),
        ("[1,", "a.json:1:4 #: json-syntax: the file ends in the middle of a value; correct the JSON"),
        ("{} x", "a.json:1:4 #: json-syntax: there is text after the end of the value; correct the JSON"),
        ('["\x01"]', "a.json:1:3 #: json-syntax: invalid control character at; correct the JSON"),
        ('["\\ud800"]', "a.json:1:2 #: encoding: half a surrogate pair; write both halves"),
        ("[" * 300, "a.json:1:201 #: too-deep: more than 200 levels are nested here; nest less"),
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused_where_it_stands(text: str, line: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read(text)
    assert str(caught.value) == line
