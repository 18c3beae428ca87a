"""Strings of the standard formats, short and readable; the same `Random` gives the same ones."""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from exactapi.schemas.formats import FORMAT_OF_ENCODING

_WORDS: Final = (
    *("amber", "anchor", "basil", "birch", "canyon", "cedar", "copper", "delta", "ember", "fern"),
    *("harbor", "hazel", "indigo", "iris", "juniper", "lantern", "linen", "maple", "meadow"),
    *("nectar", "onyx", "opal", "orchid", "pebble", "quartz", "raven", "saffron", "slate"),
    *("thistle", "tulip", "umber", "velvet", "walnut", "willow", "yarrow", "zephyr"),
)


def word(random: Random) -> str:
    return random.choice(_WORDS)


def text(random: Random, shortest: int, longest: int | None) -> str:
    """Return a word, lengthened or cut to fit; lengths count characters."""
    made = word(random)
    while len(made) < shortest:
        made += " " + word(random)
    return made[: max(shortest, 12) if longest is None else longest].strip().ljust(shortest, "x")


def _moment(random: Random) -> datetime:
    return datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=random.randrange(3 * 365 * 86_400))


def _encoded(random: Random) -> str:
    return base64.b64encode(word(random).encode()).decode()


def string_format(schema: Mapping[str, Any]) -> str | None:
    """Return the name of the format of a schema's strings, which an encoding may imply."""
    implied = FORMAT_OF_ENCODING.get(str(schema.get("contentEncoding")))
    found: str | None = schema.get("format", implied)
    return found


FORMATS: Final[Mapping[str, Callable[[Random], str]]] = {
    "date-time": lambda random: _moment(random).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "date": lambda random: _moment(random).strftime("%Y-%m-%d"),
    "time": lambda random: _moment(random).strftime("%H:%M:%SZ"),
    "duration": lambda random: f"P{random.randint(1, 30)}DT{random.randint(1, 23)}H",
    "email": lambda random: f"{word(random)}@{word(random)}.example",
    "idn-email": lambda random: f"{word(random)}@bücher.example",
    "hostname": lambda random: f"{word(random)}.example",
    "idn-hostname": lambda random: f"{word(random)}.bücher.example",
    "ipv4": lambda random: f"192.0.2.{random.randint(1, 254)}",
    "ipv6": lambda random: f"2001:db8::{random.randint(1, 0xFFFF):x}",
    "uri": lambda random: f"https://{word(random)}.example/{word(random)}",
    "uri-reference": lambda random: f"/{word(random)}/{word(random)}",
    "iri": lambda random: f"https://bücher.example/{word(random)}",
    "iri-reference": lambda random: f"/bücher/{word(random)}",
    "uri-template": lambda random: f"/{word(random)}/{{id}}",
    "uuid": lambda random: str(UUID(int=random.getrandbits(128), version=4)),
    "json-pointer": lambda random: f"/{word(random)}/0",
    "relative-json-pointer": lambda random: f"1/{word(random)}",
    "regex": lambda random: f"^{word(random)}$",
    "byte": _encoded,
    "base64url": _encoded,
}
