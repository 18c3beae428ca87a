"""The body of a request: media type, size, bytes, value, validation, model."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

from starlette.types import Receive

from exactapi.document.contract import Contract, Located
from exactapi.document.lengths import Lengths, is_of_octets
from exactapi.document.media_types import (
    FORM,
    MULTIPART,
    DeclaredTypes,
    MediaType,
    is_json,
    is_xml,
    parse_media_type,
)
from exactapi.operation import Operation
from exactapi.options import ContractOptions
from exactapi.problems import JsonValue, ProblemError
from exactapi.rejections import InvalidRequest, MalformedRequest, UnsupportedMediaType
from exactapi.request.forms import FormReader
from exactapi.request.incoming import IncomingBody, body_fields, has_content
from exactapi.request.parts import read_parts
from exactapi.schemas.validators import Validator
from exactapi.schemas.violations import MAX_ERRORS
from exactapi.text.conversion import UNSUPPORTED, Conversion, UnrepresentableValueError
from exactapi.text.scalars import TextReader
from exactapi.text.strict_json import read_json
from exactapi.xml.elements import ENCODINGS
from exactapi.xml.reader import XmlReader

_UTF_8: Final = frozenset({None, "utf-8", "utf8", "us-ascii"})


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
        self._types = DeclaredTypes(self._contents)
        self._plain = {
            name: self._choose(name)
            for name in self._contents
            if parse_media_type(name) is not None and "*" not in name
        }

    async def read(
        self, headers: Iterable[tuple[bytes, bytes]], receive: Receive
    ) -> dict[str, Any]:
        """`{"body": value}` for the handler, or nothing where no body was sent or is declared.

        Raises:
            MalformedRequest: the bytes are not what their media type says, or none are expected.
            ContentTooLarge: there are too many of them.
            UnsupportedMediaType: the media type is not declared, or the content is compressed.
            InvalidRequest: the value breaks the contract, or a required body is missing.
            ClientDisconnect: the client went away.
        """
        if not self._contents:
            # Not 415, which the document lists only where a body could have been of another type.
            if await has_content(headers, receive):
                raise MalformedRequest("This operation takes no body.")
            return {}
        fields = body_fields(headers, self._limit)
        incoming = IncomingBody(receive, self._limit)
        if fields.content_type is None:
            if await incoming.read():
                raise self._unsupported("is not declared")
            return self._nothing()
        content, sent = self._plain.get(fields.content_type) or self._choose(fields.content_type)
        if content.takes_parts(sent):
            if not (self._required or fields.announces_content):
                return {}
            return {"body": await content.read_parts(fields.content_type, incoming)}
        data = await incoming.read()
        if not data and not self._required and sent.name != FORM:
            return {}  # an empty form is a form without fields; nothing else is anything
        return {"body": content.read(data, sent)}

    def _choose(self, content_type: str) -> tuple["Content", MediaType]:
        sent = parse_media_type(content_type)
        name = None if sent is None else self._types.match(sent)
        if sent is None or name is None:
            raise self._unsupported("is not declared")
        return self._contents[name], sent

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
        self._schema = self._declared.schema
        self._validator: Validator | None = None
        typed = annotation not in (None, Any, bytes)
        self._conversion = Conversion(annotation) if typed else None
        pointers = (self._schema,) if self._schema else ()
        self._lengths = Lengths(contract, pointers) if annotation is bytes else None
        # A text of which nothing is said but that it is one is no number, whatever it looks like.
        self._reader = TextReader(contract, pointers) if typed and annotation is not str else None

    def takes_parts(self, sent: MediaType) -> bool:
        return sent.name == MULTIPART and self._annotation is not bytes

    async def read_parts(self, content_type: str, incoming: IncomingBody) -> Any:
        """The argument that a multipart body stands for."""
        parts = await read_parts(content_type, incoming.stream())
        value, checked = await self._form.read_parts(parts)
        self._check(checked)
        if self._conversion is None:
            return value
        try:
            has_files = value != checked
            return self._conversion.form(value) if has_files else self._conversion.json(value)
        except UnrepresentableValueError as error:
            raise _unsupported(error) from None

    def read(self, data: bytes, sent: MediaType) -> Any:
        """The argument that any other body stands for; `bytes` are handed on unread."""
        if self._annotation is bytes:
            if self._lengths is not None and (errors := self._lengths.errors(len(data))):
                raise InvalidRequest(errors)
            return data
        text: bytes | None = None
        if is_json(sent.name):
            _refuse_charset(sent)
            value, text = read_json(data), data
        elif sent.name == FORM:
            value = self._form.read_urlencoded(data)
        elif is_xml(sent.name) and self._xml is not None:
            value = self._xml.read(data, _xml_charset(sent))
        elif self._annotation is str or sent.name.startswith("text/"):
            _refuse_charset(sent)
            value = self._text(data)
        elif self._annotation is None:
            return data
        else:
            raise UnsupportedMediaType(f"A body of type {sent.name} cannot be read as a value.")
        self._check(value)
        return self._converted(value, text)

    def _check(self, value: JsonValue) -> None:
        if self._schema is None:
            return
        if self._validator is None:
            self._validator = self._contract.validator(self._schema, "request")
        if not self._validator.is_valid(value):
            raise InvalidRequest(self._validator.errors(value))

    def _converted(self, value: JsonValue, text: bytes | None) -> Any:
        if self._conversion is None:
            return value
        try:
            return self._conversion.json(value, text)
        except UnrepresentableValueError as error:
            raise _unsupported(error) from None

    def _text(self, data: bytes) -> JsonValue:
        text = _decoded(data)
        return text if self._reader is None else self._reader.scalar(text)

    @cached_property
    def _xml(self) -> XmlReader | None:
        """None where the schema speaks of octets, or there is none."""
        if self._schema is None or is_of_octets(self._contract, self._schema):
            return None
        return XmlReader(self._contract, self._schema)

    @cached_property
    def _form(self) -> FormReader:
        return FormReader(self._contract, self._declared)


def _refuse_charset(sent: MediaType) -> None:
    if sent.charset not in _UTF_8:
        raise UnsupportedMediaType("The charset of the body must be UTF-8.")


def _xml_charset(sent: MediaType) -> str | None:
    """What the media type says of the encoding; None leaves it to the document."""
    if sent.charset is not None and sent.charset not in ENCODINGS:
        raise UnsupportedMediaType("The charset of the body must be UTF-8 or UTF-16.")
    return sent.charset


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise MalformedRequest("The body is not UTF-8.") from None


def _unsupported(error: UnrepresentableValueError) -> InvalidRequest:
    places = error.places[:MAX_ERRORS]
    return InvalidRequest([ProblemError(f"#{each}", "unsupported", UNSUPPORTED) for each in places])
