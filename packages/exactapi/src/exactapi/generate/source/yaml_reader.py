"""YAML as OpenAPI wants it: the YAML 1.2 core schema, JSON's values, string keys.

libyaml reads the syntax; this module builds the values, because PyYAML's own constructor follows
YAML 1.1 (`no` is a boolean there, `12:30` a number), keeps the last of two equal keys and expands
aliases without a bound.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from exactapi.generate.source.json_reader import MAX_DEPTH
from exactapi.generate.source.numbers import floating, integer
from exactapi.generate.source.places import Place, Places
from exactapi.generate.source.text import Text
from exactapi.generate.source.yaml_traps import Said, explain, origin

MAX_REPEATED = 1_000_000
"""The number of nodes that aliases may add (the "billion laughs" bound)."""
_TEXT = 100
"""A text counts as a node for each so many characters."""

_TAG = "tag:yaml.org,2002:"
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MERGE = "<<"
_CORRECT = "correct the YAML"
_TAG_CURE = "remove the tag; put a text that begins with `!` in quotes"
_WAITING = object()


@dataclass(slots=True)
class _Frame:
    """A container under construction; `size` and `height` count its expanded nodes and levels."""

    value: dict[str, Any] | list[Any]
    start: int
    anchor: str | None
    members: dict[str, int] | list[int]
    key: Any = _WAITING
    key_at: int = 0
    merges: list[tuple[int, Any]] = field(default_factory=list)
    size: int = 1
    height: int = 1


@dataclass(frozen=True, slots=True)
class _Anchored:
    value: Any
    size: int
    height: int


class _Reader:
    def __init__(self, text: Text, places: Places) -> None:
        self.text = text
        self.places = places
        self.stack: list[_Frame] = []
        self.anchors: dict[str, _Anchored | None] = {}
        self.repeated = 0
        self.root: Any = None
        self.documents = 0
        self.quoted: tuple[int, int] | None = None
        """Where the latest scalar in quotes began and ended."""

    def document(self) -> Any:
        try:
            for event in yaml.parse(self.text.content, Loader=yaml.CSafeLoader):
                self.event(event)
        except yaml.MarkedYAMLError as error:
            self.syntax(error)
        return self.root

    def syntax(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        at = self.text.offset(mark.line, mark.column) if mark else 0
        if found := origin(error, at, self.text, self.quoted):
            self.text.refuse("yaml-syntax", found[0], *found[1])
        problem = error.problem or "the text is not YAML"
        plain = Said(f"{problem} ({error.context})" if error.context else problem, _CORRECT)
        reason, cure = (mark and explain(problem, self.text.line(at), mark.column)) or plain
        self.text.refuse("yaml-syntax", at, reason, cure)

    def event(self, event: Any) -> None:
        kind = type(event)
        at = self.text.offset(event.start_mark.line, event.start_mark.column)
        if kind is yaml.ScalarEvent:
            self.scalar(event, at)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self.open(event, at, is_mapping=kind is yaml.MappingStartEvent)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self.close()
        elif kind is yaml.AliasEvent:
            self.alias(event.anchor, at)
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                reason = "a second YAML document starts here"
                self.text.refuse("yaml-syntax", at, reason, "keep one document per file")

    def scalar(self, event: Any, at: int) -> None:
        frame = self.stack[-1] if self.stack else None
        if event.style in ("'", '"'):
            self.quoted = at, self.text.offset(event.end_mark.line, event.end_mark.column)
        plain = event.implicit[0]
        size = 1 + len(event.value) // _TEXT
        if frame and isinstance(frame.value, dict) and frame.key is _WAITING:
            # The characters as written: `200:` and `on:` are the strings they look like.
            merge = plain and event.value == _MERGE
            self.key(frame, _MERGE if merge else event.value, at, merge=merge)
            if event.anchor:
                self.anchors[event.anchor] = _Anchored(event.value, size, 0)
            return
        value = self.resolve(event.value, at) if plain else self.tagged(event, at)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(value, size, 0)
        self.add(value, at, size, 0)

    def resolve(self, value: str, at: int) -> Any:
        """Return the value of a plain scalar, by the core schema (YAML 1.2.2, section 10.3.2)."""
        if value in _WORDS:
            return _WORDS[value]
        if value[0] not in "+-.0123456789":
            return value
        if _INTEGER.fullmatch(value) or _OCTAL_OR_HEX.fullmatch(value):
            base = 0 if value[1:2] in ("o", "x") else 10
            return integer(self.text, at, value, base)
        if _FLOAT.fullmatch(value) or _NOT_FINITE.fullmatch(value):
            return floating(self.text, at, value)
        return value

    def tagged(self, event: Any, at: int) -> Any:
        if event.implicit[1] or event.tag in ("!", f"{_TAG}str"):
            return event.value
        tag = event.tag.removeprefix(_TAG)
        if tag in ("int", "float", "bool", "null"):
            value = self.resolve(event.value, at)
            types = {"int": int, "float": (int, float), "bool": bool, "null": type(None)}
            if isinstance(value, types[tag]):  # type: ignore[arg-type]  # mypy joins the types to object
                return value
        reason = f"the tag {event.tag} gives no JSON value"
        return self.text.refuse("yaml-tag", at, reason, _TAG_CURE)

    def open(self, event: Any, at: int, *, is_mapping: bool) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame and isinstance(frame.value, dict) and frame.key is _WAITING:
            self.text.refuse("yaml-key", at, "a key must be a string", "write a string as key")
        if event.tag and event.tag not in ("!", f"{_TAG}map", f"{_TAG}seq"):
            self.text.refuse("yaml-tag", at, f"the tag {event.tag} is not JSON", "remove the tag")
        if len(self.stack) >= MAX_DEPTH:
            reason = f"more than {MAX_DEPTH} levels are nested here"
            self.text.refuse("too-deep", at, reason, "nest less")
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(
            _Frame({}, at, event.anchor, {}) if is_mapping else _Frame([], at, event.anchor, [])
        )

    def close(self) -> None:
        frame = self.stack.pop()
        if frame.merges and isinstance(frame.value, dict) and isinstance(frame.members, dict):
            for at, merged in frame.merges:
                self.merge(frame.value, frame.members, at, merged)
        self.places.record(frame.value, Place(self.text, frame.start, frame.members))
        if frame.anchor:
            self.anchors[frame.anchor] = _Anchored(frame.value, frame.size, frame.height)
        self.add(frame.value, frame.start, frame.size, frame.height)

    def alias(self, name: str, at: int) -> None:
        anchored = self.anchors.get(name)
        if anchored is None:
            reason = f"the alias *{name} stands inside its own anchor, or has none"
            cure = "write the value out; put a text that begins with `*` in quotes"
            self.text.refuse("yaml-alias", at, reason, cure)
        self.repeated += anchored.size
        if self.repeated > MAX_REPEATED:
            reason = f"aliases repeat more than {MAX_REPEATED} values"
            self.text.refuse("too-many-nodes", at, reason, "use $ref instead of aliases")
        if len(self.stack) + anchored.height > MAX_DEPTH:
            reason = f"with this alias more than {MAX_DEPTH} levels are nested"
            self.text.refuse("too-deep", at, reason, "nest less")
        frame = self.stack[-1] if self.stack else None
        if frame and isinstance(frame.value, dict) and frame.key is _WAITING:
            if not isinstance(anchored.value, str):
                self.text.refuse("yaml-key", at, "a key must be a string", "write a string as key")
            self.key(frame, anchored.value, at, merge=False)
            return
        self.add(anchored.value, at, anchored.size, anchored.height)

    def key(self, frame: _Frame, key: str, at: int, *, merge: bool) -> None:
        if not merge and key in frame.members:
            reason = f"`{key}` is named twice in the same object"
            self.text.refuse("duplicate-key", at, reason, "remove one of them")
        frame.key = _MERGE_KEY if merge else key
        frame.key_at = at
        frame.size += len(key) // _TEXT

    def add(self, value: Any, at: int, size: int, height: int) -> None:
        """Put a finished value where it belongs: into the open container, or at the root."""
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        frame.size += size
        frame.height = max(frame.height, height + 1)
        if isinstance(frame.value, list):
            frame.value.append(value)
            frame.members.append(at)  # type: ignore[union-attr]  # a list's members are a list
        elif frame.key is _MERGE_KEY:
            frame.merges.append((frame.key_at, value))
        else:
            frame.value[frame.key] = value
            frame.members[frame.key] = frame.key_at
        frame.key = _WAITING

    def merge(self, value: dict[str, Any], members: dict[str, int], at: int, merged: Any) -> None:
        """Add the members of a merge key; what stands there already wins."""
        for part in merged if isinstance(merged, list) else [merged]:
            if not isinstance(part, dict):
                reason = "a merge key holds something that is no object"
                self.text.refuse("yaml-merge", at, reason, "merge objects only")
            for key, item in part.items():
                if key not in value:
                    value[key] = item
                    members[key] = at


_MERGE_KEY = object()


def read_yaml(text: Text, places: Places) -> Any:
    """Read one YAML document and record the place of its containers.

    Raises:
        RefusedError: at the first thing that is not YAML, or has no JSON value.
    """
    text.check_printable()
    return _Reader(text, places).document()
