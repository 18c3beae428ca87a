"""Errors that become responses.

    Problem              RFC 9457, application/problem+json
        (generated)      one class per problem response that the document declares
    ErrorBody            a declared error whose body is a schema of the document's own
        (generated)      one class per such response

Handlers raise the generated subclasses; `exactapi.routing.errors` turns them into responses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any, ClassVar, Final, Generic, TypeVar

from typing_extensions import TypeAliasType

from exactapi.error_codes import ERROR_CODES, ErrorCode
from exactapi.errors import ExactAPIError
from exactapi.reason_phrases import reason_phrase

MAX_ERRORS: Final = 20
"""Members of `errors` in one problem: enough to mend a request, bounded for one that is hostile."""

PROBLEM_JSON: Final = "application/problem+json"
"""The media type of problems (RFC 9457, section 3)."""

JsonValue = TypeAliasType(
    "JsonValue", "dict[str, JsonValue] | list[JsonValue] | str | int | float | bool | None"
)
"""A value of the JSON data model; the schemas say which."""

Body = TypeVar("Body")


@dataclass(frozen=True, slots=True)
class ProblemError:
    """One member of `errors`: where the request is wrong, a stable code, and a sentence.

    `pointer` is `#/email` for a place in the body, else `query.limit`, `path.id`, `header.X-Id`.
    """

    pointer: str
    code: ErrorCode
    detail: str


@dataclass(eq=False, repr=False)
class Problem(Exception):
    """An RFC 9457 problem; subclasses fix `status`, `type` and `title`.

    `default_detail` is what an occurrence says that gives no detail of its own.
    `headers` maps the wire name of each header of the response to the attribute that holds it;
    a subclass with headers is a dataclass with a field for each.
    """

    type: ClassVar[str] = "about:blank"
    title: ClassVar[str] = ""
    default_detail: ClassVar[str] = ""
    headers: ClassVar[Mapping[str, str]] = {}
    status = 500

    detail: str | None = None
    _: KW_ONLY
    errors: Sequence[ProblemError] = ()
    extensions: Mapping[str, JsonValue] | None = None

    def __post_init__(self) -> None:
        if self.detail is None:
            self.detail = self.default_detail
        super().__init__(self.detail)

    def body(self, instance: str) -> dict[str, JsonValue]:
        """Return the problem document; `instance` is a URI reference that names this occurrence."""
        document: dict[str, JsonValue] = {
            "type": self.type,
            "title": self.title or reason_phrase(self.status),
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
        }
        if self.errors:
            document["errors"] = [
                {"pointer": error.pointer, "code": error.code, "detail": error.detail}
                for error in self.errors
            ]
        if self.extensions:
            document |= self.extensions
        return document


PROBLEM_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "description": "An error that the service itself answers, as RFC 9457 writes it.",
    "additionalProperties": False,
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string", "enum": [*ERROR_CODES]},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
"""The members that `Problem.body` writes, without extensions."""


@dataclass(eq=False, repr=False)
class ErrorBody(Exception, Generic[Body]):
    """A declared error answered with the document's own schema instead of a problem.

    Subclasses fix the type of the body and the status; one for a status range, or for `default`,
    has a field `status` instead.
    """

    media_type: ClassVar[str | None] = "application/json"
    headers: ClassVar[Mapping[str, str]] = {}
    status = 500

    body: Body

    def __post_init__(self) -> None:
        super().__init__(type(self).__name__)


class ContractViolationError(ExactAPIError):
    """Our own code broke the contract; the message says how, without any data."""
