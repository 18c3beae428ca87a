"""An operation of the API: what it takes, and how its answers are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from pydantic import TypeAdapter

from .errors import HttpError

T = TypeVar("T")
Location = Literal["path", "query", "querystring", "header", "cookie"]
Kind = Literal["json", "sequence", "form", "multipart", "text", "binary", "events"]


@dataclass(frozen=True)
class Parameter:
    """`argument` is its name in Python; `style` and `explode` are those of OpenAPI.

    What has a media type instead has the style `content` (JSON), `urlencoded` or `simple` (a text).
    `content` is the type of JSON whose values do not say by themselves how they are written.
    """

    location: Location
    name: str
    argument: str
    style: str
    explode: bool = False
    allow_reserved: bool = False
    content: Any = None

    @cached_property
    def adapter(self) -> TypeAdapter[Any] | None:
        """Build it on first use, as that of an answer."""
        return None if self.content is None else TypeAdapter(self.content)


@dataclass(frozen=True)
class Body:
    """`content` is the type of JSON whose values do not say by themselves how they are written.

    Of a sequence it is the type of an item; of a form, `members` has those of such members, of one
    item each where there may be several.

    `encoding` has the media types of a form's members that declare one.

    Parts of an array stand there by their positions, and under `*` those that have none. `fields`
    are those that are written in a style, as query parameters are.
    """

    media_type: str
    kind: Kind
    encoding: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Parameter] = field(default_factory=dict)
    content: Any = None
    members: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def adapter(self) -> TypeAdapter[Any] | None:
        """Build it on first use, as that of an answer."""
        return None if self.content is None else TypeAdapter(self.content)

    def adapter_of(self, name: str) -> TypeAdapter[Any] | None:
        """Return that of a member; None where its values say how they are written."""
        return self._adapters.get(name) or self._adapters.get("*")

    @cached_property
    def _adapters(self) -> Mapping[str, TypeAdapter[Any]]:
        return {name: TypeAdapter(each) for name, each in self.members.items()}


@dataclass(frozen=True)
class DeclaredResponse:
    """A declared answer; `content` is the type that it is read as, `error` what is raised then."""

    status: str
    media_type: str | None = None
    kind: Kind = "json"
    content: Any = None
    error: type[HttpError] | None = None

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """Build it on first use: a large API has more answers than a program reads."""
        return TypeAdapter(self.content)


@dataclass(frozen=True)
class Operation(Generic[T]):
    """`T` is what a call returns, or the items of the stream that it returns.

    `security` are alternatives, each the names of the schemes that it needs.
    `seconds` is how long the service takes at the most, where it says so.
    """

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...] = ()
    bodies: tuple[Body, ...] = ()
    responses: tuple[DeclaredResponse, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    seconds: float | None = None

    @cached_property
    def accept(self) -> str:
        """Return the media types of all answers, successes first."""
        ordered = sorted(self.responses, key=lambda declared: declared.error is not None)
        names = dict.fromkeys(declared.media_type for declared in ordered if declared.media_type)
        return ", ".join(names) or "*/*"
