"""Operations with a construct that the generator could not honour."""

from collections.abc import Mapping

from starlette.types import Receive, Scope

from exactapi.access.context import RequestContext
from exactapi.operations.operation import Operation
from exactapi.response.notices import notices
from exactapi.response.raw import RawResponse
from exactapi.routing.errors import ErrorResponses


class RefusedOperation:
    """Answers 501 before anything is read: what cannot be honoured is not served in part."""

    def __init__(self, operation: Operation, errors: ErrorResponses) -> None:
        self.operation = operation
        self._errors = errors
        self._notices = notices(operation.sunset)

    async def respond(
        self, scope: Scope, _receive: Receive, _path: Mapping[str, str]
    ) -> RawResponse:
        return self.failure(NotImplementedError(), scope)

    def failure(
        self, error: Exception, scope: Scope, _context: RequestContext | None = None
    ) -> RawResponse:
        """Return the response of an error that a dependency raised, as for any operation."""
        response = self._errors.response(error, scope, self.operation)
        response.headers += self._notices
        return response
