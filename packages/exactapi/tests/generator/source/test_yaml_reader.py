# ruff: noqa: E501  # the line that a user reads is one line here as well
from typing import Any

import pytest

from exactapi.generate.refusals.refusals import RefusedError
from exactapi.generate.source.places import Places
from exactapi.generate.source.text import decode
from exactapi.generate.source.yaml_reader import read_yaml


def read(text: str) -> Any:
    return read_yaml(decode("a.yaml", text.encode()), Places())


def refusal(text: str | bytes) -> str:
    with pytest.raises(RefusedError) as caught:
        read_yaml(decode("a.yaml", text.encode() if isinstance(text, str) else text), Places())
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("12:30:45", "12:30:45"),
        ("2026-11-22", "2026-11-22"),
        ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"),
        ("0o17", 15),
        ("0x1F", 31),
        ("0777", 777),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("+5", 5),
        ("-7", -7),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.2.3", "1.2.3"),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(written: str, value: object) -> None:
    result = read(f"a: {written}")["a"]
    assert result == value
    assert type(result) is type(value)


def test_keys_are_the_characters_as_written() -> None:
    text = "200: a\non: b\nnull: c\n1.0: d\ntrue: e\n"
    assert list(read(text)) == ["200", "on", "null", "1.0", "true"]


def test_merge_keys_add_what_is_not_there() -> None:
    text = "a: &a {x: 1, y: 2}\nb: &b {z: 3, x: 9}\nc: {<<: [*a, *b], y: 5}\n"
    assert read(text)["c"] == {"y": 5, "x": 1, "z": 3}


def test_a_quoted_merge_key_is_a_key() -> None:
    assert read("'<<': 1") == {"<<": 1}


def test_aliases_repeat_their_anchor() -> None:
    assert read("a: &a [1, 2]\nb: *a\n&k c: 1\nd: *k\n") == {
        "a": [1, 2],
        "b": [1, 2],
        "c": 1,
        "d": "c",
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "a.yaml:3:1 #: duplicate-key: `a` is named twice in the same object; remove one of them"),
        ("a: .inf\n", "a.yaml:1:4 #: number-range: .inf is no finite number; JSON has finite numbers only"),
        ("a: .NaN\n", "a.yaml:1:4 #: number-range: .NaN is no finite number; JSON has finite numbers only"),
        ("a: 1e999\n", "a.yaml:1:4 #: number-range: 1e999 is no finite number; JSON has finite numbers only"),
        ("a:\n\t- b\n", "a.yaml:2:1 #: yaml-syntax: a tab stands where YAML wants spaces; indent with spaces"),
        ("? [1]\n: b\n", "a.yaml:1:3 #: yaml-key: a key must be a string; write a string as key"),
        ("a: !!binary aGk=\n", "a.yaml:1:4 #: yaml-tag: the tag tag:yaml.org,2002:binary gives no JSON value; remove the tag; put a text that begins with `!` in quotes"),
        ("a: !!python/name:os.system x\n", "a.yaml:1:4 #: yaml-tag: the tag tag:yaml.org,2002:python/name:os.system gives no JSON value; remove the tag; put a text that begins with `!` in quotes"),
        ("a: &a [*a]\n", "a.yaml:1:8 #: yaml-alias: the alias *a stands inside its own anchor, or has none; write the value out; put a text that begins with `*` in quotes"),
        ("a: {<<: 1}\n", "a.yaml:1:5 #: yaml-merge: a merge key holds something that is no object; merge objects only"),
        ("a: 1\n---\nb: 2\n", "a.yaml:2:1 #: yaml-syntax: a second YAML document starts here; keep one document per file"),
        ("a: 1\n".encode("utf-16"), "a.yaml:1:1 #: encoding: byte 0xff is not UTF-8; save the file as UTF-8"),
        (b"a: \xff\n", "a.yaml:1:4 #: encoding: byte 0xff is not UTF-8; save the file as UTF-8"),
        (b"a: b\nc: \x00\n", "a.yaml:2:4 #: encoding: the character U+0000 is not allowed here; remove it, or write it as an escape inside double quotes"),
        ("[" * 300, "a.yaml:1:201 #: too-deep: more than 200 levels are nested here; nest less"),
    ],
)  # fmt: skip
def test_what_is_no_json_value_is_refused_where_it_stands(text: str | bytes, line: str) -> None:
    assert refusal(text) == line


def test_a_truncated_file_is_refused() -> None:
    assert "a.yaml:1:4 #: yaml-syntax: " in refusal('a: "b\n')


def test_a_billion_laughs_are_refused_without_being_expanded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert "too-many-nodes: aliases repeat more than 1000000 values" in refusal("\n".join(lines))


@pytest.mark.parametrize("value", ['"{text}"', '{{? "{text}" : 1}}', '["{text}"]'])
def test_a_long_text_counts_as_many_values(value: str) -> None:
    first = value.format(text="x" * 100_000)
    lines = [f"a: &a {first}", f"b: [{', '.join(['*a'] * 2000)}]"]
    assert "too-many-nodes: aliases repeat more than 1000000 values" in refusal("\n".join(lines))


def test_aliases_cannot_nest_deeper_than_the_bound() -> None:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 250)]
    assert "too-deep" in refusal("\n".join(lines))


def test_every_key_and_item_has_its_place() -> None:
    places = Places()
    text = decode("a.yaml", "ä: 1\nb:\n  - x\n  - {c: d}\n".encode())
    root = read_yaml(text, places)
    found = [
        (at.line, at.column)
        for at in (places.locate(root, pointer) for pointer in ("/b", "/b/1", "/b/1/c", "/nope"))
    ]
    assert found == [(2, 1), (4, 5), (4, 6), (1, 1)]
