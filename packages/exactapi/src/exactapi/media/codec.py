"""What the kinds of media types have in common.

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
from exactapi.problems import ContractViolationError, JsonValue
from exactapi.schemas.directions import Direction

Form: TypeAlias = Literal["json", "xml", "form", "multipart", "events", "text", "binary"]
"""What the generator makes of content: `events` is a sequence of items, sent one by one."""


class Codec(ABC):
    """Content of one media type; `content` is its Media Type Object, None where it has none.

    `name` is the media type without its parameters.
    """

    form: ClassVar[Form]
    is_read: ClassVar[bool] = True
    """Whether requests may have it; else they have a text or octets under its name."""

    is_plain: ClassVar[bool] = False
    """Whether a handler returns a value for it as it is, without a result class."""

    needs_values: ClassVar[bool] = False
    """Whether content that the schema calls octets, or that has none, is left to other kinds."""

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
        """Whether a media type, or a range of the document, is of this kind."""

    @staticmethod
    def reads(_types: Set[str]) -> bool:
        """Whether values of a schema of these JSON types can be read out of such content."""
        return False

    @abstractmethod
    def read(self, data: bytes, sent: MediaType) -> Any:
        """The value that content stands for, which the schema has yet to judge; or the octets.

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
        """What is wrong with content that is about to be sent; None where nothing is."""

    def frame(self, item: bytes) -> bytes:
        """One item, written as JSON, of content that is sent item by item: a line."""
        return item + b"\n"

    def _fault_of(self, value: JsonValue) -> str | None:
        if self._schema is None:
            return None
        for error in self._contract.validator(self._schema, self._direction).errors(value):
            return f"body {error.pointer}: {error.code}, {error.detail}."
        return None

    def _unwritable(self, value: Any) -> ContractViolationError:
        return ContractViolationError(
            f"A body of {self._name} must be bytes or str, not {type(value).__name__}."
        )
