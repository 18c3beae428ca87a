"""One field of a form, as its schema and its Encoding Object describe it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from exactapi.document.contract import Contract
from exactapi.document.lengths import Lengths, is_of_octets
from exactapi.document.media_types import essence
from exactapi.document.shapes import Pointers
from exactapi.media.codec import Codec
from exactapi.media.forms.files import Kind, kinds_of
from exactapi.media.forms.part_rules import PartRules
from exactapi.media.forms.styled_fields import is_styled
from exactapi.media.json import Json
from exactapi.media.text import Text
from exactapi.media.xml import Xml
from exactapi.problems import ProblemError
from exactapi.schemas.pointers import join
from exactapi.text.scalars import TextReader
from exactapi.text.strict_json import read_json
from exactapi.xml.reader import XmlReader

if TYPE_CHECKING:  # it brings FastAPI along, which the generator does not need
    from exactapi.media.forms.parts import Part

_NESTED: Final = frozenset({"array", "object"})
_CONTAINERS: Final = _NESTED | {"null"}


class FormField:
    """`pointers` are its schemas, `declared` is the pointer of its Encoding Object.

    `is_file`: every part of it is a file; `may_be_file`: a part says itself what it is.
    `styling` is the Encoding Object of a field that is written as a query parameter is.
    """

    def __init__(self, contract: Contract, pointers: Pointers, declared: str | None = None) -> None:
        encoding = contract.locate(declared).node if declared is not None else {}
        self._rules = PartRules(contract, declared)
        self._reader = TextReader(contract, pointers)
        shape = self._reader.shape
        self._repeats = "array" in shape.types and shape.types <= _CONTAINERS
        items = shape.items if self._repeats else (*pointers, *shape.items)
        kinds = frozenset[Kind]().union(*(kinds_of(contract, each) for each in items))
        self.is_file = kinds == {"file"}
        self.lengths = Lengths(contract, items)
        self.styling = encoding if is_styled(encoding) and not self.is_file else None
        types = TextReader(contract, items if self._repeats else pointers).shape.types
        self._kind = self._declared_kind(encoding, types)
        self._xml = None if self.is_file else _xml_reader(contract, encoding, items)
        self.may_be_file = self._kind is not Json and (not kinds or "file" in kinds)

    def errors(self, name: str, parts: "Sequence[Part]") -> Iterator[ProblemError]:
        """Yield the faults of the parts of this field, apart from their content."""
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
        kinds = {self._kind if each is None else _kind_of(each) for _, each in texts}
        if self._xml is not None and kinds == {Xml}:
            return self.joined([self._xml.read(text.encode()) for text, _ in texts])
        if Json in kinds:
            values = [read_json(text.encode()) for text, _ in texts]
            alone = len(values) == 1 and isinstance(values[0], list)
            joined = self.joined(values)
            return self._reader.accepted([values[0], joined]) if alone else joined
        return self._reader.read([text for text, _ in texts])

    def _declared_kind(self, encoding: Mapping[str, Any], types: frozenset[str]) -> type[Codec]:
        """Return the kind of a part without a media type: the first declared, or by its schema.

        A field with a style is a text, whatever the media type says.
        """
        media_type = encoding.get("contentType", "").partition(",")[0]
        is_nested = not types.isdisjoint(_NESTED) and types <= _CONTAINERS
        kind = _kind_of(media_type) if media_type else Json if is_nested else Text
        return Text if kind is Json and self.styling is not None else kind


def _kind_of(media_type: str) -> type[Codec]:
    name = essence(media_type)
    return next((kind for kind in (Json, Xml) if kind.covers(name)), Text)


def _xml_reader(
    contract: Contract, encoding: Mapping[str, Any], items: Pointers
) -> XmlReader | None:
    """Return a reader of parts that are XML; None where none may be, or they are octets."""
    may_be_xml = Xml in map(_kind_of, encoding.get("contentType", "").split(","))
    if not may_be_xml or not items or is_of_octets(contract, items[0]):
        return None
    return XmlReader(contract, items[0], named=False)
