"""The `APIRouter` that generated code fills."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from fastapi import APIRouter, params

from exactapi.access.context import RequestContext
from exactapi.operations.operation import Operation
from exactapi.routing.route import ContractRoute


class ContractRouter(APIRouter):
    """The operations of one tag. `exactapi.routing.dispatch.ContractRoutes` serves it.

    `handlers` makes the object that serves a request, anew for each.
    `dependencies` may be given, or appended to, until the router is served: they hold for all its
    operations.
    """

    def __init__(
        self,
        tag: str,
        handlers: Callable[[RequestContext], Any],
        operations: Iterable[Operation],
        *,
        dependencies: Sequence[params.Depends] = (),
    ) -> None:
        super().__init__(tags=[tag], dependencies=list(dependencies))
        self.routes += [
            ContractRoute(operation, handlers, tags=self.tags) for operation in operations
        ]

    @property
    def contract_routes(self) -> list[ContractRoute]:
        return [route for route in self.routes if isinstance(route, ContractRoute)]
