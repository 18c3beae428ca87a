"""Errors that become responses.

    Problem              RFC 9457, application/problem+json
        (generated)      one class per problem response that the document declares
    ErrorBody            a declared error whose body is a schema of the document's own
        (generated)      one class per such response

Handlers raise the generated subclasses; `exactapi.routing.errors` turns them into responses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

JsonValue = Any
"""A value of the JSON data model; the schemas say which."""


@dataclass(frozen=True, slots=True)
class ProblemError:
    """One member of `errors`: where the request is wrong, a stable code, and a sentence.

    `pointer` is `#/email` for a place in the body, else `query.limit`, `path.id`, `header.X-Id`.
    """

    pointer: str
    code: str
    detail: str


class Problem(Exception):
    """An RFC 9457 problem; subclasses fix `status`, `type` and `title`.

    `default_detail` is what an occurrence says that gives no detail of its own.
    `headers` maps the wire name of each header of the response to the attribute that holds it.
    """

    status: int = 500
    type: ClassVar[str] = "about:blank"
    title: ClassVar[str] = ""
    default_detail: ClassVar[str] = ""
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[ProblemError] = (),
        extensions: Mapping[str, JsonValue] | None = None,
    ) -> None:
        self.detail = self.default_detail if detail is None else detail
        super().__init__(self.detail)
        self.errors = tuple(errors)
        self.extensions = dict(extensions or {})

    def body(self, instance: str) -> dict[str, JsonValue]:
        """The problem document; `instance` is a URI reference that names this occurrence."""
        document: dict[str, JsonValue] = {
            "type": self.type,
            "title": self.title or HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
        }
        if self.errors:
            document["errors"] = [
                {"pointer": error.pointer, "code": error.code, "detail": error.detail}
                for error in self.errors
            ]
        return document | self.extensions


class ErrorBody(Exception):
    """A declared error answered with the document's own schema instead of a problem.

    A subclass for a status range or `default` takes `status` as an argument.
    """

    status: int = 500
    media_type: ClassVar[str | None] = "application/json"
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, body: Any = None) -> None:
        super().__init__(type(self).__name__)
        self.body = body


class ContractViolationError(Exception):
    """Our own code broke the contract; the message says how, without any data."""
