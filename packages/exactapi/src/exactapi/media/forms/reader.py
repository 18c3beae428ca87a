"""Forms as values: urlencoded and multipart bodies (OpenAPI 3.1, "Encoding Object").

A form's fields are texts and files. A text becomes a JSON value by its schema, or is JSON itself
where its schema is an object or a media type says so. Files go to the handler as they are; the
validator sees a text in their place, so that `required` and the length count, and no more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from exactapi.document.contract import Contract, Located
from exactapi.document.lengths import Lengths, is_of_octets
from exactapi.document.media_types import essence
from exactapi.document.shapes import Pointers, Shape, shape_of
from exactapi.media.forms.files import Kind, kinds_of
from exactapi.media.forms.part_rules import PartRules
from exactapi.media.forms.styled_fields import StyledField, StyledFields, is_styled
from exactapi.media.json import Json
from exactapi.media.xml import Xml
from exactapi.problems import JsonValue, ProblemError
from exactapi.rejections import InvalidRequest
from exactapi.schemas.pointers import join
from exactapi.text.encoding import Decode, decode_form
from exactapi.text.pairs import Pairs, pairs
from exactapi.text.scalars import TextReader
from exactapi.text.strict_json import read_json
from exactapi.xml.reader import XmlReader

if TYPE_CHECKING:  # it brings FastAPI along, which the generator does not need
    from exactapi.media.forms.parts import Part

_NESTED: Final = frozenset({"array", "object"})
_CONTAINERS: Final = _NESTED | {"null"}


class FormReader:
    """The fields of one declared form, a Media Type Object, as one object."""

    def __init__(self, contract: Contract, form: Located) -> None:
        self._contract = contract
        self._form = form
        self._shape = shape_of(contract, form.schema) if form.schema else Shape()
        self._others = _Field(contract, self._shape.others)
        self._fields = {name: self._declared(name) for name in self._shape.properties}
        self._styled: dict[Decode, StyledFields] = {}

    def read_urlencoded(self, data: bytes) -> JsonValue:
        """The object that an `application/x-www-form-urlencoded` body stands for.

        Raises:
            MalformedRequest: something cannot be decoded.
            InvalidRequest: a field is not written in its style.
        """
        found = pairs(data.decode("latin-1"), decode_form)
        value, left = self._read_styled(found, decode_form)
        for name in left:
            texts = [(decode_form(raw), None) for raw in found[name]]
            value[name] = self._read_texts(name, texts)
        return value

    async def read_parts(self, parts: Mapping[str, "list[Part]"]) -> tuple[JsonValue, JsonValue]:
        """The object for the handler, and the same with texts instead of files.

        Raises:
            MalformedRequest: a text is not UTF-8, or is no JSON where it has to be.
            InvalidRequest: a part has another media type or other headers than are declared.
        """
        errors = [
            error for name, mine in parts.items() for error in self._field(name).errors(name, mine)
        ]
        if errors:
            raise InvalidRequest(errors)
        texts = {
            name: [await part.text() for part in mine]
            for name, mine in parts.items()
            if not self._holds_files(name, mine)
        }
        value, left = self._read_styled(texts, str)
        checked = dict(value)
        for name in left:
            types = [part.content_type for part in parts[name]]
            value[name] = checked[name] = self._read_texts(
                name, list(zip(texts[name], types, strict=True))
            )
        for name in parts.keys() - texts.keys():
            mine, field = parts[name], self._field(name)
            value[name] = field.joined([part.as_file() for part in mine])
            checked[name] = field.joined([field.lengths.stand_in(part.size) for part in mine])
        return value, checked

    def _read_texts(self, name: str, texts: Sequence[tuple[str, str | None]]) -> Any:
        try:
            return self._field(name).read_texts(texts)
        except InvalidRequest as error:  # of XML, whose places are those of its own document
            around = join("#", name)
            raise InvalidRequest(
                [replace(each, pointer=around + each.pointer[1:]) for each in error.errors]
            ) from None

    def _read_styled(self, found: Pairs, decode: Decode) -> tuple[dict[str, JsonValue], list[str]]:
        """The members that have a style, and the names of the fields that are left."""
        styles = {name: each.styling for name, each in self._fields.items() if each.styling}
        if not styles:
            return {}, list(found)
        if decode not in self._styled:
            fields = [
                StyledField(self._contract, name, self._shape.properties[name], style, decode)
                for name, style in styles.items()
            ]
            self._styled[decode] = StyledFields(fields, self._fields.keys() - styles.keys())
        return self._styled[decode].read(found)

    def _holds_files(self, name: str, parts: "Sequence[Part]") -> bool:
        field = self._field(name)
        return field.is_file or (field.may_be_file and parts[0].is_opaque)

    def _field(self, name: str) -> "_Field":
        return self._fields.get(name, self._others)

    def _declared(self, name: str) -> "_Field":
        has_encoding = name in self._form.node.get("encoding", {})
        encoding = self._form.child("encoding", name) if has_encoding else None
        return _Field(self._contract, self._shape.properties[name], encoding)


class _Field:
    """One property of a form."""

    def __init__(self, contract: Contract, pointers: Pointers, declared: str | None = None) -> None:
        encoding = contract.locate(declared).node if declared is not None else {}
        self._rules = PartRules(contract, declared)
        self._reader = TextReader(contract, pointers)
        shape = self._reader.shape
        self._repeats = "array" in shape.types and shape.types <= _CONTAINERS
        items = shape.items if self._repeats else (*pointers, *shape.items)
        kinds = frozenset[Kind]().union(*(kinds_of(contract, each) for each in items))
        types = TextReader(contract, items if self._repeats else pointers).shape.types
        self.is_file = kinds == {"file"}
        self.lengths = Lengths(contract, items)
        self.styling = encoding if is_styled(encoding) and not self.is_file else None
        # Of a list, the first is what a part without a type of its own is (Encoding Object).
        media_type = encoding.get("contentType", "").partition(",")[0]
        by_schema = not types.isdisjoint(_NESTED) and types <= _CONTAINERS
        self._is_xml = _is_xml(media_type)
        has_xml = any(map(_is_xml, encoding.get("contentType", "").split(",")))
        is_value = has_xml and not self.is_file and items and not is_of_octets(contract, items[0])
        self._xml = XmlReader(contract, items[0], named=False) if is_value else None
        content_is_json = _is_json(media_type) if media_type else by_schema
        self._is_json = content_is_json and self.styling is None
        self.may_be_file = not self._is_json and (not kinds or "file" in kinds)

    def errors(self, name: str, parts: "Sequence[Part]") -> Iterator[ProblemError]:
        """What is wrong with the parts of this field, apart from their content."""
        for index, part in enumerate(parts):
            place = join("", name, *([index] if self._repeats else []))
            yield from self._rules.errors(f"#{place}", part)

    def joined(self, values: list[Any]) -> Any:
        """One value, or several: an array where the field may be repeated."""
        return values if self._repeats or len(values) > 1 else values[0]

    def read_texts(self, texts: Sequence[tuple[str, str | None]]) -> Any:
        """The value of a field whose texts have media types, or None for the declared one.

        Each text that is XML is a document of its own.
        """
        if self._xml is not None and all(
            self._is_xml if kind is None else _is_xml(kind) for _, kind in texts
        ):
            return self.joined([self._xml.read(text.encode()) for text, _ in texts])
        if any(self._is_json if kind is None else _is_json(kind) for _, kind in texts):
            values = [read_json(text.encode()) for text, _ in texts]
            alone = len(values) == 1 and isinstance(values[0], list)
            joined = self.joined(values)
            return self._reader.accepted([values[0], joined]) if alone else joined
        return self._reader.read([text for text, _ in texts])


def _is_json(media_type: str) -> bool:
    return Json.covers(essence(media_type))


def _is_xml(media_type: str) -> bool:
    return Xml.covers(essence(media_type))
