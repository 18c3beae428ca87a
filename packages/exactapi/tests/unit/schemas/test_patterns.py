r"""Expectations are what a browser's `RegExp` answers, with the flag `u` where it takes it."""

import jsonschema_rs
import pytest

from exactapi.schemas.patterns import is_slow, translated


def matches(pattern: str, text: str) -> bool:
    expression = translated(pattern)
    assert expression is not None
    return bool(jsonschema_rs.validator_for({"pattern": expression.text}).is_valid(text))


@pytest.mark.parametrize(
    ("pattern", "taken", "refused"),
    [
        (r"^\d$", "5", "٣"),
        (r"^(?=.)\d$", "5", "٣"),
        (r"^(?=.)\w$", "_", "é"),
        (r"^(?=.)[\w]$", "z", "é"),
        (r"^(?=.)\W$", "é", "z"),
        (r"^(?=.)[\W5]$", "5", "4"),
        (r"^(?=.)\s$", "\ufeff", "\x85"),
        (r"^(?=.)[\S]$", "\x85", "\ufeff"),
        (r"^(?=.)\D$", "٣", "5"),
        (r"^.$", "😀", "\r"),
        (r"^(?s).$", "\r", "ab"),
        (r"\bb", "éb", "ab"),
        (r"é\B", "é", "éb"),
        (r"^(?<n>a|b)\k<n>$", "aa", "ab"),
        (r"^\uD83D\uDE00$", "😀", "😁"),
        (r"^[\u0020-\uD7FF\uD800\uDC00-\uDBFF\uDFFF]$", "😀", "\t"),
        (r"^[^]$", "\n", ""),
        (r"^[\s\S]$", "\n", "ab"),
        (r"^\u{5d}[\u{1F600}-\u{1F64F}]$", "]😀", "]a"),
        (r"^\cJ$", "\n", "J"),
        (r"^(?=.)\0$", "\0", "0"),
        (r"^[a&&b]$", "&", "c"),
        (r"^[[a]$", "[", "]"),
        (r"^[+--]$", ",", "."),
        (r"^[\b]$", "\b", "b"),
        (r"^a$", "a", "a\n"),
    ],
)
def test_patterns_of_ecma_262_mean_the_same(pattern: str, taken: str, refused: str) -> None:
    assert matches(pattern, taken)
    assert not matches(pattern, refused)


@pytest.mark.parametrize(
    ("pattern", "taken", "refused"),
    [
        (r"^[\w-.]$", "-", "+"),
        (r"^[a-\d]$", "-", "b"),
        (r"^[-\w-.-]$", ".", "+"),
        (r"^a{$", "a{", "a"),
        (r"^{x}{2}$", "{x}}", "xx"),
        (r"^a{,3}$", "a{,3}", "aa"),
        (r"^]$", "]", "["),
        (r"^\a\h$", "ah", "\a"),
        (r"^\<\>$", "<>", ""),
        (r"^[^\<\>]$", "a", "<"),
        (r"^\01$", "\x01", "01"),
        (r"^\é$", "é", "e"),
    ],
)
def test_what_browsers_run_without_flags_means_the_same_and_is_told_apart(
    pattern: str, taken: str, refused: str
) -> None:
    assert matches(pattern, taken)
    assert not matches(pattern, refused)
    expression = translated(pattern)
    assert expression is not None
    assert not expression.strict


@pytest.mark.parametrize("pattern", [r"^[\w.-]+@\d{1,3}$", r"a\/b", r"\p{L}", r"(a)\1", "[]"])
def test_what_the_flag_u_takes_is_strict(pattern: str) -> None:
    expression = translated(pattern)
    assert expression is not None
    assert expression.strict


@pytest.mark.parametrize("pattern", ["(a", "[z-a]", "*", "[a", r"\p{Foo}", r"[\uD800-\uDBFF]"])
def test_what_is_no_pattern_has_no_translation(pattern: str) -> None:
    assert translated(pattern) is None


def test_anchors_of_other_languages_are_anchors_and_told_apart() -> None:
    assert matches(r"\Aab\z", "ab")
    assert not matches(r"\Aab\Z", "abc")
    expression = translated(r"\Aab\z")
    assert expression is not None
    assert not expression.strict


@pytest.mark.parametrize(
    ("pattern", "slow"),
    [
        ("foo.*bar", False),
        (r"(?=.*\d).{8}", True),
        (r"^(?=.*\d).{8}", False),
        (r"^(?=.*\d|(?:a|b)).{8}[|]\|", False),
        (r"^a|(?=.*\d).{8}", True),
        (r"^a|^(?=.*\d).{8}", False),
        (r"\bfoo", True),
        (r"^.*(?=.*x)y", True),
        (r"^.*\bfoo.*bar", True),
        (r"^?(?=.*a)b", True),
        (r"^(?:a(?=.*x))*y", True),
        (r"^(?!.*(?:a|b).*\))(?=.*c)(?:d|e)+$", False),
        (r"^[|(]+$|^(?=.*\d)a", False),
        ("(" * 20_000 + "(?=a)" + "[" * 20_000, True),
    ],
)
def test_a_search_that_looks_around_from_every_character_on_is_slow(
    pattern: str, *, slow: bool
) -> None:
    assert is_slow(pattern) == slow
