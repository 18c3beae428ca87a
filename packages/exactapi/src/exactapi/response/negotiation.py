"""Proactive negotiation of the media type (RFC 9110, section 12.5.1).

Parameters of a media range must be matched by the offered type, but for `charset`, which
JSON and our other texts do not have: `application/json; charset=utf-8` accepts JSON.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from exactapi.document.media_types import subtype_covers
from exactapi.rejections import NotAcceptable

LONGEST_ACCEPT: Final = 2_000
"""Bytes; browsers send about 140. A longer one is taken for `*/*`, not parsed."""


class MediaRange(NamedTuple):
    type: str
    subtype: str
    parameters: frozenset[tuple[str, str]]
    quality: float

    @property
    def specificity(self) -> tuple[bool, bool, int]:
        return self.type != "*", self.subtype != "*", len(self.parameters)

    def covers(self, offered: "MediaRange") -> bool:
        """Return whether the offer, which may be a range, has a member in this range."""
        return (
            (self.type == offered.type or "*" in (self.type, offered.type))
            and (self.subtype == "*" or subtype_covers(offered.subtype, self.subtype))
            and self.parameters <= offered.parameters
        )


def named_within(accept: Sequence[bytes], offer: str) -> str | None:
    """Return the media type that the `Accept` header fields like best of those in an offered range.

    None where they name none but by ranges.
    """
    offered = _parse(offer)
    named = [
        each
        for item in _split(b",".join(accept).decode("latin-1"), ",")
        if (each := _parse(item)) and "*" not in (each.type, each.subtype) and each.quality > 0
    ]
    fitting = [each for each in named if offered and each.covers(offered)]
    best = max(fitting, key=lambda each: each.quality, default=None)
    return best and f"{best.type}/{best.subtype}"


def negotiate(
    accept: Sequence[bytes], offered: tuple[str, ...], *, may_be_empty: bool = False
) -> str | None:
    """Return the offered media type that `Accept` prefers; the first one on a tie.

    None where every offer is refused but a response `may_be_empty`, to which `Accept` says nothing.

    Raises:
        NotAcceptable: every offer is refused.
    """
    field = b",".join(accept)
    if len(field) > LONGEST_ACCEPT:
        return offered[0]
    chosen = _choose(field, offered)
    if chosen is None and not may_be_empty:
        raise NotAcceptable(f"This operation answers {', '.join(offered)}.")
    return chosen


@lru_cache(maxsize=512)
def _choose(accept: bytes, offered: tuple[str, ...]) -> str | None:
    ranges = [parsed for item in _split(accept.decode("latin-1"), ",") if (parsed := _parse(item))]
    if not ranges:
        return offered[0]
    best, best_quality = None, 0.0
    for name in offered:
        offer = _parse(name)
        covering = [each for each in ranges if offer and each.covers(offer)]
        if covering:
            quality = max(covering, key=lambda each: (each.specificity, each.quality)).quality
            if quality > best_quality:
                best, best_quality = name, quality
    return best


def _parse(item: str) -> MediaRange | None:
    """None for what is no media range: RFC 9110 lets a recipient ignore it."""
    name, *options = (part.strip().lower() for part in _split(item, ";"))
    type_, slash, subtype = name.partition("/")
    if not (type_ and slash and subtype) or (type_ == "*" and subtype != "*"):
        return None
    parameters, quality = set(), 1.0
    for option in options:
        key, _, value = option.partition("=")
        if key == "q":
            quality = _quality(value)
            break
        if key and key != "charset":
            parameters.add((key, value.strip('"')))
    return MediaRange(type_, subtype, frozenset(parameters), quality)


def _quality(text: str) -> float:
    try:
        quality = float(text)
    except ValueError:
        return 1.0
    return quality if 0 <= quality <= 1 else 1.0


def _split(text: str, separator: str) -> list[str]:
    """Split where the separator is not inside a quoted string."""
    if '"' not in text:
        return text.split(separator)
    parts, quoted, escaped = [""], False, False
    for character in text:
        if character == separator and not quoted:
            parts.append("")
            continue
        if character == '"' and not escaped:
            quoted = not quoted
        escaped = character == "\\" and quoted and not escaped
        parts[-1] += character
    return parts
