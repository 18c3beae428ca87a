"""A finite automaton, to ask of a pattern what no single text can tell: does anything match it?"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from exactapi.errors import ExactAPIError

_MOST_STEPS: Final = 400_000

Ranges = tuple[tuple[int, int], ...]
"""Code points from one to another, both included."""


class TooLargeError(ExactAPIError):
    """Raised when an answer would take too long; nothing is known then."""


class Edge(NamedTuple):
    """A step to another state: over a character of `ranges`, or over none; `at` is an anchor."""

    target: int
    ranges: Ranges | None = None
    at: str = ""


class _Config(NamedTuple):
    """A state; `ended`: the end of the text was asked for, so no character may follow."""

    state: int
    ended: bool = False


class Automaton:
    """Says which lengths the texts that it takes have, and whether one holds a character.

    It begins in state 0; `edges` has those of each state.
    """

    def __init__(self, edges: Sequence[Sequence[Edge]], final: int) -> None:
        self._edges = edges
        self._final = final
        self._steps = 0

    def takes_length(self, least: int = 0, most: int | None = None) -> bool:
        """Return whether it matches a text of so many characters.

        Raises:
            TooLargeError: the answer would take too long.
        """
        self._steps = 0
        configs = self._closure({_Config(0)}, at_start=True)
        seen: set[frozenset[_Config]] = set()
        length = 0
        while configs and (most is None or length <= most):
            if length >= least:
                if any(each.state == self._final for each in configs):
                    return True
                if length and configs in seen:
                    return False
                seen.add(configs)
            configs = self._closure(self._after(configs), at_start=False)
            length += 1
        return False

    def is_bounded(self) -> bool:
        """Return whether its texts have a largest length.

        A text with more characters than there are states has gone in a circle, and may again.
        """
        return not self.takes_length(len(self._edges))

    def text_with(self, wanted: int) -> str | None:
        """Return the shortest text with a character, by its code point; None where none has it."""
        self._steps = 0
        first = (_Config(0), False, True)
        pending = deque([(first, "")])
        seen = {first}
        while pending:
            (config, has_it, at_start), text = pending.popleft()
            if has_it and config.state == self._final:
                return text
            for following, character in self._steps_from(config, wanted, at_start=at_start):
                reached = (
                    following,
                    has_it or character == wanted,
                    at_start and character is None,
                )
                if reached not in seen:
                    seen.add(reached)
                    added = "" if character is None else chr(character)
                    step = (reached, text + added)
                    # What takes no character comes first, so that the shortest text is found.
                    pending.appendleft(step) if character is None else pending.append(step)
        return None

    def _steps_from(
        self, config: _Config, wanted: int, *, at_start: bool
    ) -> Iterator[tuple[_Config, int | None]]:
        for edge in self._edges[config.state]:
            if edge.ranges is None:
                if edge.at != "start" or at_start:
                    yield _Config(edge.target, config.ended or edge.at == "end"), None
            elif not config.ended:
                if any(low <= wanted <= high for low, high in edge.ranges):
                    yield _Config(edge.target), wanted
                if other := [low for low, _ in edge.ranges if low != wanted]:
                    yield _Config(edge.target), other[0]

    def _closure(self, configs: Iterable[_Config], *, at_start: bool) -> frozenset[_Config]:
        """Return what is reached without a character, these included."""
        reached = set(configs)
        pending = list(reached)
        while pending:
            config = pending.pop()
            self._count()
            for edge in self._edges[config.state]:
                if edge.ranges is None and (edge.at != "start" or at_start):
                    found = _Config(edge.target, config.ended or edge.at == "end")
                    if found not in reached:
                        reached.add(found)
                        pending.append(found)
        return frozenset(reached)

    def _after(self, configs: Iterable[_Config]) -> set[_Config]:
        return {
            _Config(edge.target)
            for config in configs
            if not config.ended
            for edge in self._edges[config.state]
            if edge.ranges
        }

    def _count(self) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise TooLargeError
