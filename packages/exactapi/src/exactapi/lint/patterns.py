"""Builds the automaton of a pattern, which is searched for anywhere in a text.

Look-arounds are taken to hold, and references to groups to mean anything, so the automaton may take
more than the pattern does, and never less: where it takes nothing, nothing matches.

The syntax is read by Python's own parser, after `exactapi.schemas.patterns` has said the pattern
in words that mean the same there.
"""

import re
import warnings
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final

from exactapi.errors import ExactAPIError
from exactapi.lint.automaton import Automaton, Edge, Ranges, TooLargeError
from exactapi.schemas.patterns import translated

op: Any = import_module("re._constants")
parser: Any = import_module("re._parser")
"""Parts of `re` since Python 3.11; type checkers know them by their old names at most."""

_LAST: Final = 0x10FFFF
_ANY: Final = ((0, _LAST),)
_GROUP: Final = re.compile(r"\(\?<(?![=!])")
_MOST_STATES: Final = 20_000


class _UnreadableError(ExactAPIError):
    """A construct that the automaton cannot say."""


@cache
def automaton_of(pattern: str) -> Automaton | None:
    r"""Read a pattern of ECMA-262; None for what Python's parser cannot read, as `\p{L}`."""
    expression = translated(pattern)
    if expression is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sets within sets, which are none here
            tree = parser.parse(_GROUP.sub("(?P<", expression.text))
        return _Builder().build(tree)
    except (re.error, OverflowError, RecursionError, TooLargeError, _UnreadableError):
        return None


class _Builder:
    """Adds states and edges; each method gives the state in which what it has read ends."""

    def __init__(self) -> None:
        self._edges: list[list[Edge]] = []
        self._readers: Mapping[Any, Callable[[Any, int], int]] = {
            op.AT: lambda value, start: self._step(start, at=_anchor(value)),
            op.ANY: lambda _, start: self._step(start, _ANY),
            op.LITERAL: lambda value, start: self._step(start, ((value, value),)),
            op.NOT_LITERAL: lambda value, start: self._step(start, _others([(value, value)])),
            op.IN: lambda value, start: self._step(start, _set(value)),
            op.BRANCH: self._branch,
            op.SUBPATTERN: self._group,
            op.GROUPREF: lambda _, start: self._anything(start),
            op.MAX_REPEAT: self._repeat,
            op.MIN_REPEAT: self._repeat,
            op.ASSERT: lambda _, start: start,
            # `(?!)` never holds: nothing leads to the new state. Since Python 3.13 it is a FAILURE.
            op.ASSERT_NOT: lambda value, start: start if value[1] else self._state(),
            op.FAILURE: lambda *_: self._state(),
        }

    def build(self, tree: Any) -> Automaton:
        """Read a tree of Python's parser.

        Raises:
            TooLargeError: it has too many states.
        """
        return Automaton(self._edges, self._anything(self._sequence(tree, self._anything(None))))

    def _state(self) -> int:
        if len(self._edges) >= _MOST_STATES:
            raise TooLargeError
        self._edges.append([])
        return len(self._edges) - 1

    def _step(self, start: int, ranges: Ranges | None = None, at: str = "") -> int:
        end = self._state()
        self._edges[start].append(Edge(end, ranges, at))
        return end

    def _anything(self, start: int | None) -> int:
        state = self._state() if start is None else self._step(start)
        self._edges[state].append(Edge(state, _ANY))
        return state

    def _sequence(self, items: Any, start: int) -> int:
        for kind, value in items:
            if kind not in self._readers:
                raise _UnreadableError
            start = self._readers[kind](value, start)
        return start

    def _branch(self, value: Any, start: int) -> int:
        end = self._state()
        for branch in value[1]:
            self._edges[self._sequence(branch, start)].append(Edge(end))
        return end

    def _group(self, value: Any, start: int) -> int:
        _, added_flags, _, items = value
        if added_flags & re.IGNORECASE:
            raise _UnreadableError
        return self._sequence(items, start)

    def _repeat(self, value: Any, start: int) -> int:
        least, most, items = value
        for _ in range(least):
            start = self._sequence(items, start)
        if most == op.MAXREPEAT:
            loop = self._step(start)
            self._edges[self._sequence(items, loop)].append(Edge(loop))
            return self._step(loop)
        end = self._step(start)
        for _ in range(most - least):
            start = self._sequence(items, start)
            self._edges[start].append(Edge(end))
        return end


def _anchor(value: Any) -> str:
    if value in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
        return "start"
    if value in (op.AT_END, op.AT_END_STRING):
        return "end"
    raise _UnreadableError


def _set(items: Any) -> Ranges:
    found: list[tuple[int, int]] = []
    for kind, value in items:
        if kind is op.LITERAL:
            found.append((value, value))
        elif kind is op.RANGE:
            found.append(value)
        elif kind is not op.NEGATE:
            raise _UnreadableError
    return _others(found) if items[0][0] is op.NEGATE else tuple(found)


def _others(ranges: list[tuple[int, int]]) -> Ranges:
    free, found = 0, []
    for low, high in sorted(ranges):
        if low > free:
            found.append((free, low - 1))
        free = max(free, high + 1)
    return (*found, (free, _LAST)) if free <= _LAST else tuple(found)
