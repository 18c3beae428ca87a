"""The runtime's own errors in the bodies that a document declares for them.

A document may declare its own 400, 401, 404 or 422. The runtime knows what is wrong, not how the
document says it: that is one function of the service, whose results are checked at start-up.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from exactapi.document.contract import Contract, Located
from exactapi.media.json import Json
from exactapi.operations.operation import Operation
from exactapi.options import ConfigurationError
from exactapi.problems import PROBLEM_JSON, ErrorBody, JsonValue, Problem, ProblemError
from exactapi.rejections import REJECTIONS, MethodNotAllowed, NotFound, Rejection
from exactapi.response.declared import DeclaredResponses

DescribeError: TypeAlias = Callable[[Problem, Operation | None], JsonValue]
"""From an error of the runtime to the body that the document declares for its status.

The operation is None where a request reached none: its path or its method is unknown (404, 405).
None leaves the error a problem (RFC 9457).
"""

_SAMPLE: Final = (ProblemError("#/name", "type", "must be of type string"),)


class OwnErrors:
    """Of one operation: the statuses of the runtime that have a JSON body of the document's own."""

    def __init__(
        self, operation: Operation, declared: DeclaredResponses, describe: DescribeError | None
    ) -> None:
        self._operation = operation
        self._describe = describe
        self._media_types = {
            rejection.status: found
            for rejection in REJECTIONS
            if (found := _own_media_type(declared, rejection.status))
        }
        self._declared = declared

    @property
    def undescribed(self) -> list[int]:
        """Return their statuses where none of them is ever sent in the body that is declared."""
        samples = [_sample(each) for each in REJECTIONS if each.status in self._media_types]
        return [] if any(map(self.body, samples)) else list(self._media_types)

    def body(self, rejection: Rejection) -> ErrorBody[Any] | None:
        """Return the error with its declared body; None where it stays a problem."""
        media_type = self._media_types.get(rejection.status)
        if self._describe is None or media_type is None:
            return None
        value = self._describe(rejection, self._operation)
        return None if value is None else _OwnErrorBody(rejection, media_type, value)

    def check(self, contract: Contract) -> None:
        """Describe an error of each status, and validate what comes out.

        Raises:
            ConfigurationError: the document's schema refuses it.
        """
        for rejection in REJECTIONS:
            error = self.body(_sample(rejection))
            content = error and self._declared.content(error.status, str(error.media_type))
            if error is None or not isinstance(content, Located) or content.schema is None:
                continue
            faults = contract.validator(content.schema, "response").errors(error.body)
            if faults:
                where = f"{self._operation.id}: the body described for its {error.status}"
                first = f"{faults[0].pointer} {faults[0].detail}"
                raise ConfigurationError(f"{where} does not fit the document: {first}")


class UnmatchedErrors:
    """Of requests that reach no operation; no schema of the document says what their body is."""

    def __init__(self, describe: DescribeError | None) -> None:
        self._describe = describe

    def body(self, rejection: Rejection) -> ErrorBody[Any] | None:
        """Return the error with the service's body; None where it stays a problem."""
        value = None if self._describe is None else self._describe(rejection, None)
        return None if value is None else _OwnErrorBody(rejection, "application/json", value)

    def check(self) -> None:
        """Describe both errors once.

        Raises:
            ConfigurationError: the service's function fails without an operation.
        """
        for rejection in (NotFound, MethodNotAllowed):
            try:
                self.body(_sample(rejection))
            except Exception as error:
                raise ConfigurationError(
                    f"describe_error fails for a {rejection.status} of a path or a method that is "
                    f"unknown, whose operation is None: {error!r}"
                ) from error


class _OwnErrorBody(ErrorBody[Any]):
    """A rejection in the document's words; its headers are the rejection's."""

    def __init__(self, rejection: Rejection, media_type: str, body: JsonValue) -> None:
        super().__init__(type(rejection).__name__)
        self.status = rejection.status
        self.content_type = media_type
        self.body = body
        self.rejection = rejection


def _own_media_type(declared: DeclaredResponses, status: int) -> str | None:
    response = declared.match(status)
    content: Mapping[str, Located] = response.content if response else {}
    return next((name for name in content if Json.covers(name) and name != PROBLEM_JSON), None)


def _sample(rejection: type[Rejection]) -> Rejection:
    """Return one of its kind, made without what only a request could tell."""
    sample = rejection.__new__(rejection)
    errors = _SAMPLE if rejection.status == 422 else ()
    Problem.__init__(sample, "What is wrong with the request.", errors=errors)
    return sample
