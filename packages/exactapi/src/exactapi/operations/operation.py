"""Operations and parameters, as generated routers declare them.

The router names Python things: arguments, models, result and problem classes, scopes.
The rules (schemas, styles, required, headers) are in the canonical document, which
`exactapi.document.contract` reads; nothing is said twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from exactapi.operations.policies import (
    Cache,
    ETag,
    Idempotency,
    Limit,
    Owner,
    Sunset,
    Timeout,
)
from exactapi.operations.results import Result
from exactapi.problems import ErrorBody, Problem
from exactapi.schemas.pointers import join

ParameterLocation = Literal["path", "query", "querystring", "header", "cookie"]
SecurityRequirements = tuple[Mapping[str, tuple[str, ...]], ...]
"""The alternatives (OR); each maps every scheme that is needed (AND) to its scopes."""


def pointer_of_operation(path: str, method: str) -> str:
    """Return the pointer of a path's method in the document, if no base path comes before."""
    return join("/paths", path, method.lower())


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the document and the handler argument that it fills.

    `annotation` is what the validated value is turned into (`UUID`, a model, `list[date]`);
    None leaves the JSON value as it is.
    """

    location: ParameterLocation
    name: str
    argument: str
    annotation: Any = None


def path(name: str, annotation: Any = None, *, argument: str | None = None) -> Parameter:
    """Return a path parameter; `argument` is given where the name in Python is another one."""
    return Parameter("path", name, argument or name, annotation)


def query(name: str, annotation: Any = None, *, argument: str | None = None) -> Parameter:
    """Return a query parameter."""
    return Parameter("query", name, argument or name, annotation)


def querystring(name: str, annotation: Any = None, *, argument: str | None = None) -> Parameter:
    """Return the whole query string as one value (OpenAPI 3.2)."""
    return Parameter("querystring", name, argument or name, annotation)


def header(name: str, annotation: Any = None, *, argument: str | None = None) -> Parameter:
    """Return a header parameter."""
    return Parameter("header", name, argument or name, annotation)


def cookie(name: str, annotation: Any = None, *, argument: str | None = None) -> Parameter:
    """Return a cookie parameter."""
    return Parameter("cookie", name, argument or name, annotation)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the document, bound to the Python names generated for it.

    `path` is the template as the document writes it, base path included.
    `pointer` is where the document declares the operation, `/paths/~1users~1{id}/get`; it is given
    where method and path do not say so: below the base path of a server, for a method of one's own.
    `security`: empty means public; an alternative `{}` makes credentials optional.
    `body` maps each declared media type range to what the handler gets: a model, `bytes`, `str` ...
    `limits`, `owner`, `cache` and `etag` are the extensions `x-rate-limit`, `x-owner` and so on.
    `receives` is what the messages of clients are turned into, where there is an `x-websocket`.
    `success` is the status of a plainly returned model; None when a result class is needed.
    `results` and `problems` are what may be returned and raised.
    `refused` are codes of what the generator could not honour: such an operation answers 501.
    """

    id: str
    method: str
    path: str
    handler: str
    pointer: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)
    security: SecurityRequirements = ()
    limits: tuple[Limit, ...] = ()
    owner: Owner | None = None
    cache: Cache | None = None
    etag: ETag | None = None
    idempotency: Idempotency | None = None
    sunset: Sunset | None = None
    timeout: Timeout | None = None
    receives: Any = None
    success: int | None = None
    results: tuple[type[Result], ...] = ()
    problems: tuple[type[Problem] | type[ErrorBody[Any]], ...] = ()
    refused: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.pointer:
            object.__setattr__(self, "pointer", pointer_of_operation(self.path, self.method))
