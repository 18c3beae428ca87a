"""`multipart/form-data`: an object whose members are the parts of a form, texts and files."""

from collections.abc import AsyncGenerator, Set
from functools import cached_property
from typing import ClassVar, Final

from exactapi.document.contract import Located
from exactapi.document.shapes import Pointers, shape_of
from exactapi.media.binary import Binary
from exactapi.media.codec import Form
from exactapi.media.forms.reader import FormReader, PartsReader
from exactapi.problems import JsonValue, ProblemError
from exactapi.schemas.directions import Direction

_NAMES: Final = frozenset({"multipart/form-data", "multipart/*"})


class Multipart(Binary):
    """RFC 7578. It is read as it comes, and written by handlers that return its bytes.

    Its schema is about an object, whose members are named parts; or about an array of the parts.
    """

    form: ClassVar[Form] = "multipart"

    @staticmethod
    def covers(name: str) -> bool:
        return name in _NAMES

    @staticmethod
    def reads(_types: Set[str]) -> bool:
        return True

    async def read_parts(
        self, content_type: str, stream: AsyncGenerator[bytes, None]
    ) -> tuple[JsonValue, JsonValue]:
        """Return the object for the handler, and the same with texts instead of files.

        Raises:
            MalformedRequest: the body does not follow the format, or a text is not UTF-8.
            InvalidRequest: a part has another media type or other headers than are declared.
        """
        # It brings FastAPI along, which the generator, who asks this class too, does not need.
        from exactapi.media.forms.multipart_parser import read_parts  # noqa: PLC0415

        parts = await read_parts(content_type, stream, by_position=self._by_position)
        if self._by_position:
            return await self._positions.read_list(parts)
        return await self._reader.read_parts(parts)

    def errors(self, items: JsonValue) -> list[ProblemError]:
        """Return what `itemSchema` has against the parts."""
        item = None if self._content is None else self._content.item_schema
        if item is None or not isinstance(items, list):
            return []
        validator = self._contract.validator(item, self._direction)
        return [
            error
            for index, each in enumerate(items)
            for error in validator.errors(each, f"#/{index}")
        ]

    @cached_property
    def _by_position(self) -> bool:
        """Return whether the parts are items of an array (OpenAPI 3.2), and no named members."""
        if self._content is None or self._content.item_schema is not None:
            return self._content is not None
        return self._schema is not None and shape_of(self._contract, self._schema).types == {
            "array"
        }

    @cached_property
    def _reader(self) -> FormReader:
        return FormReader(self._contract, self._schemas, self._content or Located("", {}))

    @cached_property
    def _positions(self) -> PartsReader:
        return PartsReader(self._contract, self._schemas, self._content or Located("", {}))

    @property
    def _schemas(self) -> Pointers:
        return (self._schema,) if self._schema else ()


class OtherMultipart(Multipart):
    """RFC 2046, section 5.1: `multipart/mixed` and others, whose parts need no names."""

    is_written: ClassVar[bool] = False
    needs_values: ClassVar[Set[Direction]] = frozenset({"request"})

    @staticmethod
    def covers(name: str) -> bool:
        return name.startswith("multipart/")
