"""Operations of the document that no router serves yet.

The contract promises them all the same: who may call them gets a 501, others what the document
says, and a 405 names their methods.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import structlog
from starlette.types import Receive, Scope

from exactapi.access.admission import Admission
from exactapi.access.context import RequestContext
from exactapi.access.ports import UnitOfWork
from exactapi.document.contract import Contract
from exactapi.document.servers import base_of_operation
from exactapi.operations.operation import Operation
from exactapi.response.raw import RawResponse
from exactapi.routing.errors import ErrorResponses
from exactapi.routing.refused import RefusedOperation
from exactapi.routing.route import ContractRoute
from exactapi.schemas.operations import method_of, served_operations
from exactapi.schemas.pointers import tokens

_log = structlog.get_logger(__name__)


def unserved_routes(contract: Contract, routes: Iterable[ContractRoute]) -> list[ContractRoute]:
    """Return a route for each operation that has none among `routes`; their names are logged."""
    served = {(route.operation.method, route.operation.path) for route in routes}
    unserved = [
        _operation(contract, method, path, place)
        for method, path, place in _declared(contract)
        if (method, path) not in served
    ]
    if unserved:
        _log.warning(
            "operations_not_served",
            operations=[operation.id for operation in unserved],
            cure="give ContractRoutes the routers of their tags",
        )
    return [ContractRoute(operation, lambda _: None) for operation in unserved]


def is_unserved(operation: Operation) -> bool:
    """Return whether it came from `unserved_routes`; generated operations name a handler."""
    return not operation.handler


def _declared(contract: Contract) -> Iterator[tuple[str, str, str]]:
    """Method, path with its base, and pointer of every operation below `paths`."""
    document = contract.document
    for pointer, operation in served_operations(document):
        path = tokens(pointer)[1]
        base = base_of_operation(document, document["paths"][path], operation)
        yield method_of(pointer), base + path, pointer


def _operation(contract: Contract, method: str, path: str, place: str) -> Operation:
    declared = contract.locate(place).node
    security = declared.get("security", contract.document.get("security", ()))
    return Operation(
        id=declared.get("operationId") or f"{method} {path}",
        method=method,
        path=path,
        pointer=place,
        handler="",
        security=tuple(
            {scheme: tuple(scopes) for scheme, scopes in alternative.items()}
            for alternative in security
        ),
    )


class UnservedOperation(RefusedOperation):
    """Answers 501 once the caller is known and admitted."""

    def __init__(
        self,
        operation: Operation,
        errors: ErrorResponses,
        admission: Admission | None,
        resources: Any,
        begin: Callable[[], UnitOfWork],
    ) -> None:
        super().__init__(operation, errors)
        self._admission = admission
        self._resources = resources
        self._begin = begin

    async def respond(
        self, scope: Scope, _receive: Receive, _path: Mapping[str, str]
    ) -> RawResponse:
        if self._admission is not None:
            context: RequestContext = RequestContext(
                self.operation, scope, self._resources, self._admission, self._begin
            )
            try:
                await self._admission.admit(context)
            except Exception as error:  # noqa: BLE001 - each one has its response
                return self.failure(error, scope)
            finally:
                await context.close()
        return await super().respond(scope, _receive, _path)
