"""What a generated router says about an operation.

The router names Python things: arguments, models, result and problem classes, scopes.
The rules (schemas, styles, required, headers) are in the canonical document, which
`exactapi.document.contract` reads; nothing is said twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from exactapi.policies import Limit, Owner
from exactapi.problems import ErrorBody, Problem
from exactapi.results import Result

ParameterLocation = Literal["path", "query", "header", "cookie"]


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


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the document, bound to the Python names generated for it.

    `path` is the template as the document writes it, base path included.
    `pointer` is where the document declares the operation: `/paths/~1users~1{id}/get`.
    `security` holds the alternatives (OR); each maps every scheme that is needed (AND) to the
    scopes it must grant. Empty: public. An alternative `{}` makes credentials optional.
    `body` maps each declared media type range to what the handler gets: a model, `bytes`, `str` ...
    `limits` and `owner` are the extensions `x-rate-limit` and `x-owner`.
    `success` is the status of a plainly returned model; None when a result class is needed.
    `results` and `problems` are what may be returned and raised.
    `refused` are codes of what the generator could not honour: such an operation answers 501.
    """

    id: str
    method: str
    path: str
    pointer: str
    handler: str
    parameters: tuple[Parameter, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict)
    security: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    limits: tuple[Limit, ...] = ()
    owner: Owner | None = None
    success: int | None = None
    results: tuple[type[Result], ...] = ()
    problems: tuple[type[Problem] | type[ErrorBody], ...] = ()
    refused: tuple[str, ...] = ()
