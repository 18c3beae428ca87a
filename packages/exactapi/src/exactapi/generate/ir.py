"""The API as the emitters see it: frozen, resolved, free of `$ref` above the schema level.

Built from the canonical document. A `Pointer` is an RFC 6901 JSON pointer into that document
(`/components/schemas/User`, `/paths/~1users/get/parameters/0/schema`); schemas stay there and
are named by their pointer, so that nothing is copied.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from exactapi.operations.operation import ParameterLocation
from exactapi.operations.policies import Cache, ETag, Idempotency, Limit, Sunset, Timeout

Pointer = str


def is_exact_status(status: str) -> bool:
    return re.fullmatch("[1-5][0-9]{2}", status) is not None


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a source file; lines and columns count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class FieldStyle:
    """How a field of a form is written that has a style, as a query parameter has one."""

    style: str
    explode: bool
    allow_reserved: bool = False


@dataclass(frozen=True, slots=True)
class MediaType:
    """`encoding` has the media types of a form's members that declare one, `styles` their styles.

    Parts of an array stand there by their positions, and under `*` those that have none.

    Of a sequence `item_schema` describes each item, and `schema` all of them as an array.
    `headers` are those that the parts of a form must have.
    """

    name: str
    schema: Pointer | None
    encoding: Mapping[str, str] = field(default_factory=dict)
    item_schema: Pointer | None = None
    styles: Mapping[str, FieldStyle] = field(default_factory=dict)
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def has_schema(self) -> bool:
        return self.schema is not None or self.item_schema is not None


@dataclass(frozen=True, slots=True)
class DeclaredParameter:
    """A parameter of the document; `operations.operation.Parameter` binds it to an argument.

    `media_type` is set for a parameter with `content`; `schema` is then that media type's.

    `of_runtime`: the runtime reads it, and handlers do not get it.
    `may_be_empty`: it may be given without a value although its schema takes no empty text.
    `style` and `explode` are those that count, whether they are written or not.
    """

    location: ParameterLocation
    name: str
    schema: Pointer | None
    required: bool
    description: str
    deprecated: bool
    media_type: str | None
    default: Any
    has_default: bool
    may_be_empty: bool
    style: str = "simple"
    explode: bool = False
    allow_reserved: bool = False
    of_runtime: bool = False


@dataclass(frozen=True, slots=True)
class RequestBody:
    required: bool
    description: str
    content: tuple[MediaType, ...]


@dataclass(frozen=True, slots=True)
class Header:
    name: str
    required: bool
    description: str
    schema: Pointer | None


@dataclass(frozen=True, slots=True)
class Response:
    """`status` as the document writes it: `200`, `4XX` or `default`.

    `component` is the name under components/responses it was referenced by, if any.
    `overlay` marks a response that the generator added because the runtime can answer it.
    """

    status: str
    description: str
    content: tuple[MediaType, ...]
    headers: tuple[Header, ...]
    component: str | None
    overlay: bool

    @property
    def is_exact(self) -> bool:
        """Return whether it is one status, which Python can write: no range, not `²`, not `007`."""
        return is_exact_status(self.status)


@dataclass(frozen=True, slots=True)
class DeclaredOwner:
    """`x-owner` as `operations.policies.Owner`, with a path parameter instead of an argument."""

    parameter: str
    unless: str | None
    denied: Literal[403, 404]


@dataclass(frozen=True, slots=True)
class DeclaredSocket:
    """`x-websocket`: the schemas of what clients send, and of what they are sent."""

    receives: Pointer
    sends: Pointer


@dataclass(frozen=True, slots=True)
class DeclaredOperation:
    """An operation of the document; `operations.operation.Operation` binds it to Python names.

    `security`, `limits`, `cache` and `etag` are as they are there; `refused` are the codes of what
    is not honoured.
    """

    id: str | None
    method: str
    path: str
    pointer: Pointer
    location: Location
    tags: tuple[str, ...]
    summary: str
    description: str
    deprecated: bool
    parameters: tuple[DeclaredParameter, ...]
    body: RequestBody | None
    responses: tuple[Response, ...]
    security: tuple[Mapping[str, tuple[str, ...]], ...]
    limits: tuple[Limit, ...]
    owner: DeclaredOwner | None
    cache: Cache | None
    etag: ETag | None
    idempotency: Idempotency | None
    sunset: Sunset | None
    timeout: Timeout | None
    socket: DeclaredSocket | None
    extensions: Mapping[str, Any]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Api:
    """`path` of each operation includes the base path of its server."""

    title: str
    version: str
    operations: tuple[DeclaredOperation, ...]
    webhooks: tuple[DeclaredOperation, ...]
    document: Mapping[str, Any]
    """The canonical document itself, as it is served."""
    schemas: Mapping[str, Any]
    """The same, each `$ref` written as a JSON pointer; emitters read schemas from it by pointer."""
