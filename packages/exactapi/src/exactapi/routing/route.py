"""One operation as a FastAPI route.

`exactapi.routing.dispatch` finds the route by the document's own path and asks the bound operation
for the response, past FastAPI's solver of dependencies, which costs as much as all other work of a
typical request. Only an operation with a `Depends` takes FastAPI's way.
"""

from collections.abc import Callable, Coroutine, Sequence
from enum import Enum
from typing import Any, TypeAlias

from fastapi import Request, Response, params
from fastapi.routing import APIRoute

from exactapi.access.context import RequestContext
from exactapi.operations.operation import Operation
from exactapi.options import ConfigurationError
from exactapi.routing.operation_handler import OperationHandler
from exactapi.routing.refused import RefusedOperation
from exactapi.routing.socket_handler import SocketHandler

_UNMATCHED_PATH = "/"
"""For Starlette to compile: templates of the document may hold names that it refuses."""

RAW_VALUES = "contract.raw_values"
"""Key in the scope: the raw path values, for requests that take FastAPI's way."""

Bound: TypeAlias = OperationHandler | SocketHandler | RefusedOperation
"""What answers the requests of an operation."""


class ContractRoute(APIRoute):
    """`path` is the document's; `bound` is set once, when the application is put together."""

    def __init__(
        self,
        operation: Operation,
        handlers: Callable[[RequestContext], Any],
        *,
        tags: Sequence[str | Enum] = (),
        dependencies: Sequence[params.Depends] = (),
    ) -> None:
        self.operation = operation
        self.handlers = handlers
        self._bound: Bound | None = None
        super().__init__(
            _UNMATCHED_PATH,
            self._endpoint,
            methods=[operation.method],
            operation_id=operation.id,
            name=operation.id,
            tags=list(tags),
            dependencies=list(dependencies),
            response_model=None,
        )
        self.path = operation.path

    def with_dependencies(self, dependencies: Sequence[params.Depends]) -> "ContractRoute":
        """Return the same route, after these dependencies."""
        combined = [*dependencies, *self.dependencies]
        return ContractRoute(self.operation, self.handlers, tags=self.tags, dependencies=combined)

    def bind(self, bound: Bound) -> None:
        self._bound = bound

    @property
    def bound(self) -> Bound:
        if self._bound is None:
            raise ConfigurationError(
                f"{self.operation.method} {self.operation.path} is not bound to the document: "
                "pass its router to ContractRoutes instead of include_router."
            )
        return self._bound

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        solve_and_respond = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await solve_and_respond(request)
            except Exception as error:  # noqa: BLE001 - whatever a dependency raises is answered
                return self.bound.failure(error, request.scope).as_starlette(request.scope)

        return handle

    async def _endpoint(self, request: Request) -> Response:
        values = request.scope[RAW_VALUES]
        response = await self.bound.respond(request.scope, request.receive, values)
        return response.as_starlette(request.scope)
