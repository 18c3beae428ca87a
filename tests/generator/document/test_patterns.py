import re

import pytest

from scripts.generate.document.patterns import runnable


@pytest.mark.parametrize(
    ("pattern", "strict"),
    [
        (r"^[\w.-]+@\d{1,3}$", r"^[\w.-]+@\d{1,3}$"),
        (r"^[\w-.]+$", r"^[\w\-.]+$"),
        (r"[a-\d]", r"[a\-\d]"),
        (r"[-\w-.-]", r"[-\w\-.-]"),
        (r"a{", r"a\{"),
        (r"^{x}{2}$", r"^\{x}{2}$"),
        (r"a{,3}", r"a\{,3}"),
        (r"[^\0]", r"[^\x00]"),
        (r"[\b]", r"[\x08]"),
        (r"\a\h", "ah"),
        (r"\\{", r"\\\{"),
        ("(a", None),
        ("[z-a]", None),
        ("*", None),
    ],
)
def test_what_javascript_runs_without_flags_is_said_strictly(
    pattern: str, strict: str | None
) -> None:
    assert runnable(pattern) == strict


def test_the_strict_form_matches_the_same_texts() -> None:
    strict = runnable(r"^[\w-.]+$")
    assert strict is not None
    for text, matches in {"a-b.c_1": True, "a/b": False, "a,b": False, "": False}.items():
        assert bool(re.search(strict, text)) == matches
