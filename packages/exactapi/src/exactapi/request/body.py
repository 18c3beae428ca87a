"""The body of a request: media type, size, bytes, value, validation, model."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from starlette.types import Receive

from exactapi.document.contract import Contract, Located
from exactapi.document.lengths import Lengths
from exactapi.document.media_types import DeclaredTypes, MediaType, parse_media_type
from exactapi.media.binary import Binary
from exactapi.media.codec import Codec
from exactapi.media.json import Json
from exactapi.media.kinds import codec
from exactapi.media.multipart import Multipart
from exactapi.media.sequences import Sequence
from exactapi.media.text import Text
from exactapi.media.urlencoded import UrlEncoded
from exactapi.operations.operation import Operation
from exactapi.options import ContractOptions
from exactapi.problems import JsonValue, ProblemError
from exactapi.rejections import InvalidRequest, MalformedRequest, UnsupportedMediaType
from exactapi.request.incoming import (
    IncomingBody,
    announces_content,
    body_fields,
    has_content,
)
from exactapi.schemas.validators import Validator
from exactapi.text.conversion import UNSUPPORTED, Conversion, UnrepresentableValueError


class BodyReader:
    """Reads the body of one operation, also of one that declares none."""

    def __init__(
        self,
        contract: Contract,
        operation: Operation,
        options: ContractOptions = ContractOptions(),  # noqa: B008 - frozen
    ) -> None:
        self._limit = options.max_body_bytes
        declared = contract.locate(operation.pointer)
        self._required = False
        self._contents: dict[str, Content] = {}
        if "requestBody" in declared.node:
            body = contract.locate(declared.child("requestBody"))
            self._required = body.node.get("required", False)
            self._contents = {
                name: Content(contract, body, name, operation.body.get(name))
                for name in body.node.get("content", {})
            }
        self.takes_files = any(name.startswith("multipart/") for name in self._contents)
        self._types = DeclaredTypes(self._contents)
        self._plain = {
            name: self._choose(name)
            for name in self._contents
            if parse_media_type(name) is not None and "*" not in name
        }

    def expects(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Return whether the operation takes a body, or the request announces one."""
        return bool(self._contents) or announces_content(headers)

    async def read(
        self, headers: Iterable[tuple[bytes, bytes]], receive: Receive
    ) -> dict[str, Any]:
        """`{"body": value}` for the handler, or nothing where no body was sent or is declared.

        Ask `expects` first, which takes no turn of the event loop.

        Raises:
            MalformedRequest: the bytes are not what their media type says, or none are expected.
            ContentTooLarge: there are too many of them.
            UnsupportedMediaType: the media type is not declared, or the coding is not gzip.
            InvalidRequest: the value breaks the contract, or a required body is missing.
            ClientDisconnect: the client went away.
        """
        if not self._contents:
            # Not 415, which the document lists only where a body could have been of another type.
            if await has_content(receive):
                raise MalformedRequest("This operation takes no body.")
            return {}
        fields = body_fields(headers, self._limit)
        incoming = IncomingBody(receive, self._limit, is_gzip=fields.is_gzip)
        if fields.content_type is None:
            if await incoming.read():
                raise self._unsupported("is not declared")
            return self._nothing()
        content, sent, codec = self._plain.get(fields.content_type) or self._choose(
            fields.content_type
        )
        if isinstance(codec, Multipart):
            if not (self._required or announces_content(headers)):
                return {}
            return {"body": await content.read_parts(codec, fields.content_type, incoming)}
        data = await incoming.read()
        if not data and not self._required and type(codec) is not UrlEncoded:
            return {}  # an empty form is a form without fields; any other empty body is absent
        return {"body": content.read(data, sent, codec)}

    def _choose(self, content_type: str) -> tuple["Content", MediaType, Codec]:
        sent = parse_media_type(content_type)
        name = None if sent is None else self._types.match(sent)
        if sent is None or name is None:
            raise self._unsupported("is not declared")
        content = self._contents[name]
        return content, sent, content.codec(sent.name)

    def _nothing(self) -> dict[str, Any]:
        if self._required:
            raise InvalidRequest([ProblemError("#", "required", "is required")])
        return {}

    def _unsupported(self, what: str) -> UnsupportedMediaType:
        return UnsupportedMediaType(
            f"The media type of the body {what}; send one of: {self._types}.",
            accept=str(self._types),
        )


class Content:
    """Reads bodies of one declared media type range, whose media type was found to match."""

    def __init__(self, contract: Contract, body: Located, name: str, annotation: Any) -> None:
        self._declared = contract.locate(body.child("content", name))
        self._contract = contract
        self._annotation = annotation
        self._validator: Validator | None = None
        self._schema = self._declared.schema
        pointers = (self._schema,) if self._schema else ()
        self._lengths = Lengths(contract, pointers) if annotation is bytes else None
        self._is_typed = annotation not in (None, Any, bytes)
        self._conversion = Conversion(annotation) if self._is_typed else None
        self.codec = lru_cache(maxsize=16)(self._codec)

    def _codec(self, sent: str) -> Codec:
        """Return the codec of a media type; an argument of type `bytes` gets the body as it is."""
        contract, declared = self._contract, self._declared
        if self._annotation is bytes:
            return Binary(contract, sent, declared, "request")
        found = codec(contract, sent, declared, "request")
        if isinstance(found, Text) or (type(found) is Binary and self._annotation is str):
            # A text of which nothing is said but that it is one is no number.
            is_scalar = self._is_typed and self._annotation is not str
            return Text(contract, sent, declared if is_scalar else None, "request")
        return found

    async def read_parts(self, codec: Multipart, content_type: str, incoming: IncomingBody) -> Any:
        """Return the argument that a multipart body stands for."""
        value, checked = await codec.read_parts(content_type, incoming.stream())
        self._check(checked)
        if errors := codec.errors(checked):
            raise InvalidRequest(errors)
        if self._conversion is None:
            return value
        try:
            has_files = value != checked
            return self._conversion.form(value) if has_files else self._conversion.json(value)
        except UnrepresentableValueError as error:
            raise _unsupported(error) from None

    def read(self, data: bytes, sent: MediaType, codec: Codec) -> Any:
        """Return the argument that any other body stands for."""
        value = codec.read(data, sent)
        if value is data:
            return self._unread(data, sent)
        if isinstance(codec, Sequence):
            if errors := codec.errors(value):
                raise InvalidRequest(errors)
            return self._converted(value, written=data)
        self._check(value)
        return self._converted(value, data if type(codec) is Json else None)

    def _unread(self, data: bytes, sent: MediaType) -> bytes:
        """Octets, which are handed on as they are."""
        if self._lengths is not None:
            if errors := self._lengths.errors(len(data)):
                raise InvalidRequest(errors)
        elif self._annotation is not None:
            raise UnsupportedMediaType(f"A body of type {sent.name} cannot be read as a value.")
        return data

    def _check(self, value: JsonValue) -> None:
        if self._schema is None:
            return
        if self._validator is None:
            self._validator = self._contract.validator(self._schema, "request")
        if errors := self._validator.errors(value):
            raise InvalidRequest(errors)

    def _converted(
        self, value: JsonValue, text: bytes | None = None, *, written: bytes = b""
    ) -> Any:
        if self._conversion is None:
            return value
        try:
            return self._conversion.json(value, text, written=written)
        except UnrepresentableValueError as error:
            raise _unsupported(error) from None


def _unsupported(error: UnrepresentableValueError) -> InvalidRequest:
    places = error.places
    return InvalidRequest([ProblemError(f"#{each}", "unsupported", UNSUPPORTED) for each in places])
