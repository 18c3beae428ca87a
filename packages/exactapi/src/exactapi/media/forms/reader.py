"""Forms as values: urlencoded and multipart bodies (OpenAPI 3.1, "Encoding Object").

A form's fields are texts and files. A text becomes a JSON value by its schema, or is JSON itself
where its schema is an object or a media type says so. Files go to the handler as they are; the
validator sees a text in their place, so that `required` and the length count, and no more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from exactapi.document.contract import Contract, Located
from exactapi.document.shapes import Pointers
from exactapi.media.forms.field import FormField
from exactapi.media.forms.styled_fields import StyledField, StyledFields
from exactapi.problems import JsonValue
from exactapi.rejections import InvalidRequest
from exactapi.schemas.pointers import join
from exactapi.text.encoding import Decode, decode_form
from exactapi.text.pairs import Pairs, pairs
from exactapi.text.scalars import TextReader

if TYPE_CHECKING:  # it brings FastAPI along, which the generator does not need
    from exactapi.media.forms.parts import Part


class FormReader:
    """The fields of one form as one object.

    `schemas` are those of the object; `declared` has the Encoding Objects of its members: a Media
    Type Object or, for a form within a form, an Encoding Object.
    """

    def __init__(self, contract: Contract, schemas: Pointers, declared: Located) -> None:
        self._contract = contract
        self._encodings = declared
        self._shape = TextReader(contract, schemas).shape
        self._others = FormField(contract, self._shape.others)
        self._fields = {name: self._declared(name) for name in self._shape.properties}
        self._styled: dict[Decode, StyledFields] = {}

    def read_urlencoded(self, data: bytes) -> JsonValue:
        """Return the object that an `application/x-www-form-urlencoded` body stands for.

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

    async def read_parts(
        self, parts: Mapping[str, "list[Part]"]
    ) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
        """Return the object for the handler, and the same with texts instead of files.

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
        """Return the members that have a style, and the names of the fields that are left."""
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

    def _field(self, name: str) -> FormField:
        return self._fields.get(name, self._others)

    def _declared(self, name: str) -> FormField:
        if name not in self._encodings.node.get("encoding", {}):
            return FormField(self._contract, self._shape.properties[name])
        encoding = self._contract.locate(self._encodings.child("encoding", name))
        return FormField(self._contract, self._shape.properties[name], encoding, self._form_of)

    def _form_of(self, schemas: Pointers, declared: Located) -> Callable[[bytes], JsonValue]:
        """Return what reads a field that is a form itself."""
        return FormReader(self._contract, schemas, declared).read_urlencoded


class PartsReader(FormReader):
    """The parts of one body as an array: each by its position (OpenAPI 3.2, `prefixEncoding`).

    `declared` is the Media Type Object; the parts go by their numbers.
    """

    def __init__(self, contract: Contract, schemas: Pointers, declared: Located) -> None:
        super().__init__(contract, schemas, declared)
        self._by_position: dict[int, FormField] = {}
        self._first = len(declared.node.get("prefixEncoding", ()))
        self._most = max(self._first, len(self._shape.prefix))

    async def read_list(
        self, parts: Mapping[str, "list[Part]"]
    ) -> tuple[list[JsonValue], list[JsonValue]]:
        """Return the items for the handler, and the same with texts instead of files."""
        value, checked = await self.read_parts(parts)
        return [value[name] for name in parts], [checked[name] for name in parts]

    def _field(self, name: str) -> FormField:
        """Those beyond what `prefixItems` and `prefixEncoding` tell apart are all alike."""
        index = min(int(name), self._most)
        if index not in self._by_position:
            item = self._encodings.item_schema
            schemas = self._shape.item(index) or ((item,) if item else ())
            self._by_position[index] = FormField(
                self._contract, schemas, self._encoding(index), self._form_of
            )
        return self._by_position[index]

    def _encoding(self, index: int) -> Located | None:
        if index < self._first:
            return self._contract.locate(self._encodings.child("prefixEncoding", str(index)))
        if "itemEncoding" in self._encodings.node:
            return self._contract.locate(self._encodings.child("itemEncoding"))
        return None
