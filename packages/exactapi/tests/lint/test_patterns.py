"""Patterns as automata: what they say of all texts agrees with the validator on single ones."""

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exactapi.lint.automaton import Automaton, TooLargeError
from exactapi.lint.patterns import automaton_of
from exactapi.schemas.patterns import runnable


def read(pattern: str) -> Automaton:
    automaton = automaton_of(pattern)
    assert automaton is not None
    return automaton


NEVER = ["a^b", "$a", "^a$b", "(?!)", "[]", "(a|b)^c", "^(?:a$){2}", "x(?!)|[]y"]
AT_TIMES = [
    r"(?<y>a)\k<y>",
    "",
    "^$",
    "$^",
    "a|b^c",
    "^(?:a|b$)c",
    "(a$|b)",
    "^a*^",
    r"\bfoo",
    "(?=x)y",
    r"(?<y>a)\k<y>",
]


@pytest.mark.parametrize("pattern", NEVER)
def test_a_pattern_that_contradicts_itself_takes_nothing(pattern: str) -> None:
    assert not read(pattern).takes_length()


@pytest.mark.parametrize("pattern", AT_TIMES)
def test_a_pattern_that_only_looks_so_takes_something(pattern: str) -> None:
    assert read(pattern).takes_length()


@pytest.mark.parametrize(
    ("pattern", "lengths"),
    [("^(?:aa)*$", [0, 2, 4, 6]), ("^a{2,4}$", [2, 3, 4]), ("a", [1, 2, 3, 4, 5, 6])],
)
def test_the_lengths_are_those_of_its_texts(pattern: str, lengths: list[int]) -> None:
    automaton = read(pattern)
    assert [each for each in range(7) if automaton.takes_length(each, each)] == lengths


@pytest.mark.parametrize(
    ("pattern", "bounded"),
    [("^.{0,9}$", True), ("^.{0,9}", False), ("^a+$", False), ("^(?:ab|c)?$", True), ("[]", True)],
)
def test_an_end_is_found_or_its_absence(pattern: str, *, bounded: bool) -> None:
    assert read(pattern).is_bounded() is bounded


@pytest.mark.parametrize("pattern", [r"^\p{L}$", "(?i:a)", "^(?:a{1000}){1000}$", "("])
def test_what_cannot_be_said_is_none(pattern: str) -> None:
    assert automaton_of(pattern) is None


def test_a_question_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(TooLargeError):
        read("^(?:[a-z]{0,50}){0,90}$").takes_length(4_000, 4_000)


ATOMS = st.sampled_from(["a", "b", "^", "$", ".", r"\x00", "[^a]", "[ab]", r"\d", r"\n"])
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda both: f"(?:{both[0]}|{both[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}"])).map(
            lambda both: f"(?:{both[0]}){both[1]}"
        ),
    ),
    max_leaves=6,
)


@given(PATTERNS, st.text("ab0\0\n", max_size=4))
@settings(max_examples=300)
def test_it_takes_what_the_validator_takes(pattern: str, text: str) -> None:
    automaton = read(pattern)
    validator = jsonschema_rs.validator_for({"pattern": runnable(pattern)})
    if validator.is_valid(text):
        assert automaton.takes_length(len(text), len(text))
        if "\0" in text:
            assert automaton.text_with(0) is not None
    witness = automaton.text_with(0)
    assert witness is None or ("\0" in witness and validator.is_valid(witness))
