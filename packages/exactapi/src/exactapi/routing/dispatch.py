"""From a request to the operation that answers it.

Every HTTP request is answered: an unknown path with 404, a known one with another method with
405, HEAD like GET without the content, OPTIONS with the methods there are. Operations that the
document declares come before these automatic ones. A handshake of a WebSocket goes to the GET
operation of its path; where there is none that has sockets, it is refused.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypeAlias

from fastapi import params
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from exactapi.access.memory_guard import MemoryGuard
from exactapi.access.ports import (
    IdempotencyKeys,
    NoUnitOfWork,
    RequestGuard,
    ResponseCache,
    Translate,
    UnitOfWork,
)
from exactapi.access.security import Verifier
from exactapi.access.sessions import SessionSource
from exactapi.caching.memory import MemoryCache
from exactapi.document.contract import Contract
from exactapi.media.json_writer import json_bytes
from exactapi.options import ContractOptions
from exactapi.rejections import MethodNotAllowed, NotFound, Rejection
from exactapi.response.problems import unhandled
from exactapi.response.raw import RawResponse
from exactapi.routing.binding import Binder
from exactapi.routing.errors import ErrorResponses
from exactapi.routing.operation_handler import OperationHandler
from exactapi.routing.own_errors import DescribeError, UnmatchedErrors
from exactapi.routing.paths.served import ServedPaths
from exactapi.routing.paths.trie import Leaf, request_path
from exactapi.routing.route import RAW_VALUES, ContractRoute
from exactapi.routing.router import ContractRouter
from exactapi.routing.socket_handler import SocketHandler
from exactapi.routing.unserved import unserved_routes
from exactapi.websockets.handshake import refuse

_FOUND: Final = "exactapi.found"
"""Key in the scope: what the request's path leads to, for requests that FastAPI comes to see."""

_WHOLE_SERVER: Final = "*"
"""The target of `OPTIONS *` (RFC 9110, section 7.1)."""

_Methods: TypeAlias = Mapping[str, Leaf[ContractRoute]]
_Found: TypeAlias = tuple[_Methods, Sequence[str]]


class ContractRoutes:
    """All operations of the document; `exactapi.application.app.ExactAPI` serves them.

    `verifiers` has one entry for each security scheme that the operations use.
    `resources` are what handlers find in their context; the runtime does not look into them.
    `unit_of_work` begins the unit of work of a request, once its handler asks for it.
    `guard` charges the limits and knows the sessions; without one they are kept in memory.
    `cache` keeps the answers of operations with an `x-cache`; without one, this process does.
    `idempotency_keys` is needed once an operation has an `x-idempotency`.
    `translate` says which problem an exception of the service is.
    `retry_on` says which exceptions are conflicts between transactions: the handler is run again,
    with another unit of work. It is not for operations that take files, which are read once.
    `describe_error` says an error of the runtime in the body that the document declares for it;
    where no operation has the path and the method of a request, it is asked without one.
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
        resources: Any,
        unit_of_work: Callable[[], UnitOfWork] = NoUnitOfWork,
        guard: RequestGuard | None = None,
        cache: ResponseCache | None = None,
        idempotency_keys: IdempotencyKeys | None = None,
        translate: Translate | None = None,
        retry_on: Callable[[Exception], bool] | None = None,
        describe_error: DescribeError | None = None,
        sessions: SessionSource | None = None,
        options: ContractOptions | None = None,
        dependencies: Sequence[params.Depends] = (),
    ) -> None:
        options = options or ContractOptions()
        self.contract = contract
        self.errors = ErrorResponses(options, translate)
        self._unmatched = UnmatchedErrors(describe_error)
        self._unmatched.check()
        self.routes = _all_routes(contract, routers, dependencies)
        binder = Binder(
            contract,
            resources=resources,
            begin=unit_of_work,
            guard=guard or MemoryGuard(),
            cache=cache or MemoryCache(),
            idempotency_keys=idempotency_keys,
            sessions=sessions,
            options=options,
            errors=self.errors,
            describe_error=describe_error,
            retry_on=retry_on,
        )
        binder.bind(self.routes, verifiers)
        self._paths = ServedPaths(contract, self.routes, strict_slashes=options.strict_slashes)

    def ahead_of(self, app: ASGIApp) -> ASGIApp:
        """Return a middleware: `app`, with the operations answered before a request comes to it.

        Operations with dependencies are not, for these need FastAPI.
        """

        def answer_or_pass_on(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
            if scope["type"] == "http":
                found = self._paths.find(request_path(scope))
                if found is not None:
                    methods, values = found
                    leaf = methods.get(scope["method"]) or _leaf(methods, scope["method"])
                    if leaf is not None and not leaf.route.dependencies:
                        return _answer(leaf, values, scope, receive, send)
                scope[_FOUND] = found
            elif scope["type"] == "websocket" and (
                socket := self._socket(self._paths.find(request_path(scope)))
            ):
                return _connect(*socket, scope, receive, send)
            return app(scope, receive, send)

        return answer_or_pass_on

    async def answer_the_rest(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what `ahead_of` passed on, and no route of the application has answered."""
        if scope["type"] != "http":
            error = NotFound("There is no WebSocket at this path.")
            await refuse(self.errors.response(error, scope, None), scope, send)
            return
        found: _Found | None = scope[_FOUND]
        if found is None:
            await self._unknown_path(scope).send(scope, receive, send)
            return
        methods, values = found
        if leaf := _leaf(methods, scope["method"]):
            await _answer_by_fastapi(leaf, values, scope, receive, send)
            return
        # As Starlette does for a path that matches with another method: its template is known.
        scope["route"] = next(iter(methods.values())).route
        await self._unknown_method(methods, scope).send(scope, receive, send)

    def _socket(self, found: _Found | None) -> tuple[Leaf[ContractRoute], Sequence[str]] | None:
        """Return the operation of a path that answers handshakes, if there is one."""
        leaf = found and found[0].get("GET")
        if not found or not leaf or isinstance(leaf.route.bound, OperationHandler):
            return None
        return leaf, found[1]

    def _unknown_path(self, scope: Scope) -> RawResponse:
        if scope["method"] == "OPTIONS" and request_path(scope) == _WHOLE_SERVER:
            return _options(self._paths.methods)
        return self._refused(NotFound("There is nothing at this path."), scope)

    def _unknown_method(self, methods: _Methods, scope: Scope) -> RawResponse:
        if scope["method"] == "OPTIONS":
            return _options(methods)
        error = MethodNotAllowed(
            "This path exists, but not for this method.", methods=_with_automatic(methods)
        )
        return self._refused(error, scope)

    def _refused(self, error: Rejection, scope: Scope) -> RawResponse:
        return self.errors.response(error, scope, None, _written, self._unmatched)


