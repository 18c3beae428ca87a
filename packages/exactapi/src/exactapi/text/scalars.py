"""Text to JSON values, as strictly as JSON itself reads them.

A value of several possible types is read as the first that the schema accepts, in the order
integer, number, boolean, null, string; text that fits none stays a string, so that the schema
says what is wrong.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from exactapi.document.contract import Contract
from exactapi.document.shapes import Pointers, Shape, either, parts_of, shape_of
from exactapi.problems import JsonValue
from exactapi.schemas.directions import Direction
from exactapi.text.decimals import is_exact
from exactapi.text.styles import Style

Texts: TypeAlias = "list[str] | dict[str, Texts]"
"""The texts that a style finds for a value (several where its name is repeated), or members."""

_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def read_integer(text: str) -> int | str:
    """Read an int in JSON's form (no `+5`, `05`, `5_000`, `5.0`); any other text stays one."""
    if _INTEGER.fullmatch(text) is None:
        return text
    try:
        return int(text)
    except ValueError:  # more digits than Python converts (sys.get_int_max_str_digits)
        return text


def read_number(text: str) -> float | str:
    """Return an int or a float for the number grammar of RFC 8259, else the text."""
    if _NUMBER.fullmatch(text) is None:
        return text
    whole = read_integer(text)
    number = float(text) if isinstance(whole, str) else whole
    return text if math.isinf(number) else number


def read_exact_number(text: str) -> float | str:
    """Return the number only if it is all that the text says."""
    number = read_number(text)
    return number if isinstance(number, str) or is_exact(text.removeprefix("-")) else text


def read_boolean(text: str) -> JsonValue:
    return {"true": True, "false": False}.get(text, text)


def read_null(text: str) -> JsonValue:
    return None if text == "null" else text


def read_string(text: str) -> JsonValue:
    return text


_READERS: Final[dict[str, Callable[[str], JsonValue]]] = {
    "integer": read_integer,
    "number": read_number,
    "boolean": read_boolean,
    "null": read_null,
    "string": read_string,
}


class TextReader:
    """Reads values of the schemas at some pointers, of which one at least must accept them."""

    def __init__(
        self, contract: Contract, pointers: Pointers, direction: Direction = "request"
    ) -> None:
        self._contract = contract
        self._direction = direction
        self._pointers = pointers
        self._nested: dict[Pointers, TextReader] = {}
        shapes = [shape_of(contract, pointer) for pointer in pointers]
        self.shape = shape = either(shapes) if shapes else Shape()
        types = shape.types - {"integer"} if "number" in shape.types else shape.types
        readers = _READERS | {"number": read_exact_number} if self._is_decimal() else _READERS
        self._readers = [readers[name] for name in readers if name in types]

    def _is_decimal(self) -> bool:
        parts = (part for each in self._pointers for part in parts_of(self._contract, each))
        return any(part.get("format") == "decimal" for part in parts)

    @property
    def has_scalars(self) -> bool:
        return bool(self._readers)

    @property
    def single(self) -> Callable[[str], JsonValue] | None:
        """Return the only way to read a text, where there is just one."""
        alone = len(self._readers) == 1 and not self.shape.types & {"array", "object"}
        return self._readers[0] if alone else None

    def scalars(self, text: str) -> list[JsonValue]:
        """Return the values a text can stand for, the likeliest first; else the text itself."""
        readers = self._readers
        if len(readers) == 1:
            return [readers[0](text)]
        found = [read(text) for read in readers]
        values: list[JsonValue] = [value for value in found if not isinstance(value, str)]
        if "string" in self.shape.types or not values:
            values.append(text)
        return values

    def readings(self, style: Style, raw: str) -> Iterator[JsonValue]:
        """Yield the values that a text in some style can stand for, the likeliest first."""
        if self._readers:
            for text in style.scalars(raw):
                yield from self.scalars(text)
        if "array" in self.shape.types:
            for texts in style.arrays(raw):
                yield self.array(texts)
        if "object" in self.shape.types:
            for members in style.objects(raw):
                yield self.object(members)

    def array(self, texts: list[str]) -> JsonValue:
        """Items are scalars: no style can write an array within an array."""
        item = self.shape.item
        return [self._reader(item(index)).scalar(text) for index, text in enumerate(texts)]

    def object(self, members: Mapping[str, Texts]) -> JsonValue:
        member = self.shape.member
        return {name: self._reader(member(name)).read(texts) for name, texts in members.items()}

    def members(self, members: Mapping[str, Texts]) -> JsonValue:
        """Read an object; where the schema has none, perhaps an array: `a[0]=1&a[1]=2`, `a[]=1`."""
        if "array" in self.shape.types and "object" not in self.shape.types:
            if isinstance(texts := members.get(""), list) and len(members) == 1:
                return self.array(texts)
            if set(members) == {str(index) for index in range(len(members))}:
                item = self.shape.item
                return [
                    self._reader(item(index)).read(members[str(index)])
                    for index in range(len(members))
                ]
        return self.object(members)

    def scalar(self, text: str) -> JsonValue:
        """Return the first reading of a text that a schema accepts, else the first."""
        return self.accepted(self.scalars(text))

    def read(self, texts: Texts) -> JsonValue:
        """Return the first reading that a schema accepts, else the first."""
        if isinstance(texts, dict):
            return self.members(texts)
        if "array" not in self.shape.types or not self._pointers:
            return self.scalar(texts[0]) if len(texts) == 1 else self.array(texts)
        scalars = self.scalars(texts[0]) if self._readers and len(texts) == 1 else []
        return self.accepted([*scalars, self.array(texts)])

    def accepted(self, readings: list[JsonValue]) -> JsonValue:
        if len(readings) > 1 and self._pointers:
            validators = [
                self._contract.validator(each, self._direction) for each in self._pointers
            ]
            for value in readings:
                if any(validator.is_valid(value) for validator in validators):
                    return value
        return readings[0]

    def _reader(self, pointers: Pointers) -> "TextReader":
        """Make the reader of items or members when first needed: schemas may be recursive."""
        if pointers not in self._nested:
            self._nested[pointers] = TextReader(self._contract, pointers, self._direction)
        return self._nested[pointers]
