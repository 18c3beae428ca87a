"""`text/*`: a string, a number, a boolean or null, as a text says it."""

from collections.abc import Mapping, Set
from functools import cached_property
from typing import Any, ClassVar, Final

from exactapi.document.media_types import SCALARS, MediaType
from exactapi.media.binary import Binary
from exactapi.media.codec import Form
from exactapi.problems import JsonValue
from exactapi.rejections import MalformedRequest, UnsupportedMediaType
from exactapi.text.scalars import TextReader
from exactapi.text.simple import simple

_UTF_8: Final = frozenset({None, "utf-8", "utf8", "us-ascii"})


class Text(Binary):
    """A text in UTF-8; what other values than scalars look like in it, no specification says."""

    form: ClassVar[Form] = "text"

    @staticmethod
    def covers(name: str) -> bool:
        return name.startswith("text/")

    @staticmethod
    def reads(types: Set[str]) -> bool:
        return not SCALARS.isdisjoint(types)

    def read(self, data: bytes, sent: MediaType) -> JsonValue:
        """Without a schema, the text itself: it is no number, whatever it looks like."""
        expect_utf_8(sent)
        try:
            text = data.decode()
        except UnicodeDecodeError:
            raise MalformedRequest("The body is not UTF-8.") from None
        return text if self._schema is None else self._reader.scalar(text)

    def write(self, value: Any) -> bytes:
        is_object = isinstance(value, Mapping) or hasattr(value, "__pydantic_serializer__")
        if is_object or isinstance(value, str | bytes | bytearray | memoryview):
            return super().write(value)
        return simple(value).encode()

    def fault(self, data: bytes, _sent: MediaType) -> str | None:
        """Check a text in UTF-8; other bytes are of an encoding that the handler has chosen."""
        if self._schema is None or not self._reader.has_scalars:
            return None
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return None
        validator = self._contract.validator(self._schema, self._direction)
        if any(map(validator.is_valid, self._reader.scalars(text))):
            return None
        return "body: the text does not match its schema."

    @cached_property
    def _reader(self) -> TextReader:
        return TextReader(self._contract, (self._schema,) if self._schema else (), self._direction)


def expect_utf_8(sent: MediaType) -> None:
    """Raise `UnsupportedMediaType` if what is sent says that it is in another charset."""
    if sent.options and sent.charset not in _UTF_8:
        raise UnsupportedMediaType("The charset of the body must be UTF-8.")
