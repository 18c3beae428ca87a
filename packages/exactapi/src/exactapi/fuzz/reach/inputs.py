"""What an operation takes, and what a request gives it: read as the service reads it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from exactapi.document.contract import Contract, Located
from exactapi.document.media_types import DeclaredTypes, MediaType, parse_media_type
from exactapi.document.sequences import item_schemas
from exactapi.media.binary import Binary
from exactapi.media.codec import Codec
from exactapi.media.json import Json
from exactapi.media.kinds import codec
from exactapi.media.multipart import Multipart
from exactapi.media.sequences import Sequence as SequenceCodec
from exactapi.media.urlencoded import UrlEncoded
from exactapi.operations.operation import Operation, Parameter
from exactapi.options import ContractOptions
from exactapi.problems import JsonValue, Problem, ProblemError
from exactapi.request.parameter_values import ParameterValue
from exactapi.request.parameters import ParametersReader
from exactapi.schemas.pointers import join
from exactapi.text.encoding import Decode

_OF_VALUES: Final = (Json, SequenceCodec)
"""The kinds of bodies whose scalars have types of their own; those of others are texts."""

_FILTERED: Final = "[Filtered]"
"""What schemathesis records of a parameter whose name sounds like a credential: not its value."""

_OPTIONS: Final = ContractOptions(refuse_unknown_query=False)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it was sent: `path` gives the raw texts of the path's expressions."""

    path: Mapping[str, str]
    query: str
    headers: Sequence[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that a request gives: the place that declares it, and what it is judged by.

    `judged`: pairs of the pointer of a schema and the value that it judges.
    """

    place: str
    judged: tuple[tuple[str, JsonValue], ...] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """A parameter or a body: the place that declares it, whether it must be there, its schemas."""

    place: str
    is_required: bool
    schemas: tuple[tuple[str, bool], ...]
    """Each with whether its scalars are read from texts."""


class Inputs:
    """The parameters and the body of the operation at a pointer; `path` is with its base path."""

    def __init__(self, contract: Contract, pointer: str, method: str, path: str) -> None:
        self._contract = contract
        self._parameters = contract.parameters(pointer)
        self._operation = Operation("", method, path, "", pointer, tuple(_bound(self._parameters)))
        operation = contract.locate(pointer)
        body = "requestBody" in operation.node
        self._body = contract.locate(operation.child("requestBody")) if body else None
        self._sent: list[Sent] = []
        self._reader = ParametersReader(contract, self._operation, _OPTIONS, self._recorded)

    def all(self) -> Iterator[Input]:
        """Yield what there is to give."""
        for each in self._parameters:
            content = next(iter(each.node.get("content", ())), None)
            if content is not None:
                schema = self._contract.locate(each.child("content", content)).schema
            else:
                schema = each.schema
            is_text = content is None or not Json.covers(content)
            is_required = bool(each.node.get("required")) and each.node["in"] != "path"
            yield Input(each.pointer, is_required, ((schema, is_text),) if schema else ())
        if self._body is not None:
            is_required = bool(self._body.node.get("required"))
            yield Input(self._body.pointer, is_required, tuple(self._body_schemas(self._body)))

    def read(self, request: Request) -> list[Sent]:
        """Return what a request gives, as far as it can be read.

        Without good parameters there is no body: the service does not look at it, either.
        """
        self._sent = []
        headers = [
            (name.lower().encode("latin-1", "replace"), text.encode("latin-1", "replace"))
            for name, text in request.headers
        ]
        with suppress(Problem):
            self._reader.read(request.path, request.query.encode(), headers)
            for sent in self._read_body(request):
                self._sent.append(sent)
        return self._sent

    def _recorded(
        self, contract: Contract, declared: Located, parameter: Parameter, decode: Decode
    ) -> ParameterValue:
        return _Recorded(contract, declared, parameter, decode, self._sent_parameter)

    def _sent_parameter(self, sent: Sent) -> None:
        self._sent.append(sent)

    def _body_schemas(self, body: Located) -> Iterator[tuple[str, bool]]:
        for name in body.node.get("content", {}):
            content = self._contract.locate(body.child("content", name))
            kind = codec(self._contract, name, content, "request")
            is_text = not isinstance(kind, _OF_VALUES)
            if type(kind) is Binary:
                continue  # handed on unread
            if isinstance(kind, SequenceCodec):
                found = item_schemas(self._contract, content.schema, content.item_schema)
                schemas = [found.each, found.whole]
            else:
                schemas = [content.schema]
            yield from ((each, is_text) for each in schemas if each is not None)

    def _read_body(self, request: Request) -> Iterator[Sent]:
        if (body := self._body) is None:
            return
        field = next((v for name, v in request.headers if name.lower() == "content-type"), "")
        sent = parse_media_type(field)
        name = None
        if sent is not None:
            name = DeclaredTypes(body.node.get("content", {})).match(sent)
        if sent is None or name is None:
            if request.body:
                yield Sent(body.pointer)
            return
        content = self._contract.locate(body.child("content", name))
        kind = codec(self._contract, sent.name, content, "request")
        if request.body or isinstance(kind, UrlEncoded):
            yield Sent(body.pointer)
            judged = _judged(kind, content.schema, field, sent, request.body)
            yield Sent(body.pointer, tuple(judged))


def _judged(
    kind: Codec, schema: str | None, field: str, sent: MediaType, body: bytes
) -> Iterator[tuple[str, JsonValue]]:
    """Yield the values of a body, each after the schema that judges it."""
    value: JsonValue
    if isinstance(kind, SequenceCodec):
        value = items = kind.read(body, sent)
        if (each := kind.schemas.each) is not None:
            yield from ((each, item) for item in items)
        schema = kind.schemas.whole
    elif isinstance(kind, Multipart):
        _, value = asyncio.run(kind.read_parts(field, _stream(body)))
    else:
        value = kind.read(body, sent)
    if schema is not None and type(kind) is not Binary:
        yield schema, value


class _Recorded(ParameterValue):
    """Tells what is read of a parameter."""

    def __init__(
        self,
        contract: Contract,
        declared: Located,
        parameter: Parameter,
        decode: Decode,
        record: Callable[[Sent], None],
    ) -> None:
        super().__init__(contract, declared, parameter, decode)
        self._single = None  # which would read without a choice
        self._place = declared.pointer
        self._record = record

    def choose(self, readings: Iterable[JsonValue], errors: list[ProblemError]) -> Any:
        """Choose as the service does: the first reading that is valid, else the first."""
        values = list(readings)
        if _FILTERED in values:
            self._record(Sent(self._place))
            return None
        judged: tuple[tuple[str, JsonValue], ...] = ()
        if values and self._schema is not None:
            validator = self._contract.validator(self._schema, "request")
            value = next(filter(validator.is_valid, values), values[0])
            judged = ((self._schema, value),)
        self._record(Sent(self._place, judged))
        return super().choose(values, errors)


def _bound(parameters: Iterable[Located]) -> Iterator[Parameter]:
    """Bind each to an argument of its own: nothing is called with them."""
    for each in parameters:
        location, name = each.node["in"], each.node["name"]
        yield Parameter(location, name, join("", location, name))


async def _stream(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
