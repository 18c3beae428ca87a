"""RFC 6901, by its own examples and for names that no document is likely to have."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exactapi.schemas.pointers import fragment, join, pointer_of, tokens, value_at

NAMES = st.text(st.sampled_from('a/~01%2F é\u2028👍\x00"\\#?') | st.characters(codec="utf-8"))
PATHS = st.lists(NAMES | st.integers(0, 9).map(str), max_size=4)

RFC = {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6}
RFC |= {" ": 7, "m~n": 8}


@pytest.mark.parametrize(
    ("pointer", "written", "value"),
    [
        ("", "#", RFC),
        ("/foo", "#/foo", ["bar", "baz"]),
        ("/foo/0", "#/foo/0", "bar"),
        ("/", "#/", 0),
        ("/a~1b", "#/a~1b", 1),
        ("/c%d", "#/c%25d", 2),
        ("/e^f", "#/e%5Ef", 3),
        ("/g|h", "#/g%7Ch", 4),
        ("/i\\j", "#/i%5Cj", 5),
        ('/k"l', "#/k%22l", 6),
        ("/ ", "#/%20", 7),
        ("/m~0n", "#/m~0n", 8),
    ],
)
def test_the_examples_of_the_rfc_hold(pointer: str, written: str, value: Any) -> None:
    assert value_at(RFC, pointer) == value
    assert fragment(pointer) == written
    assert pointer_of(written) == pointer


@given(PATHS)
def test_a_path_is_written_and_read_back(path: list[str]) -> None:
    assert tokens(join("", *path)) == path


@given(PATHS)
def test_a_pointer_survives_as_the_fragment_of_a_reference(path: list[str]) -> None:
    written = fragment(join("", *path))
    assert pointer_of(written) == join("", *path)
    assert urlsplit(written).geturl() == (written if path else "")


@given(PATHS, st.integers())
def test_what_is_put_at_a_path_is_found_there(path: list[str], value: int) -> None:
    document: Any = value
    for name in reversed(path):
        document = {name: document, f"{name}%": None}
    assert value_at(document, join("", *path)) == value


@pytest.mark.parametrize("index", ["-1", "01", "2", "+1", " 1", "²", "٣", "", "9" * 5_000])
def test_only_an_index_of_the_rfc_is_one(index: str) -> None:
    assert value_at(["a", "b"], join("", index), "nothing") == "nothing"


def test_null_is_a_value_and_no_absence() -> None:
    assert value_at({"a": None}, "/a", "nothing") is None
    assert value_at({"a": None}, "/a/b", "nothing") == "nothing"


@pytest.mark.parametrize("reference", ["#anchor", "x.json#/a", "", "/a", "http://a.example/#/a"])
def test_only_local_references_are_pointers(reference: str) -> None:
    assert pointer_of(reference) is None
