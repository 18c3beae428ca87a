"""Operations of the document that no router serves, because nobody has added it yet.

The contract promises them all the same: whoever may ask gets a 501, everybody else what the
document says, and a 405 names their methods.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import structlog
from starlette.types import Receive, Scope

from impl.contract.admission import Admission
from impl.contract.context import RequestContext
from impl.contract.document import Contract
from impl.contract.errors import ErrorReplies
from impl.contract.operation import Operation
from impl.contract.pointers import pointer
from impl.contract.refused import RefusedOperation
from impl.contract.reply import Reply
from impl.contract.route import ContractRoute
from impl.contract.schema_places import METHODS
from impl.contract.servers import base_of_operation
from impl.resources import Resources

_log = structlog.get_logger(__name__)


def unserved_routes(contract: Contract, routes: Iterable[ContractRoute]) -> list[ContractRoute]:
    """A route for each operation that has none among `routes`; their names are logged."""
    served = {(route.operation.method, route.operation.path) for route in routes}
    unserved = [
        operation
        for operation in _operations(contract)
        if (operation.method, operation.path) not in served
    ]
    if unserved:
        _log.warning(
            "operations_not_served",
            operations=[operation.id for operation in unserved],
            cure="give ContractRoutes the routers of their tags",
        )
    return [ContractRoute(operation, lambda _: None) for operation in unserved]


def is_unserved(operation: Operation) -> bool:
    """Whether it came from `unserved_routes`: the generator names a method for each."""
    return not operation.handler


def _operations(contract: Contract) -> Iterator[Operation]:
    document = contract.document
    for path in document.get("paths", {}):
        if path.startswith("x-"):
            continue
        item = contract.locate(pointer(["paths", path])).node
        for method in filter(METHODS.__contains__, item):
            declared: Mapping[str, Any] = item[method]
            whole = base_of_operation(document, item, declared) + path
            yield Operation(
                id=declared.get("operationId") or f"{method.upper()} {whole}",
                method=method.upper(),
                path=whole,
                pointer=pointer(["paths", path, method]),
                handler="",
                security=tuple(
                    {scheme: tuple(scopes) for scheme, scopes in alternative.items()}
                    for alternative in declared.get("security", document.get("security", ()))
                ),
            )


class UnservedOperation(RefusedOperation):
    """Answers 501 once it is known who asks."""

    def __init__(
        self,
        operation: Operation,
        errors: ErrorReplies,
        admission: Admission | None,
        resources: Resources,
    ) -> None:
        super().__init__(operation, errors)
        self._admission = admission
        self._resources = resources

    async def reply(self, scope: Scope, _receive: Receive, _path: Mapping[str, str]) -> Reply:
        if self._admission is not None:
            context = RequestContext(self.operation, scope, self._resources, self._admission)
            try:
                await self._admission.admit(context)
            except Exception as error:  # noqa: BLE001 - each one has its answer
                return self.failure(error, scope)
        return await super().reply(scope, _receive, _path)
