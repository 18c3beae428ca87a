"""The `APIRouter` that generated code fills."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter

from exactapi.access.context import RequestContext
from exactapi.operation import Operation
from exactapi.routing.route import ContractRoute


class ContractRouter(APIRouter):
    """Operations of one tag. `exactapi.routing.dispatch.ContractRoutes` serves it.

    `dependencies` may be given, or appended to, until then: they hold for all its operations.
    """

    def add(self, operation: Operation, handlers: Callable[[RequestContext], Any]) -> None:
        """Serve the operation with a handler object that is made anew for each request."""
        self.routes.append(ContractRoute(operation, handlers, tags=self.tags))

    @property
    def contract_routes(self) -> list[ContractRoute]:
        return [route for route in self.routes if isinstance(route, ContractRoute)]