def _written(_status: int, _media_type: str, body: Any) -> bytes:
    return json_bytes(body)


def _all_routes(
    contract: Contract, routers: Iterable[ContractRouter], dependencies: Sequence[params.Depends]
) -> list[ContractRoute]:
    """Copy the routers' routes and the unserved: several applications may have a router."""
    routes = [
        route.with_dependencies([*dependencies, *router.dependencies])
        for router in routers
        for route in router.contract_routes
    ]
    return routes + unserved_routes(contract, routes)


def _leaf(methods: _Methods, method: str) -> Leaf[ContractRoute] | None:
    """Return the route of a method; HEAD has that of GET where the document has none."""
    return methods.get(method) or (methods.get("GET") if method == "HEAD" else None)


async def _answer(
    leaf: Leaf[ContractRoute], values: Sequence[str], scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer a request by its operation; end quietly when the client has gone."""
    route = scope["route"] = leaf.route
    response: RawResponse | None = None
    try:
        response = await route.bound.respond(
            scope, receive, dict(zip(leaf.names, values, strict=True))
        )
        await response.send(scope, receive, send)
    except ClientDisconnect:
        return
    except Exception:
        error = unhandled(scope)
        if response is not None:
            raise  # the server cuts the connection, so that no client takes half for the whole
        await error.send(scope, receive, send)


async def _answer_by_fastapi(
    leaf: Leaf[ContractRoute], values: Sequence[str], scope: Scope, receive: Receive, send: Send
) -> None:
    """Answer a request of an operation that has dependencies, which FastAPI solves."""
    route = scope["route"] = leaf.route
    scope[RAW_VALUES] = dict(zip(leaf.names, values, strict=True))
    with suppress(ClientDisconnect):
        await route.app(scope, receive, send)


async def _connect(
    leaf: Leaf[ContractRoute], values: Sequence[str], scope: Scope, receive: Receive, send: Send
) -> None:
    """Serve the socket; an operation that is not served says so as it does to a request."""
    route = scope["route"] = leaf.route
    path_values = dict(zip(leaf.names, values, strict=True))
    if isinstance(route.bound, SocketHandler):
        await route.bound.connect(scope, receive, send, path_values)
    else:
        await refuse(await route.bound.respond(scope, receive, path_values), scope, send)


def _options(methods: Iterable[str]) -> RawResponse:
    return RawResponse(204, [(b"allow", ", ".join(_with_automatic(methods)).encode())], b"")


def _with_automatic(declared: Iterable[str]) -> list[str]:
    """Return the methods that a path answers, those that the document leaves to HTTP among them."""
    methods = {*declared, "OPTIONS"}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)
