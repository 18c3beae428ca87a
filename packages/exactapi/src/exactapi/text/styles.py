"""The styles of OpenAPI 3.1 ("Style Values" and "Style Examples"), read instead of written.

A style tells where values begin and end; what each text means is the schema's affair. Where
a text can be split in two ways, both are given, the exact one first:

- clients that encode everything also encode the delimiters (`1%2C2`);
- `label` without `explode` separates with `.` in the tables up to OpenAPI 3.1.0, with `,` in
  RFC 6570 and later ones.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from exactapi.text.encoding import Decode

Members = dict[str, list[str]]


class Style(Protocol):
    """Reads the raw text of one value; each method gives no reading where the form is wrong."""

    def scalars(self, raw: str) -> Iterator[str]: ...

    def arrays(self, raw: str) -> Iterator[list[str]]: ...

    def objects(self, raw: str) -> Iterator[Members]: ...


class Delimited:
    """`simple`, `label`, and the unexploded `form`, `spaceDelimited` and `pipeDelimited`.

    `prefix` stands before every value; `assigned` says whether members are written `name=value`
    (exploded) rather than `name,value`.
    """

    def __init__(
        self,
        separators: Sequence[str],
        decode: Decode,
        *,
        prefix: str = "",
        assigned: bool = False,
        aliases: Sequence[str] = (),
    ) -> None:
        self._separators = separators
        self._decode = decode
        self._prefix = prefix
        self._assigned = assigned
        self._aliases = aliases
        self._is_dotted = assigned and separators[0] == "."

    def scalars(self, raw: str) -> Iterator[str]:
        if raw.startswith(self._prefix):
            yield self._decode(raw[len(self._prefix) :])

    def arrays(self, raw: str) -> Iterator[list[str]]:
        if raw.startswith(self._prefix):
            text = raw[len(self._prefix) :]
            for parts in self._splits(text):
                yield [self._decode(part) for part in parts]
            yield from self._decoded_first(text)
            if not text:
                yield []

    def objects(self, raw: str) -> Iterator[Members]:
        pair = assigned_members if self._assigned else alternating_members
        if raw.startswith(self._prefix):
            text = raw[len(self._prefix) :]
            for parts in self._splits(text):
                yield from pair(_rejoined(parts) if self._is_dotted else parts, self._decode)
            for parts in self._decoded_first(text):
                yield from pair(parts, str)
            if not text:
                yield {}

    def _splits(self, text: str) -> Iterator[list[str]]:
        for alias in self._aliases:
            text = text.replace(alias, self._separators[0])
        first, *older = self._separators
        if first in text:
            yield text.split(first)
            return
        for separator in older:
            if separator in text:
                yield text.split(separator)
        yield [text]

    def _decoded_first(self, text: str) -> Iterator[list[str]]:
        separator = self._separators[0]
        if separator not in text and separator in (decoded := self._decode(text)):
            yield decoded.split(separator)


class Matrix:
    """`;color=blue,black` or, exploded, `;color=blue;color=black` (RFC 6570, section 3.2.7)."""

    def __init__(self, name: str, decode: Decode, *, explode: bool) -> None:
        self._name = name
        self._decode = decode
        self._explode = explode
        self._inner = Delimited([","], decode)

    def scalars(self, raw: str) -> Iterator[str]:
        values = self._named(raw)
        if values is not None and len(values) == 1:
            yield self._decode(values[0])

    def arrays(self, raw: str) -> Iterator[list[str]]:
        values = self._named(raw)
        if values is not None and self._explode:
            yield [self._decode(value) for value in values]
        elif values is not None and len(values) == 1:
            yield from self._inner.arrays(values[0])

    def objects(self, raw: str) -> Iterator[Members]:
        if self._explode:
            if raw.startswith(";"):
                yield from assigned_members(raw[1:].split(";"), self._decode)
        elif (values := self._named(raw)) is not None and len(values) == 1:
            yield from self._inner.objects(values[0])

    def _named(self, raw: str) -> list[str] | None:
        """Return the values after each `;name=`; None where something else stands."""
        if not raw.startswith(";"):
            return None
        pairs = [part.partition("=") for part in raw[1:].split(";")]
        if any(self._decode(name) != self._name for name, _, _ in pairs):
            return None
        return [value for _, _, value in pairs]


def _rejoined(parts: Sequence[str]) -> Sequence[str]:
    """No member lacks its `=`, so what does is the rest of the value before it.

    A dot is never encoded (RFC 6570, section 3.2.1), although `label` separates with it.
    """
    whole = list(parts[:1])
    for part in parts[1:]:
        if "=" in part:
            whole.append(part)
        else:
            whole[-1] += f".{part}"
    return whole


def assigned_members(parts: Iterable[str], decode: Decode) -> Iterator[Members]:
    """`R=100`, `G=200`."""
    members: Members = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if not equals or decode(name) in members:
            return
        members[decode(name)] = [decode(value)]
    yield members


def alternating_members(parts: Sequence[str], decode: Decode) -> Iterator[Members]:
    """`R`, `100`, `G`, `200`."""
    names = [decode(name) for name in parts[::2]]
    if len(parts) % 2 == 0 and len(set(names)) == len(names):
        yield {name: [decode(text)] for name, text in zip(names, parts[1::2], strict=True)}
