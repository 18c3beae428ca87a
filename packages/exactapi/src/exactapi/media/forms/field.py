"""One field of a form, as its schema and its Encoding Object describe it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from exactapi.document.contract import Contract, Located
from exactapi.document.lengths import Lengths, is_of_octets
from exactapi.document.media_types import SCALARS, URLENCODED, essence
from exactapi.document.shapes import Pointers
from exactapi.media.forms.files import Kind, kinds_of
from exactapi.media.forms.part_rules import PartRules
from exactapi.media.forms.styled_fields import is_styled
from exactapi.media.json import Json
from exactapi.media.xml import Xml
from exactapi.problems import JsonValue, ProblemError
from exactapi.rejections import MalformedRequest
from exactapi.schemas.pointers import join
from exactapi.text.scalars import TextReader
from exactapi.text.strict_json import read_json
from exactapi.xml.reader import XmlReader

if TYPE_CHECKING:  # it brings FastAPI along, which the generator does not need
    from exactapi.media.forms.parts import Part

_PartKind: TypeAlias = Literal["form", "json", "text", "xml"]
_ReadForm: TypeAlias = Callable[[bytes], JsonValue]

_NESTED: Final = frozenset({"array", "object"})
_CONTAINERS: Final = _NESTED | {"null"}


class FormField:
    """`pointers` are its schemas, `declared` is its Encoding Object.

    `form_of` makes what reads a field that is a form itself, of its schemas and that object.
    `is_file`: every part of it is a file; `may_be_file`: a part says itself what it is.
    `styling` is the Encoding Object of a field that is written as a query parameter is.
    """

    def __init__(
        self,
        contract: Contract,
        pointers: Pointers,
        declared: Located | None = None,
        form_of: Callable[[Pointers, Located], _ReadForm] | None = None,
    ) -> None:
        encoding = {} if declared is None else declared.node
        self._rules = PartRules(contract, declared)
        self._reader = TextReader(contract, pointers)
        shape = self._reader.shape
        self._repeats = "array" in shape.types and shape.types <= _CONTAINERS
        items = shape.items if self._repeats else (*pointers, *shape.items)
        kinds = frozenset[Kind]().union(*(kinds_of(contract, each) for each in items))
        self.is_file = kinds == {"file"}
        self.lengths = Lengths(contract, items)
        self.styling = encoding if is_styled(encoding) and not self.is_file else None
        self._types = TextReader(contract, items if self._repeats else pointers).shape.types
        self._kind = self._declared_kind(encoding)
        is_mixed = not self._types.isdisjoint(_NESTED) and not self._types <= _CONTAINERS
        self._may_be_json = is_mixed and not encoding.get("contentType") and self.styling is None
        declared_kinds = set() if self.is_file else _kinds(encoding)
        self._xml = _xml_reader(contract, items) if "xml" in declared_kinds else None
        self._form: _ReadForm | None = None
        if declared is not None and form_of is not None and "form" in declared_kinds:
            self._form = form_of(items, declared)
        self.may_be_file = self._kind not in ("json", "form") and (not kinds or "file" in kinds)

    def errors(self, name: str, parts: "Sequence[Part]") -> Iterator[ProblemError]:
        """Yield the faults of the parts of this field, apart from their content."""
        for index, part in enumerate(parts):
            place = join("", name, *([index] if self._repeats else []))
            yield from self._rules.errors(f"#{place}", part)

    def joined(self, values: list[Any]) -> Any:
        """Return one value, or several: an array where the field may be repeated."""
        return values if self._repeats or len(values) > 1 else values[0]

    def read_texts(self, texts: Sequence[tuple[str, str | None]]) -> Any:
        """Return the value of a field whose texts have media types, or None for the declared one.

        Each text that is XML is a document of its own.
        """
        kinds = {self._kind if each is None else _kind_of(each) for _, each in texts}
        if self._xml is not None and kinds == {"xml"}:
            return self.joined([self._xml.read(text.encode()) for text, _ in texts])
        if self._form is not None and kinds == {"form"}:
            return self.joined([self._form(text.encode()) for text, _ in texts])
        if "json" in kinds:
            values = [read_json(text.encode()) for text, _ in texts]
            alone = len(values) == 1 and isinstance(values[0], list)
            joined = self.joined(values)
            return self._reader.accepted([values[0], joined]) if alone else joined
        if self._may_be_json and len(texts) == 1:
            return self._reader.accepted(list(self._text_or_json(texts[0][0])))
        return self._reader.read([text for text, _ in texts])

    def _text_or_json(self, text: str) -> Iterator[JsonValue]:
        """Yield what a text stands for whose schema has texts, and objects or arrays beside."""
        yield self._reader.read([text])
        with suppress(MalformedRequest):
            yield read_json(text.encode())

    def is_read_as(self, media_type: str) -> bool:
        """Return whether a part of this media type can become a value of the schema."""
        match _kind_of(media_type):
            case "json" | "xml":
                return True
            case "form":
                return "object" in self._types
            case _:
                return self.may_be_file or not SCALARS.isdisjoint(self._types)

    def _declared_kind(self, encoding: Mapping[str, Any]) -> _PartKind:
        """Return the kind of a part without a media type: the first declared, or by its schema.

        A field with a style is a text, whatever the media type says.
        """
        media_type = encoding.get("contentType", "").partition(",")[0]
        is_nested = not self._types.isdisjoint(_NESTED) and self._types <= _CONTAINERS
        kind: _PartKind = "json" if is_nested else "text"
        if media_type:
            kind = _kind_of(media_type)
        return "text" if kind in ("json", "form") and self.styling is not None else kind


def _kinds(encoding: Mapping[str, Any]) -> set[_PartKind]:
    """Return the kinds of all media types that an Encoding Object lists."""
    return {_kind_of(each) for each in encoding.get("contentType", "").split(",")}


def _kind_of(media_type: str) -> _PartKind:
    name = essence(media_type)
    if Json.covers(name):
        return "json"
    if Xml.covers(name):
        return "xml"
    return "form" if name == URLENCODED else "text"


def _xml_reader(contract: Contract, items: Pointers) -> XmlReader | None:
    """Return a reader of parts that are XML; None where they are octets."""
    if not items or is_of_octets(contract, items[0]):
        return None
    return XmlReader(contract, items[0], named=False)
