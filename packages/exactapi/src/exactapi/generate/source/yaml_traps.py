"""What people meant where a text is not YAML: the traps by name, each with its cure."""

import re
from typing import NamedTuple

import yaml

from exactapi.generate.source.text import Text

_QUOTE = "put the text in quotes"
_COMMENT = re.compile(r"(?<=[\s{}\[\],])#(?=[^\n]*[\]}])")
"""One that takes along what was to close the braces or brackets around it."""
_TEXTS = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_OPENED = re.compile(r"\w[^\n\"']*[\"']")
"""What follows a quote that was to open a text, and not to close another one."""
_QUOTED = re.compile(r"""(?:^|[:\-] )\s*["'].*["']\s*""")


class Said(NamedTuple):
    """What is wrong, and what to do."""

    reason: str
    cure: str


_TRAPS = {
    "mapping values are not allowed": Said(
        "a colon with a space after it ends the text before it", _QUOTE
    ),
    "found character that cannot start": Said(
        "a text without quotes cannot begin with this character", _QUOTE
    ),
    "found unknown escape": Said(
        "this is no escape in double quotes",
        "write the text in single quotes, in which a backslash is itself",
    ),
    "did not find expected alphabetic": Said(
        "`*` and `&` at the beginning of a text without quotes are an alias and an anchor", _QUOTE
    ),
    "did not find expected ','": Said(
        "in braces and brackets a value ends here, and no comma follows",
        "add the comma; if this belongs to a text, put the text in quotes",
    ),
}
"""By the beginning of libyaml's own words."""
_TAB = Said("a tab stands where YAML wants spaces", "indent with spaces")
_INDENT = Said(
    "this line is indented otherwise than the lines before it",
    "indent the members of one object alike",
)
_AFTER_QUOTES = Said(
    "something follows the quotes that end the text before it",
    "put the whole text in quotes, and double the quotes of that kind inside it",
)
_UNCLOSED = Said("the quote that opens here is closed nowhere", "close it")
_CLOSED_LATE = Said(
    "the text that this quote opens ends lines below, where another text was to begin", "close it"
)
_IN_BRACES = Said(
    "`#` begins a comment, and the braces or brackets around it are not closed before it", _QUOTE
)
_AFTER_BRACKET = Said("a text that begins with a bracket or brace ends with the other one", _QUOTE)


def explain(problem: str, line: str, column: int) -> Said | None:
    """Explain what libyaml found at a column of a line, counted from 0; None if it is no trap."""
    if "\t" in line[max(column - 1, 0) : column + 1]:
        return _TAB
    if problem.startswith("did not find expected key"):
        return _not_a_key(line[:column])
    return next((said for words, said in _TRAPS.items() if problem.startswith(words)), None)


def origin(
    error: yaml.MarkedYAMLError, at: int, text: Text, quoted: tuple[int, int] | None
) -> tuple[int, Said] | None:
    """Find a trap that lies before the offset at which libyaml has found something.

    `quoted` is where the latest scalar in quotes began and ended. Returns the offset of the trap,
    and what it is.
    """
    began = error.context_mark
    start = text.offset(began.line, began.column) if began else at
    if "quoted scalar" in (error.context or "") and "end of stream" in (error.problem or ""):
        return start, _UNCLOSED
    if "flow" in (error.context or ""):
        outside = _TEXTS.sub(lambda found: "x" * len(found[0]), text.content[start:at])
        if comment := _COMMENT.search(outside):
            return start + comment.start(), _IN_BRACES
    if quoted and _OPENED.match(text.content, quoted[1]):
        first, last, here = (text.location(offset).line for offset in (*quoted, at))
        if first < last == here:
            return quoted[0], _CLOSED_LATE
    return None


def _not_a_key(before: str) -> Said | None:
    if not before.strip():
        return _INDENT
    if _QUOTED.search(before):
        return _AFTER_QUOTES
    return _AFTER_BRACKET if before.rstrip()[-1:] in "]}" else None
