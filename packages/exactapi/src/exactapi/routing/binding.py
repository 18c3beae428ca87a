"""Binds routes to the document: what each operation needs is worked out here, at start-up."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog

from exactapi.access.admission import Admission
from exactapi.access.limits import Limits
from exactapi.access.ports import IdempotencyKeys, RequestGuard, ResponseCache, UnitOfWork
from exactapi.access.security import Authorizer, Verifier, authorizers
from exactapi.access.sessions import SessionSource
from exactapi.caching.caching import Caching
from exactapi.document.contract import Contract
from exactapi.idempotency.idempotency import IdempotentRequests
from exactapi.operations.operation import Operation
from exactapi.operations.policies import WEBSOCKET
from exactapi.options import ConfigurationError, ContractOptions
from exactapi.request.body import BodyReader
from exactapi.request.parameters import ParametersReader
from exactapi.response.checks import ResponseChecks
from exactapi.response.declared import DeclaredResponses
from exactapi.response.preconditions import EntityTags
from exactapi.response.writer import ResponseWriter
from exactapi.routing.errors import ErrorResponses
from exactapi.routing.operation_handler import OperationHandler
from exactapi.routing.own_errors import DescribeError, OwnErrors
from exactapi.routing.refused import RefusedOperation
from exactapi.routing.route import Bound, ContractRoute
from exactapi.routing.socket_handler import SocketHandler
from exactapi.routing.unserved import UnservedOperation, is_unserved
from exactapi.websockets.messages import Messages

_log = structlog.get_logger(__name__)


class Binder:
    """Binds the routes of one application, with what the service brings."""

    def __init__(
        self,
        contract: Contract,
        *,
        resources: Any,
        begin: Callable[[], UnitOfWork],
        guard: RequestGuard,
        cache: ResponseCache,
        idempotency_keys: IdempotencyKeys | None,
        sessions: SessionSource | None,
        options: ContractOptions,
        errors: ErrorResponses,
        describe_error: DescribeError | None,
        retry_on: Callable[[Exception], bool] | None,
    ) -> None:
        self._contract = contract
        self._resources = resources
        self._begin = begin
        self._guard = guard
        self._cache = cache
        self._idempotency_keys = idempotency_keys
        self._sessions = sessions
        self._options = options
        self._errors = errors
        self._describe_error = describe_error
        self._retry_on = retry_on
        self._undescribed: list[str] = []

    def bind(self, routes: Sequence[ContractRoute], verifiers: Mapping[str, Verifier]) -> None:
        """Bind each route.

        Raises:
            ConfigurationError: a security scheme has no verifier.
        """
        honoured = [route for route in routes if not route.operation.refused]
        each_authorizer = authorizers(
            [route.operation for route in honoured],
            self._contract.security_schemes,
            verifiers,
            self._options,
        )
        for route, authorizer in zip(honoured, each_authorizer, strict=True):
            route.bind(self._handler(route, authorizer))
        if self._undescribed:
            _log.warning(
                "declared_errors_not_sent",
                operations=self._undescribed,
                effect="what the runtime refuses is answered with a problem (RFC 9457) instead",
                cure="let describe_error, which ContractRoutes takes, return these bodies",
            )
        for route in routes:
            if route.operation.refused:
                route.bind(RefusedOperation(route.operation, self._errors))

    def _handler(self, route: ContractRoute, authorizer: Authorizer | None) -> Bound:
        operation, contract = route.operation, self._contract
        declared = DeclaredResponses(contract, operation)
        admission = self._admission(operation, declared, authorizer)
        if is_unserved(operation):
            return UnservedOperation(
                operation, self._errors, admission, self._resources, self._begin
            )
        if WEBSOCKET in contract.locate(operation.pointer).node:
            return self._socket(route, declared, admission)
        checks = self._checks(declared)
        body = BodyReader(contract, operation, self._options)
        return OperationHandler(
            operation,
            route.handlers,
            resources=self._resources,
            begin=self._begin,
            admission=admission,
            parameters=ParametersReader(contract, operation, self._options),
            body=body,
            writer=ResponseWriter(operation, declared, checks),
            checks=checks,
            caching=self._caching(operation),
            retry_on=None if body.takes_files else self._retry_on,
            once=self._once(operation),
            tags=EntityTags(contract, operation, operation.etag) if operation.etag else None,
            errors=self._errors,
            own_errors=self._own_errors(operation, declared),
        )

    def _socket(
        self, route: ContractRoute, declared: DeclaredResponses, admission: Admission | None
    ) -> SocketHandler:
        operation, contract = route.operation, self._contract
        if route.dependencies:
            raise ConfigurationError(
                f"{operation.id} is served over a WebSocket, which takes no `Depends`."
            )
        return SocketHandler(
            operation,
            route.handlers,
            resources=self._resources,
            begin=self._begin,
            admission=admission,
            parameters=ParametersReader(contract, operation, self._options),
            messages=Messages(contract, operation),
            options=self._options.sockets,
            errors=self._errors,
            own_errors=self._own_errors(operation, declared),
        )

    def _own_errors(self, operation: Operation, declared: DeclaredResponses) -> OwnErrors:
        own = OwnErrors(operation, declared, self._describe_error)
        own.check(self._contract)
        if own.undescribed:
            self._undescribed.append(f"{operation.id} ({', '.join(map(str, own.undescribed))})")
        return own

    def _admission(
        self, operation: Operation, declared: DeclaredResponses, authorizer: Authorizer | None
    ) -> Admission | None:
        if authorizer is None and not operation.limits:
            return None
        limits = Limits(self._contract, operation, declared, self._options)
        return Admission(authorizer, limits, self._guard, self._sessions)

    def _caching(self, operation: Operation) -> Caching | None:
        if operation.cache is None:
            return None
        return Caching(self._contract, operation, operation.cache, self._cache)

    def _once(self, operation: Operation) -> IdempotentRequests | None:
        if operation.idempotency is None:
            return None
        if self._idempotency_keys is None:
            raise ConfigurationError(
                f"{operation.id} has an `x-idempotency`, but there is no store for its keys: pass "
                "idempotency_keys=... to ContractRoutes."
            )
        return IdempotentRequests(operation, operation.idempotency, self._idempotency_keys)

    def _checks(self, declared: DeclaredResponses) -> ResponseChecks | None:
        share = self._options.check_responses
        return ResponseChecks(self._contract, declared, share) if share else None
