"""Lines of shared files that belong to a feature: they end in the comment `feature: NAME`.

A marked line goes with all that belongs to it: up to where its brackets close, and the block that
is indented below it when it ends in a colon; a decorator goes with what it decorates. A line that
holds nothing but the mark takes the paragraph below it along, up to the next empty line. What
belongs to several features (`feature: NAME, OTHER`) goes with the first of them that goes.
"""

import re
from collections.abc import Sequence
from typing import Final

_COMMENT: Final = r"(?:#|//|--|<!--)\s*feature: (?:[\w-]+, )*{name}(?:, [\w-]+)*\s*(?:-->)?\s*$"
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'")


def without(text: str, feature: str) -> str:
    """Return the text without the lines of the feature; the same text where it has none."""
    mark = re.compile(_COMMENT.format(name=re.escape(feature)), re.MULTILINE)
    if mark.search(text) is None:
        return text
    lines = text.split("\n")
    kept: list[str] = []
    number = 0
    while number < len(lines):
        found = mark.search(lines[number])
        if found is None:
            kept.append(lines[number])
            number += 1
            continue
        code = lines[number][: found.start()].strip()
        number = _end_of_code(lines, number, code) if code else _end_of_paragraph(lines, number)
    return "\n".join(kept).rstrip("\n") + "\n"


def _end_of_paragraph(lines: Sequence[str], number: int) -> int:
    """Return the number of the line after the paragraph and the empty lines that follow it."""
    while number < len(lines) and lines[number].strip():
        number += 1
    while number < len(lines) and not lines[number].strip():
        number += 1
    return number


def _end_of_code(lines: Sequence[str], number: int, code: str) -> int:
    """Return the number of the line after the statement, the element or the block."""
    depth, first = _depth(code), number
    number += 1
    while depth > 0 and number < len(lines):
        depth += _depth(lines[number])
        code = lines[number].strip()
        number += 1
    if lines[first].lstrip().startswith("@") and number < len(lines):
        return _end_of_code(lines, number, lines[number].strip())
    if not code.endswith(":"):
        return number
    indent = _indent(lines[first])
    while number < len(lines) and (not lines[number].strip() or _indent(lines[number]) > indent):
        number += 1
    return number


def _depth(line: str) -> int:
    """Return how many more brackets a line opens than it closes."""
    code = _STRING.sub("", line)
    return sum(code.count(each) for each in "([{") - sum(code.count(each) for each in ")]}")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
