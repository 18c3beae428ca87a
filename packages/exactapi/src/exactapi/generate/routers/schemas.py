"""The shapes of an operation's parameters, bodies and headers."""

from dataclasses import dataclass

from exactapi.document.media_types import SCALARS
from exactapi.generate.ir import (
    DeclaredParameter,
    DeclaredSocket,
    Header,
    MediaType,
    RequestBody,
)
from exactapi.generate.models.schemas.use import Direction
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.models.shapes.shapes import ANY, TEXT, Array, Scalar, Shape
from exactapi.generate.models.shapes.unions import without_decimal_numbers
from exactapi.generate.python.media import form, is_range, is_read, suffix
from exactapi.generate.python.names import pascal_case
from exactapi.media.codec import Form
from exactapi.media.kinds import is_parameter_read, kind_of
from exactapi.media.sequences import Sequence


@dataclass(frozen=True, slots=True)
class OperationSchemas:
    """Reads the schemas of one operation; inline models are named after its prefix.

    `sent`: the service is the client here, as for webhooks; what travels out and in is swapped.
    """

    reader: Reader
    prefix: str
    sent: bool = False

    def form(self, media_type: MediaType, *, sent: bool = True) -> Form:
        """Return the form in which the content reaches Python, or leaves it."""
        schema = media_type.schema or media_type.item_schema
        is_said = schema is not None and schema.endswith("/itemSchema")
        of_octets = schema is not None and not is_said and self.reader.is_of_octets(schema)
        return form(media_type.name, has_schema=schema is not None, of_octets=of_octets, sent=sent)

    def parameter(self, parameter: DeclaredParameter) -> Shape:
        if parameter.schema is None:
            return ANY
        types = self.reader.types(parameter.schema)
        if parameter.media_type and not is_parameter_read(parameter.media_type, types):
            return TEXT
        name = self.prefix + pascal_case(parameter.name, "Parameter")
        return self.reader.shape(parameter.schema, name, self._in)

    def request(self, body: RequestBody, media_type: MediaType) -> Shape:
        several = pascal_case(suffix(media_type.name), "Body") if len(body.content) > 1 else ""
        return self._content(media_type, f"{self.prefix}{several}Request", self._in)

    def response(self, media_type: MediaType, name: str) -> Shape:
        return without_decimal_numbers(self._content(media_type, name, self._out))

    def messages(self, socket: DeclaredSocket) -> tuple[Shape, Shape]:
        """Return the messages that a socket receives, and those that it sends."""
        received = self.reader.shape(socket.receives, f"{self.prefix}Received", self._in)
        sent = self.reader.shape(socket.sends, f"{self.prefix}Sent", self._out)
        return received, without_decimal_numbers(sent)

    def header(self, header: Header) -> Shape:
        if header.schema is None:
            return TEXT
        name = self.prefix + pascal_case(header.name, "Header")
        return self.reader.shape(header.schema, name, self._out)

    @property
    def _in(self) -> Direction:
        return "output" if self.sent else "input"

    @property
    def _out(self) -> Direction:
        return "input" if self.sent else "output"

    def _content(self, media_type: MediaType, name: str, direction: Direction) -> Shape:
        kind = self.form(media_type, sent=direction == "output")
        if kind == "text":
            return self._text(media_type, name, direction)
        if kind == "events":
            return self._items(media_type, name, direction)
        if kind == "binary":
            is_sequence = issubclass(kind_of(media_type.name), Sequence)
            return TEXT if is_sequence and not media_type.has_schema else Scalar("bytes")
        return self._values(media_type, name, direction, files=kind == "multipart")

    def _values(
        self, media_type: MediaType, name: str, direction: Direction, *, files: bool
    ) -> Shape:
        if media_type.schema is None and media_type.item_schema is not None and files:
            return Array(self.reader.shape(media_type.item_schema, name, direction, files=True))
        if media_type.schema is None:
            return ANY
        if is_range(media_type.name) and self.reader.is_binary(media_type.schema):
            return Scalar("bytes")
        return self.reader.shape(media_type.schema, name, direction, files=files)

    def _items(self, media_type: MediaType, name: str, direction: Direction) -> Shape:
        """Return the shape of all items; of those that are sent one by one, that of an item."""
        if media_type.item_schema is not None:
            item = self.reader.shape(media_type.item_schema, name, direction)
            return item if direction == self._out else Array(item)
        if media_type.schema is not None:
            return self.reader.shape(media_type.schema, name, direction)
        return ANY

    def _text(self, media_type: MediaType, name: str, direction: Direction) -> Shape:
        """Return the shape of the schema, where a text can be read so; else text, unread."""
        if media_type.schema is None:
            return TEXT
        types = self.reader.types(media_type.schema)
        if not is_read(media_type.name, types):
            return Scalar("bytes") if direction == "input" else TEXT
        return self.reader.shape(media_type.schema, name, direction) if types <= SCALARS else TEXT
