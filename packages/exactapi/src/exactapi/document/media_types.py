"""Media types of request bodies: what is declared against what is sent (RFC 9110, section 8.3)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from python_multipart.multipart import parse_options_header

URLENCODED: Final = "application/x-www-form-urlencoded"
"""A form as one text (WHATWG URL, section 5)."""

LONGEST_CONTENT_TYPE: Final = 300
"""Bytes; a boundary has at most 70. A longer field is no media type that we know."""

SCALARS: Final = frozenset({"boolean", "integer", "null", "number", "string"})
"""The JSON types that a text can stand for."""

_NAME: Final = re.compile(rb"[\w!#$%&'*+.^`|~-]+/[\w!#$%&'*+.^`|~-]+", re.ASCII)
"""Two tokens (RFC 9110, sections 5.6.2 and 8.3.1)."""


@dataclass(frozen=True, slots=True)
class MediaType:
    """`name` is `type/subtype` in lower case; `options` are its parameters."""

    name: str
    options: Mapping[str, str]

    @property
    def charset(self) -> str | None:
        return self.options.get("charset", "").lower() or None


@lru_cache(maxsize=256)
def parse_media_type(field: str) -> MediaType | None:
    """Return the media type that a `Content-Type` field or the document names, if it is one."""
    if len(field) > LONGEST_CONTENT_TYPE:
        return None
    name, options = parse_options_header(field.encode("latin-1", "replace"))
    if _NAME.fullmatch(name) is None:
        return None
    decoded = {key.decode("latin-1"): value.decode("latin-1") for key, value in options.items()}
    return MediaType(name.decode("latin-1").lower(), decoded)


@lru_cache(maxsize=256)
def essence(name: str) -> str:
    """Return a media type or a range without its parameters, in lower case."""
    return name.partition(";")[0].strip().lower()


class DeclaredTypes:
    """The media type ranges of a Request Body Object.

    The most specific one counts (OpenAPI 3.1, "Request Body Object"). A range may have parameters
    (`application/json; version=2`), which must then be sent; `charset` is left to the reader.
    """

    def __init__(self, ranges: Iterable[str]) -> None:
        parsed = [(name, parse_media_type(name)) for name in ranges]
        known = [(name, media_type) for name, media_type in parsed if media_type is not None]
        self._ranges = sorted(known, key=lambda each: _specificity(each[1]), reverse=True)

    def match(self, sent: MediaType) -> str | None:
        """Return the declared range, as the document writes it, that takes what is sent."""
        if "*" in sent.name:
            return None  # what is sent has one media type
        for name, declared in self._ranges:
            if _covers(declared, sent):
                return name
        return None

    def __str__(self) -> str:
        return ", ".join(name for name, _ in self._ranges)


def subtype_covers(declared: str, sent: str) -> bool:
    """Return whether a subtype is, or is in, a declared one: `*`, or `*+json` for all of a suffix.

    RFC 9110 has no range for a suffix, but what documents mean by one is plain.
    """
    if declared.startswith("*+"):
        return sent.endswith(declared[1:])
    return declared in ("*", sent)


def _specificity(declared: MediaType) -> tuple[int, int]:
    return -declared.name.count("*"), len(declared.options)


def _covers(declared: MediaType, sent: MediaType) -> bool:
    kind, _, subtype = declared.name.partition("/")
    sent_kind, _, sent_subtype = sent.name.partition("/")
    return (
        kind in ("*", sent_kind)
        and subtype_covers(subtype, sent_subtype)
        and all(
            sent.options.get(name) == value
            for name, value in declared.options.items()
            if name not in ("charset", "boundary")
        )
    )
