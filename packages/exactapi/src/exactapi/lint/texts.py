"""What is known of the texts that a schema takes: their length, and whether one has U+0000."""

from collections.abc import Sequence
from typing import Any, Final

import jsonschema_rs

from exactapi.lint.automaton import TooLargeError
from exactapi.lint.patterns import automaton_of
from exactapi.lint.said import Said
from exactapi.schemas.patterns import runnable

_BOUNDED: Final = frozenset(
    {"uuid", "date", "date-time", "time", "duration", "ipv4", "ipv6", "hostname"}
)
"""Formats whose values are read as such, or have an end of their own."""
_WITHOUT_NUL: Final = _BOUNDED | {
    *("email", "idn-email", "idn-hostname", "uri", "uri-reference", "iri", "iri-reference"),
    *("uri-template", "byte", "base64url", "decimal"),
}
_PROBES: Final = ("\0", "a\0", "\0a", "a\0a", "0\0", "A\0")


def is_bounded(said: Said) -> bool:
    if said.has("maxLength") or not _BOUNDED.isdisjoint(said.all("format")):
        return True
    return any(_has_an_end(each) for each in _patterns(said))


def may_hold_nul(said: Said) -> bool:
    """Return whether there is a text with U+0000 that every pattern takes: certainly, if True."""
    if not _WITHOUT_NUL.isdisjoint(said.all("format")):
        return False
    patterns = _patterns(said)
    if not patterns:
        return min(said.all("maxLength"), default=1) > 0
    texts = [text for each in patterns for text in _texts_with_nul(each)]
    return any(all(_matches(each, text) for each in patterns) for text in texts)


def never_matches(pattern: str, least: int, most: int | None) -> bool:
    """Return whether no text of such a length matches: certainly, if True."""
    automaton = automaton_of(pattern)
    try:
        return automaton is not None and not automaton.takes_length(least, most)
    except TooLargeError:
        return False


def _patterns(said: Said) -> Sequence[str]:
    return [each for each in said.all("pattern") if isinstance(each, str)]


def _has_an_end(pattern: str) -> bool:
    automaton = automaton_of(pattern)
    try:
        return automaton is not None and automaton.is_bounded()
    except TooLargeError:
        return False


def _texts_with_nul(pattern: str) -> Sequence[str]:
    automaton = automaton_of(pattern)
    if automaton is None:
        return _PROBES
    text = automaton.text_with(0)
    return () if text is None else (text, *_PROBES)


def _matches(pattern: str, text: str) -> bool:
    schema: Any = {"pattern": runnable(pattern)}
    return bool(jsonschema_rs.is_valid(schema, text))
