"""All operations of the document as one Starlette route, the last of the application.

It answers every HTTP request that comes this far: an unknown path with 404, a known one with
another method with 405, HEAD like GET without the content, OPTIONS with the methods there are.
Operations that the document declares come before these automatic ones.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Final, Generic

from fastapi import params
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from exactapi.access.admission import Admission
from exactapi.access.limits import Limits
from exactapi.access.memory_guard import MemoryGuard
from exactapi.access.ports import (
    NoUnitOfWork,
    RequestGuard,
    ResourcesT,
    Translate,
    UnitOfWork,
)
from exactapi.access.security import Authorizer, Verifier, authorizers
from exactapi.access.sessions import SessionSource
from exactapi.document.contract import Contract
from exactapi.document.prefixes import prefixes
from exactapi.document.servers import bases_of_operation
from exactapi.operation import Operation
from exactapi.options import ConfigurationError, ContractOptions
from exactapi.rejections import MethodNotAllowed, NotFound
from exactapi.request.body import BodyReader
from exactapi.request.parameters import ParametersReader
from exactapi.response.checks import ResponseChecks
from exactapi.response.declared import DeclaredResponses
from exactapi.response.raw import RawResponse
from exactapi.response.writer import ResponseWriter
from exactapi.routing.errors import ErrorResponses
from exactapi.routing.operation_handler import OperationHandler
from exactapi.routing.paths import Leaf, Paths, request_path
from exactapi.routing.refused import RefusedOperation
from exactapi.routing.route import RAW_VALUES, ContractRoute
from exactapi.routing.router import ContractRouter
from exactapi.routing.unserved import UnservedOperation, is_unserved, unserved_routes
from exactapi.schemas.pointers import tokens

_WHOLE_SERVER: Final = "*"
"""The target of `OPTIONS *` (RFC 9110, section 7.1)."""


class ContractRoutes(BaseRoute, Generic[ResourcesT]):
    """Append it to `app.router.routes`, and add `ahead_of` as the innermost middleware.

    `verifiers` has one entry for each security scheme that the operations use.
    `resources` are what handlers find in their context; the runtime does not look into them.
    `unit_of_work` begins the unit of work of a request, once its handler asks for it.
    `guard` charges the limits and knows the sessions; without one they are kept in memory.
    `translate` says which problem an exception of the service is.
    `sessions` is needed once a verifier gives a principal that has a session.
    `dependencies` hold for every operation, as those of a router do for its own.
    Operations of the document that are in none of the routers answer 501.

    Raises:
        ConfigurationError: a verifier is missing, or two operations are the same.
    """

    def __init__(
        self,
        contract: Contract,
        routers: Iterable[ContractRouter],
        *,
        verifiers: Mapping[str, Verifier],
        resources: ResourcesT,
        unit_of_work: Callable[[], UnitOfWork] = NoUnitOfWork,
        guard: RequestGuard | None = None,
        translate: Translate | None = None,
        sessions: SessionSource | None = None,
        options: ContractOptions | None = None,
        dependencies: Sequence[params.Depends] = (),
    ) -> None:
        self._contract = contract
        self._resources = resources
        self._begin = unit_of_work
        self._guard = guard or MemoryGuard()
        self._sessions = sessions
        self._options = options or ContractOptions()
        self._errors = ErrorResponses(self._options, translate)
        # Copies: the same routers may be part of several applications.
        self.routes = [
            route.with_dependencies([*dependencies, *router.dependencies])
            for router in routers
            for route in router.contract_routes
        ]
        self.routes += unserved_routes(contract, self.routes)
        honoured = [route for route in self.routes if not route.operation.refused]
        each_authorizer = authorizers(
            [route.operation for route in honoured],
            contract.security_schemes,
            verifiers,
            self._options,
        )
        for route, authorizer in zip(honoured, each_authorizer, strict=True):
            route.bind(self._bound(route, authorizer))
        self._paths: Paths[ContractRoute] = Paths()
        for route in honoured:
            operation = route.operation
            starts = prefixes(contract, operation)
            self._paths.add(operation.method.upper(), operation.path, route, starts)
        for route in self.routes:
            if route.operation.refused:
                route.bind(RefusedOperation(route.operation, self._errors))
                # What is refused may match the requests of what is honoured: no reason to stop.
                with suppress(ConfigurationError):
                    self._paths.add(route.operation.method.upper(), route.operation.path, route)
        self._elsewhere = self._at_other_servers()
        self._allow = {
            id(node.methods): _with_automatic(node.methods)
            for paths in (self._paths, self._elsewhere)
            for node in paths.nodes()
        }

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.FULL, {}) if scope["type"] == "http" else (Match.NONE, {})

    def ahead_of(self, app: ASGIApp) -> ASGIApp:
        """`app`, with the document's operations answered before a request comes to it.

        A middleware, for speed: FastAPI's own layers and routes cost as much as a whole request
        here and do nothing for it. They are for the rest, and for operations with dependencies.
        """

        async def answer_or_pass_on(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                path = request_path(scope)
                found = self._paths.find(path) or self._elsewhere.find(path)
                leaf = found and found[0].get(scope["method"])
                if found and leaf and not leaf.route.dependencies:
                    await self._answer(leaf, found[1], scope, receive, send)
                    return
            await app(scope, receive, send)

        return answer_or_pass_on

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = scope["method"], request_path(scope)
        found = self._paths.find(path) or self._elsewhere.find(path)
        if found is None:
            await self._unknown_path(method, path, scope).send(scope, receive, send)
            return
        methods, values = found
        leaf = methods.get(method) or (methods.get("GET") if method == "HEAD" else None)
        if leaf is None:
            # As Starlette does for a path that matches with another method: its template is known.
            scope["route"] = next(iter(methods.values())).route
            await self._unknown_method(method, methods, scope).send(scope, receive, send)
            return
        await self._answer(leaf, values, scope, receive, send)

    def _at_other_servers(self) -> Paths[ContractRoute]:
        """The paths of all but the first server, which is asked first."""
        paths: Paths[ContractRoute] = Paths()
        document = self._contract.document
        for route in self.routes:
            operation = route.operation
            template = tokens(operation.pointer)[1]
            declared = self._contract.locate(operation.pointer).node
            bases = bases_of_operation(document, document["paths"][template], declared)
            for base in bases[1:]:
                # Where two servers lead to the same requests, the first one counts.
                with suppress(ConfigurationError):
                    starts = prefixes(self._contract, operation)
                    paths.add(operation.method.upper(), base + template, route, starts)
        return paths

    async def _answer(
        self,
        leaf: Leaf[ContractRoute],
        values: Sequence[str],
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        """Ends quietly when the client has gone."""
        route = scope["route"] = leaf.route
        raw_values = dict(zip(leaf.names, values, strict=True))
        try:
            if route.dependencies:
                scope[RAW_VALUES] = raw_values
                await route.app(scope, receive, send)
            else:
                reply = await route.bound.reply(scope, receive, raw_values)
                await reply.send(scope, receive, send)
        except ClientDisconnect:
            return

    def _unknown_path(self, method: str, path: str, scope: Scope) -> RawResponse:
        if method == "OPTIONS" and path == _WHOLE_SERVER:
            every = {name for node in self._paths.nodes() for name in node.methods}
            return _options_reply(_with_automatic(every))
        return self._errors.reply(NotFound("There is nothing at this path."), scope, None)

    def _unknown_method(
        self, method: str, methods: Mapping[str, Leaf[ContractRoute]], scope: Scope
    ) -> RawResponse:
        allow = self._allow[id(methods)]
        if method == "OPTIONS":
            return _options_reply(allow)
        error = MethodNotAllowed("This path exists, but not for this method.", methods=allow)
        return self._errors.reply(error, scope, None)

    def _bound(
        self, route: ContractRoute, authorizer: Authorizer | None
    ) -> OperationHandler | UnservedOperation:
        operation, contract = route.operation, self._contract
        declared = DeclaredResponses(contract, operation)
        admission = self._admission(operation, declared, authorizer)
        if is_unserved(operation):
            return UnservedOperation(
                operation, self._errors, admission, self._resources, self._begin
            )
        checks = self._checks(declared)
        return OperationHandler(
            operation,
            route.handlers,
            resources=self._resources,
            begin=self._begin,
            admission=admission,
            parameters=ParametersReader(contract, operation, self._options),
            body=BodyReader(contract, operation, self._options),
            answers=ResponseWriter(operation, declared, checks),
            checks=checks,
            errors=self._errors,
        )

    def _admission(
        self, operation: Operation, declared: DeclaredResponses, authorizer: Authorizer | None
    ) -> Admission | None:
        if authorizer is None and not operation.limits:
            return None
        limits = Limits(self._contract, operation, declared, self._options)
        return Admission(authorizer, limits, self._guard, self._sessions)

    def _checks(self, declared: DeclaredResponses) -> ResponseChecks | None:
        share = self._options.check_responses
        return ResponseChecks(self._contract, declared, share) if share else None


def _with_automatic(declared: Iterable[str]) -> list[str]:
    methods = {*declared, "OPTIONS"}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


def _options_reply(allow: Iterable[str]) -> RawResponse:
    return RawResponse(204, [(b"allow", ", ".join(allow).encode())], b"")
