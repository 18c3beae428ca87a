"""The base of the codecs, one for each kind of media type.

    Binary      octets that nothing is said of but their length; also what no other kind covers
    Text        scalars, as texts write them
    Json, Yaml, Xml, UrlEncoded, Multipart     values of a schema
    Events, Lines, Records                     values that follow one another

Each is one class in a file of its own, and `exactapi.media.kinds` lists them.
"""

from abc import ABC, abstractmethod
from collections.abc import Set
from typing import Any, ClassVar, Literal, TypeAlias

from exactapi.document.contract import Contract, Located
from exactapi.document.media_types import MediaType
from exactapi.problems import JsonValue
from exactapi.schemas.directions import Direction

Form: TypeAlias = Literal["json", "xml", "form", "multipart", "events", "text", "binary"]
"""The form of content in generated code: `events` is a sequence of items, sent one by one."""


class Codec(ABC):
    """Content of one media type; `content` is its Media Type Object, None where it has none.

    `name` is the media type without its parameters.
    """

    form: ClassVar[Form]
    is_read: ClassVar[bool] = True
    """Requests may have it; otherwise they have a text or octets under its name."""

    is_written: ClassVar[bool] = True
    """Answers may have it as values; otherwise they have octets under its name."""

    is_plain: ClassVar[bool] = False
    """A handler returns a value for it as it is, without a result class."""

    needs_values: ClassVar[Set[Direction]] = frozenset()
    """Where it leaves content that the schema calls octets, or that has no schema, to others."""

    def __init__(
        self, contract: Contract, name: str, content: Located | None, direction: Direction
    ) -> None:
        self._contract = contract
        self._name = name
        self._content = content
        self._schema = None if content is None else content.schema
        self._direction: Direction = direction

    @staticmethod
    @abstractmethod
    def covers(name: str) -> bool:
        """Return whether a media type, or a range of the document, is of this kind."""

    @staticmethod
    def reads(_types: Set[str]) -> bool:
        """Return whether values of these JSON types can be read from such content."""
        return False

    @abstractmethod
    def read(self, data: bytes, sent: MediaType) -> Any:
        """Return the value that content stands for, not yet validated; or the octets.

        Raises:
            MalformedRequest: the bytes are not what their media type says.
            UnsupportedMediaType: they are in another charset than is read.
            InvalidRequest: the value breaks a rule of its media type.
        """

    @abstractmethod
    def write(self, value: Any) -> bytes:
        """Content for what a handler gives; bytes go as they are.

        Raises:
            ContractViolationError: the value has no form in the media type.
        """

    @abstractmethod
    def fault(self, data: bytes, sent: MediaType) -> str | None:
        """Return the fault of content that is about to be sent; None if it has none."""

    def frame(self, item: bytes) -> bytes:
        """Return one item, written as JSON, of content that is sent item by item: a line."""
        return item + b"\n"

    def _fault_of(self, value: JsonValue) -> str | None:
        if self._schema is None:
            return None
        for error in self._contract.validator(self._schema, self._direction).errors(value):
            return f"body {error.pointer}: {error.code}, {error.detail}."
        return None
