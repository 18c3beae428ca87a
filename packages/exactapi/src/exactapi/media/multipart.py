"""`multipart/form-data`: an object whose members are the parts of a form, texts and files."""

from collections.abc import AsyncGenerator, Set
from functools import cached_property
from typing import ClassVar, Final

from exactapi.document.contract import Located
from exactapi.media.binary import Binary
from exactapi.media.codec import Form
from exactapi.media.forms.reader import FormReader
from exactapi.problems import JsonValue

_NAMES: Final = frozenset({"multipart/form-data", "multipart/*"})


class Multipart(Binary):
    """RFC 7578. It is read as it comes, and written by handlers that return its bytes."""

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
        """The object for the handler, and the same with texts instead of files.

        Raises:
            MalformedRequest: the body does not follow the format, or a text is not UTF-8.
            InvalidRequest: a part has another media type or other headers than are declared.
        """
        # It brings FastAPI along, which the generator, who asks this class too, does not need.
        from exactapi.media.forms.multipart_parser import read_parts  # noqa: PLC0415

        return await self._reader.read_parts(await read_parts(content_type, stream))

    @cached_property
    def _reader(self) -> FormReader:
        schemas = (self._schema,) if self._schema else ()
        return FormReader(self._contract, schemas, self._content or Located("", {}))
