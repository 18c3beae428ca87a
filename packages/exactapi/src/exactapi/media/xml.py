"""XML: values, as the XML Objects of their schemas say."""

from collections.abc import Set
from functools import cached_property
from typing import Any, ClassVar

from pydantic_core import to_jsonable_python

from exactapi.document.media_types import MediaType
from exactapi.media.codec import Codec, Form
from exactapi.problems import ContractViolationError, JsonValue
from exactapi.rejections import InvalidRequest, MalformedRequest, UnsupportedMediaType
from exactapi.schemas.directions import Direction
from exactapi.xml.elements import ENCODINGS
from exactapi.xml.reader import XmlReader
from exactapi.xml.writer import UnwritableXmlError, XmlWriter


class Xml(Codec):
    """RFC 7303, sections 4.1 and 4.2."""

    form: ClassVar[Form] = "xml"
    is_plain: ClassVar[bool] = True
    needs_values: ClassVar[Set[Direction]] = frozenset({"request", "response"})

    @staticmethod
    def covers(name: str) -> bool:
        return name in ("application/xml", "text/xml") or name.endswith("+xml")

    @staticmethod
    def reads(_types: Set[str]) -> bool:
        return True

    def read(self, data: bytes, sent: MediaType) -> JsonValue:
        """Read a document; the charset of its media type counts before its XML declaration."""
        if sent.charset is not None and sent.charset not in ENCODINGS:
            raise UnsupportedMediaType("The charset of the body must be UTF-8 or UTF-16.")
        return self._reader.read(data, sent.charset)

    def write(self, value: Any) -> bytes:
        if isinstance(value, bytes | bytearray | memoryview):
            return bytes(value)
        try:
            return self._writer.write(to_jsonable_python(value, by_alias=True, inf_nan_mode="null"))
        except UnwritableXmlError as error:
            raise ContractViolationError(f"The body cannot be written as XML: {error}.") from None

    def fault(self, data: bytes, sent: MediaType) -> str | None:
        charset = sent.charset if sent.charset in ENCODINGS else None
        try:
            value = self._reader.read(data, charset)
        except (MalformedRequest, InvalidRequest) as error:
            reasons = [f"{each.pointer} {each.detail}" for each in error.errors]
            return f"body: {'; '.join(reasons) or error.detail}"
        return self._fault_of(value)

    @cached_property
    def _reader(self) -> XmlReader:
        return XmlReader(self._contract, self._pointer, self._direction)

    @cached_property
    def _writer(self) -> XmlWriter:
        return XmlWriter(self._contract, self._pointer)

    @property
    def _pointer(self) -> str:
        if self._schema is None:
            raise ValueError("XML without a schema is octets")
        return self._schema
