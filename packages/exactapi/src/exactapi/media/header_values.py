"""Headers that the document declares, of responses and of the parts of a form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from exactapi.document.contract import Contract
from exactapi.document.media_types import essence
from exactapi.media.json import Json
from exactapi.problems import JsonValue
from exactapi.schemas.directions import Direction
from exactapi.text.encoding import decode_header
from exactapi.text.scalars import TextReader
from exactapi.text.serialization import Serialization
from exactapi.text.strict_json import parse_json


@dataclass(frozen=True, slots=True)
class DeclaredHeader:
    """`schema` is a pointer; with `is_json` the value is JSON, else it has the style `simple`.

    So has that of `content` of another media type, which can only be a text.
    """

    required: bool
    explode: bool
    is_json: bool
    schema: str | None


def declared_header(contract: Contract, pointer: str) -> DeclaredHeader:
    """Return the Header Object at a pointer."""
    header = contract.locate(pointer)
    required, explode = header.node.get("required", False), header.node.get("explode", False)
    for name in header.node.get("content", {}):
        schema = contract.locate(header.child("content", name)).schema
        return DeclaredHeader(required, explode, Json.covers(essence(name)), schema)
    return DeclaredHeader(required, explode, is_json=False, schema=header.schema)


class HeaderValues:
    """Judges the values of declared headers."""

    __slots__ = ("_contract", "_direction", "_readers")

    def __init__(self, contract: Contract, direction: Direction) -> None:
        self._contract = contract
        self._direction: Direction = direction
        self._readers: dict[str, TextReader] = {}

    def breach(
        self, name: str, header: DeclaredHeader, values: Sequence[str]
    ) -> Literal["required", "schema"] | None:
        """Return the rule that the fields of a name break, if any; several are one list."""
        if not values:
            return "required" if header.required else None
        if header.schema is None:
            return None
        validator = self._contract.validator(header.schema, self._direction)
        readings = self._readings(", ".join(values), name, header, header.schema)
        return None if any(map(validator.is_valid, readings)) else "schema"

    def _readings(
        self, text: str, name: str, header: DeclaredHeader, schema: str
    ) -> Iterator[JsonValue]:
        """Yield the values that a header's text may stand for; the schema decides."""
        if header.is_json:
            try:
                yield parse_json(text.encode())
            except ValueError:
                return
        else:
            if schema not in self._readers:
                self._readers[schema] = TextReader(self._contract, (schema,), self._direction)
            style = Serialization("simple", header.explode).reader(name, decode_header)
            yield from self._readers[schema].readings(style, text)
