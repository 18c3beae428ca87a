"""Forms as values: urlencoded and multipart bodies (OpenAPI 3.1, "Encoding Object").

A form's fields are texts and files. A text becomes a JSON value by its schema, or is JSON itself
where its schema is an object or a media type says so. Files go to the handler as they are; the
validator sees a text in their place, so that `required` and the length count, and no more.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from impl.contract.document import Contract, Located
from impl.contract.encoding import decode_form
from impl.contract.lengths import Lengths
from impl.contract.media_types import is_json
from impl.contract.named_values import pairs
from impl.contract.part_rules import PartRules
from impl.contract.parts import Part
from impl.contract.pointers import pointer
from impl.contract.problems import JsonValue, ProblemError
from impl.contract.rejections import InvalidRequest
from impl.contract.shapes import Pointers, Shape, shape_of
from impl.contract.strict_json import read_json
from impl.contract.styles import text_style
from impl.contract.text import TextReader
from impl.contract.violations import MAX_ERRORS

_CONTAINERS: Final = frozenset({"array", "null", "object"})


class FormReader:
    """The fields of one declared form, a Media Type Object, as one object."""

    def __init__(self, contract: Contract, form: Located) -> None:
        self._contract = contract
        self._form = form
        self._shape = shape_of(contract, form.schema) if form.schema else Shape()
        self._fields: dict[str, _Field] = {}
        self._others = _Field(contract, "", self._shape.others)

    def read_urlencoded(self, data: bytes) -> JsonValue:
        """The object that an `application/x-www-form-urlencoded` body stands for.

        Raises:
            MalformedRequest: something cannot be decoded.
        """
        found = pairs(data.decode("latin-1"), decode_form)
        return {name: self._field(name).read_raw(raws) for name, raws in found.items()}

    async def read_parts(self, parts: Mapping[str, list[Part]]) -> tuple[JsonValue, JsonValue]:
        """The object for the handler, and the same with texts instead of files.

        Raises:
            MalformedRequest: a text is not UTF-8, or is no JSON where it has to be.
            InvalidRequest: a part has another media type or other headers than are declared.
        """
        errors = [
            error for name, mine in parts.items() for error in self._field(name).errors(name, mine)
        ]
        if errors:
            raise InvalidRequest(errors[:MAX_ERRORS])
        value: dict[str, JsonValue] = {}
        checked: dict[str, JsonValue] = {}
        for name, mine in parts.items():
            field = self._field(name)
            if field.is_file or (name not in self._shape.properties and mine[0].is_file):
                value[name] = field.joined([part.as_file() for part in mine])
                checked[name] = field.joined([field.lengths.stand_in(part.size) for part in mine])
            else:
                value[name] = checked[name] = field.read_texts(
                    [(await part.text(), part.content_type) for part in mine]
                )
        return value, checked

    def _field(self, name: str) -> "_Field":
        if name not in self._shape.properties:
            return self._others
        if name not in self._fields:
            pointers = self._shape.properties[name]
            has_encoding = name in self._form.node.get("encoding", {})
            encoding = self._form.child("encoding", name) if has_encoding else None
            self._fields[name] = _Field(self._contract, name, pointers, encoding)
        return self._fields[name]


class _Field:
    """One property of a form."""

    def __init__(
        self, contract: Contract, name: str, pointers: Pointers, declared: str | None = None
    ) -> None:
        encoding = contract.locate(declared).node if declared is not None else {}
        self._rules = PartRules(contract, declared)
        self._reader = TextReader(contract, pointers)
        shape = self._reader.shape
        self._repeats = "array" in shape.types and not self._reader.has_scalars
        items = shape.items if self._repeats else pointers
        schemas = [_resolved(contract, each) for each in items]
        types = TextReader(contract, items).shape.types
        self.is_file = any(_is_file(schema) for schema in schemas)
        self.lengths = Lengths(contract, items)
        # Of a list, the first is what a part without a type of its own is (Encoding Object).
        media_type = encoding.get("contentType", "").partition(",")[0]
        by_schema = "object" in types and types <= _CONTAINERS
        self._is_json = is_json(media_type) if media_type else by_schema
        style, explode = encoding.get("style", "form"), encoding.get("explode", True)
        self._style = None if explode else text_style(style, name, decode_form, explode=False)

    def errors(self, name: str, parts: Sequence[Part]) -> Iterator[ProblemError]:
        """What is wrong with the parts of this field, apart from their content."""
        for index, part in enumerate(parts):
            place = pointer([name, index] if self._repeats else [name])
            yield from self._rules.errors(f"#{place}", part)

    def joined(self, values: list[Any]) -> Any:
        """One value, or several: an array where the field may be repeated."""
        return values if self._repeats or len(values) > 1 else values[0]

    def read_raw(self, raws: list[str]) -> JsonValue:
        """The value of a field of an urlencoded form, from its encoded texts."""
        if self._style is not None and len(raws) == 1:
            return self._reader.array(next(self._style.arrays(raws[0])))
        return self.read_texts([(decode_form(raw), None) for raw in raws])

    def read_texts(self, texts: list[tuple[str, str | None]]) -> JsonValue:
        """The value of a field whose texts have media types, or None for the declared one."""
        if any(self._is_json if kind is None else is_json(kind) for _, kind in texts):
            values = [read_json(text.encode()) for text, _ in texts]
            alone = len(values) == 1 and isinstance(values[0], list)
            return values[0] if alone else self.joined(values)
        return self._reader.read([text for text, _ in texts])


def _resolved(contract: Contract, place: str) -> Mapping[str, Any]:
    while target := contract.referred(place):
        place = target
    schema = contract.schema(place)
    return schema if isinstance(schema, Mapping) else {}


def _is_file(schema: Mapping[str, Any]) -> bool:
    """Whether a schema speaks of bytes (OpenAPI 3.1, "Considerations for File Uploads")."""
    binary = schema.get("format") == "binary" or "contentMediaType" in schema
    return binary and "contentEncoding" not in schema
