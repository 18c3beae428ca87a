"""JSON (RFC 8259), strictly, with the place of every member."""

import re
from json.decoder import (  # type: ignore[attr-defined]  # scanstring is missing in typeshed
    JSONDecodeError,
    scanstring,
)
from typing import Any, NoReturn

from exactapi.generate.source.numbers import floating, integer
from exactapi.generate.source.places import Place, Places
from exactapi.generate.source.text import Text

MAX_DEPTH = 200

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_LITERALS = {"t": ("true", True), "f": ("false", False), "n": ("null", None)}
_CURE = "correct the JSON"


class _Reader:
    def __init__(self, text: Text, places: Places) -> None:
        self.text = text
        self.content = text.content
        self.places = places

    def document(self) -> Any:
        value, at = self.value(self.space(0), 0)
        at = self.space(at)
        if at != len(self.content):
            self.refuse(at, "there is text after the end of the value")
        return value

    def refuse(self, at: int, reason: str) -> NoReturn:
        if at >= len(self.content):
            reason = "the file ends in the middle of a value"
        self.text.refuse("json-syntax", min(at, len(self.content)), reason, _CURE)

    def space(self, at: int) -> int:
        match = _SPACE.match(self.content, at)
        return match.end() if match else at

    def value(self, at: int, depth: int) -> tuple[Any, int]:
        start = self.content[at : at + 1]
        if start == '"':
            return self.string(at)
        if start in ("{", "["):
            if depth >= MAX_DEPTH:
                reason = f"more than {MAX_DEPTH} levels are nested here"
                self.text.refuse("too-deep", at, reason, "nest less")
            return self.object(at, depth + 1) if start == "{" else self.array(at, depth + 1)
        if start in _LITERALS and self.content.startswith(_LITERALS[start][0], at):
            literal, value = _LITERALS[start]
            return value, at + len(literal)
        if match := _NUMBER.match(self.content, at):
            whole = match[1] is None and match[2] is None
            read = integer if whole else floating
            return read(self.text, at, match[0]), match.end()
        return self.refuse(at, "a value is expected here")

    def string(self, at: int) -> tuple[str, int]:
        try:
            value, end = scanstring(self.content, at + 1, True)  # noqa: FBT003  # a C function without keywords
        except JSONDecodeError as error:
            self.refuse(error.pos, error.msg[:1].lower() + error.msg[1:])
        if "\\u" in self.content[at:end] and any("\ud800" <= char <= "\udfff" for char in value):
            self.text.refuse("encoding", at, "half a surrogate pair", "write both halves")
        return value, end

    def object(self, start: int, depth: int) -> tuple[dict[str, Any], int]:
        value: dict[str, Any] = {}
        members: dict[str, int] = {}
        at = self.space(start + 1)
        if self.content[at : at + 1] == "}":
            self.places.record(value, Place(self.text, start, members))
            return value, at + 1
        while True:
            if self.content[at : at + 1] != '"':
                self.refuse(at, "a member's name in double quotes is expected here")
            name, end = self.string(at)
            if name in value:
                reason = f"`{name}` is named twice in the same object"
                self.text.refuse("duplicate-key", at, reason, "remove one of them")
            members[name] = at
            at = self.space(end)
            if self.content[at : at + 1] != ":":
                self.refuse(at, "a colon is expected here")
            value[name], at = self.value(self.space(at + 1), depth)
            at, done = self.next(at, "}")
            if done:
                self.places.record(value, Place(self.text, start, members))
                return value, at

    def array(self, start: int, depth: int) -> tuple[list[Any], int]:
        value: list[Any] = []
        members: list[int] = []
        at = self.space(start + 1)
        done = self.content[at : at + 1] == "]"
        at += done
        while not done:
            members.append(at)
            item, at = self.value(at, depth)
            value.append(item)
            at, done = self.next(at, "]")
        self.places.record(value, Place(self.text, start, members))
        return value, at

    def next(self, at: int, end: str) -> tuple[int, bool]:
        """Step over a comma, or over the end of the container."""
        at = self.space(at)
        char = self.content[at : at + 1]
        if char == end:
            return at + 1, True
        if char != ",":
            self.refuse(at, f"a comma or `{end}` is expected here")
        return self.space(at + 1), False


def read_json(text: Text, places: Places) -> Any:
    """Read one JSON value and record the place of its containers.

    Raises:
        RefusedError: at the first thing that is not JSON.
    """
    return _Reader(text, places).document()
