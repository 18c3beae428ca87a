r"""Regular expressions of ECMA-262, said so that the validator's engine means the same.

JSON Schema asks for ECMA-262 with Unicode semantics (JSON Schema Core, section 6.4). Authors also
write what browsers run without the flag `u` (ECMA-262, annex B.1.2): `[\w-.]`, `a{`, `\a`. The
engine differs in both: `\d`, `\w`, `\s` and `\b` know all of Unicode there once a pattern looks
ahead, `.` matches a carriage return, `\<` is the start of a word. So the compiled copy of a
schema says in ranges and look-arounds what is meant; the document keeps its author's words.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

import jsonschema_rs

_TOKEN: Final = re.compile(
    r"""
    \\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}
  | \\(?: c[A-Za-z] | x[0-9A-Fa-f]{2} | u[0-9A-Fa-f]{4} | u\{[0-9A-Fa-f]+\}
        | k<[^>]*> | [pP]\{[^}]*\} | 0[0-7]{0,2} | . )
  | \(\?<(?![=!])[^>]*> | \(\?
  | \{ [0-9]+ (?: ,[0-9]* )? \}
  | \[\^?
  | .
    """,
    re.VERBOSE | re.DOTALL,
)
_LAST: Final = "\U0010ffff"
_DIGITS: Final = "0-9"
_WORD: Final = "0-9A-Z_a-z"
_SPACE: Final = r"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_KINDS: Final = (r"\d", r"\w", r"\s")
_CLASSES: Final = {
    r"\d": _DIGITS,
    r"\D": rf"\x00-/:-{_LAST}",
    r"\w": _WORD,
    r"\W": rf"\x00-/:-@\x5b-\x5e`\x7b-{_LAST}",
    r"\s": _SPACE,
    r"\S": (
        r"\x00-\x08\x0e-\x1f!-\u009f\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e"
        rf"\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-{_LAST}"
    ),
}
"""The characters that a class escape matches (ECMA-262, section 22.2.2.9 and "WhiteSpace")."""

_ANCHORS: Final = {r"\A": r"\A", r"\Z": r"\z", r"\z": r"\z"}
"""Escapes of other languages; annex B reads them as plain letters, which is never meant."""

_OUTSIDE: Final = (
    {
        ".": r"[^\n\r\u2028\u2029]",
        r"\b": f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))",
        r"\B": f"(?:(?<=[{_WORD}])(?=[{_WORD}])|(?<![{_WORD}])(?![{_WORD}]))",
        "{": r"\{",
        "}": r"\}",
        "]": r"\]",
        r"\c": r"\\c",
    }
    | _ANCHORS
    | {name: f"[{_CLASSES[name]}]" for name in _KINDS}
    # Shorter than their ranges, and much faster to draw from.
    | {name.upper(): f"[^{_CLASSES[name]}]" for name in _KINDS}
)
_INSIDE: Final = {r"\b": r"\x08", r"\c": r"\\c", "[": r"\[", "&": r"\&", "~": r"\~"} | _CLASSES
_ANY: Final = "(?s:.)"
_LENIENT: Final = frozenset({"{", "}", "]", r"\c", r"\A", r"\Z", r"\z"})
_DOT_IS_ALL: Final = re.compile(r"\(\?[im]*s[im]*(?:-[im]+)?[:)]")
_LOOKS_AROUND: Final = re.compile(r"\(\?<?[=!]|\\[bB]")
_AHEAD: Final = re.compile(r"\(\?[=!]")
_ESCAPE_OR_CLASS: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\])*(?:\]|\\?\Z)", re.DOTALL)

LONG: Final = 1_000
"""Characters that a slow pattern takes some 5 ms for; what is longer is not looked at twice."""

_SYNTAX: Final = frozenset("^$\\.*+?()[]{}|/-")
_CONTROLS: Final = frozenset({r"\f", r"\n", r"\r", r"\t", r"\v"})


class Expression(NamedTuple):
    """`text` is for the validator; `strict`: the flag `u` does not refuse the original."""

    text: str
    strict: bool


@cache
def translated(pattern: str) -> Expression | None:
    """Return a pattern for the validator; None where it is none of ECMA-262, or cannot be run."""
    translator = _Translator()
    text = "".join(translator.read(pattern))
    try:
        jsonschema_rs.validator_for({"pattern": text})
    except (jsonschema_rs.ValidationError, ValueError):
        return None
    return Expression(text, translator.strict)


def runnable(pattern: str) -> str:
    """Return the text for the validator; the pattern itself where there is none."""
    found = translated(pattern)
    return pattern if found is None else found.text


def is_slow(pattern: str) -> bool:
    r"""Return whether a search may take quadratic time in a string's length, as `\bfoo.*bar` does.

    What looks around is run by going back: from every character on, unless each alternative is
    anchored, and once for each length of what may be of any length before it.
    """
    if not _LOOKS_AROUND.search(pattern):
        return False
    return not all(_is_quick(each) for each in _alternatives(pattern))


def _is_quick(alternative: str) -> bool:
    """Return whether it looks around at the start of the string alone."""
    if not alternative.startswith("^"):
        return False
    rest = alternative[1:]
    while ahead := _AHEAD.match(rest):
        rest = rest[_end_of_group(rest, ahead.end()) :]
    return not (_LOOKS_AROUND.search(rest) or rest.startswith(("?", "*", "{")))


def _alternatives(pattern: str) -> Iterator[str]:
    begun = end = 0
    while end < len(pattern):
        if pattern[end] == "|":
            yield pattern[begun:end]
            begun = end + 1
        end = _after(pattern, end)
    yield pattern[begun:]


def _after(pattern: str, start: int) -> int:
    """Return where the character, the escape, the class or the group ends that begins there."""
    if pattern[start] == "(":
        return _end_of_group(pattern, start + 1)
    found = _ESCAPE_OR_CLASS.match(pattern, start)
    return found.end() if found else start + 1


def _end_of_group(pattern: str, start: int) -> int:
    """Return the end of the group inside of which is `start`."""
    depth = 1
    while depth and start < len(pattern):
        depth += {"(": 1, ")": -1}.get(pattern[start], 0)
        found = _ESCAPE_OR_CLASS.match(pattern, start)
        start = found.end() if found else start + 1
    return start


class _Translator:
    def __init__(self) -> None:
        self.strict = True
        self._groups: list[str] = []
        self._meanings = _OUTSIDE

    def read(self, pattern: str) -> Iterator[str]:
        if _DOT_IS_ALL.search(pattern):
            self._meanings = _OUTSIDE | {".": "."}
        tokens = iter(_TOKEN.findall(pattern))
        for token in tokens:
            if token in ("[", "[^"):
                items: list[str] = []
                for item in tokens:
                    if item == "]":
                        yield self._class(token, items)
                        break
                    items += item if item == "[^" else [item]
                else:
                    yield "["  # nothing closes it: left to the engine to refuse
            else:
                yield self._outside(token)

    def _outside(self, part: str) -> str:
        if part == "(" or part.startswith("(?<"):
            self._groups.append(part[3:-1])
        if part in _LENIENT:
            self.strict = False
        if part.startswith(r"\k<") and part[3:-1] in self._groups:
            return rf"(?:\{self._groups.index(part[3:-1]) + 1})"
        return self._meanings.get(part) or self._escaped(part)

    def _class(self, start: str, items: list[str]) -> str:
        if not items:
            return "(?!)" if start == "[" else _ANY
        if any({name, name.upper()} <= {*items} for name in _KINDS):
            return _ANY if start == "[" else "(?!)"
        written = []
        for index, item in enumerate(items):
            beside = {*items[max(index - 1, 0) : index], *items[index + 1 : index + 2]}
            if item == "-" and 0 < index < len(items) - 1 and beside & _CLASSES.keys():
                self.strict = False
                written.append(r"\-")
            elif item == "-" and index in (0, len(items) - 1):
                written.append(r"\-")
            else:
                written.append(_INSIDE.get(item) or self._escaped(item))
        return f"{start}{''.join(written)}]"

    def _escaped(self, part: str) -> str:
        """Return an escape that stands for one character, as that character; others as they are."""
        if len(part) > len(r"\u0000") and part.count(r"\u") > 1:
            high, low = int(part[2:6], 16), int(part[8:12], 16)
            return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
        if part.startswith(r"\u{") and int(part[3:-1], 16) <= ord(_LAST):
            return re.escape(chr(int(part[3:-1], 16)))
        if part.startswith(r"\c") and part[2:]:
            return rf"\x{ord(part[2]) % 32:02x}"
        if part.startswith(r"\0"):
            self.strict = self.strict and part == r"\0"
            return rf"\x{int(part[1:], 8) % 256:02x}"
        return self._identity(part)

    def _identity(self, part: str) -> str:
        if len(part) != len(r"\a") or part[0] != "\\" or part[1].isdigit():
            return part
        if part[1] in _SYNTAX or part in _CONTROLS:
            return part
        self.strict = False
        return re.escape(part[1])
