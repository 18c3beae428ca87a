"""The application: the operations of a document, and FastAPI for everything else."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from exactapi.application.asyncapi import asyncapi_routes
from exactapi.application.documentation import documentation_routes
from exactapi.application.last_resort import LastResort
from exactapi.routing.dispatch import ContractRoutes


class ExactAPI(FastAPI):
    """Serves the document's operations; a request passes through these, outermost first.

    1. `middleware`, in the order given,
    2. the dispatch: it answers the operations of the document, but for those with a `Depends`,
    3. `LastResort`, which answers for whatever fails below it,
    4. FastAPI with the routes it was given, the pages of the documentation among them,
    5. the dispatch again, for operations with a `Depends` and for what nothing serves (404, 405).

    FastAPI's own layers and routes cost as much as a whole request of an operation and do nothing
    for it: that is why it comes after them.

    `documentation` adds the pages `/docs` and `/redoc`, and `/asyncapi` where there are WebSockets;
    the documents themselves are always served.
    """

    def __init__(
        self,
        operations: ContractRoutes,
        *,
        middleware: Sequence[Middleware] = (),
        documentation: bool = True,
        lifespan: Callable[[Any], AbstractAsyncContextManager[Any]] | None = None,
    ) -> None:
        self.operations = operations
        contract = operations.contract
        title = str(contract.document.get("info", {}).get("title", "API"))
        super().__init__(
            title=title,
            openapi_url=None,  # the document is served as it is, not derived from the code
            # FastAPI's own would look for a provider at every request.
            telemetry={"tracing": False, "metrics": False, "logs": False},
            lifespan=lifespan,
            redirect_slashes=False,
            exception_handlers={
                HTTPException: self._problem,
                RequestValidationError: self._problem,
            },
        )
        declared = {route.operation.path for route in operations.routes}
        pages = [
            *documentation_routes(contract.raw, title, pages=documentation),
            *asyncapi_routes(contract.document, title, pages=documentation),
        ]
        self.router.routes += [page for page in pages if page.path not in declared]
        self.router.default = operations.answer_the_rest
        self._layers: ASGIApp = operations.ahead_of(LastResort(super().__call__))
        for cls, arguments, options in reversed(middleware):
            self._layers = cls(self._layers, *arguments, **options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._layers(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """Return FastAPI's layers without its own last resort, which would answer before ours."""
        outermost = super().build_middleware_stack()
        return outermost.app if isinstance(outermost, ServerErrorMiddleware) else outermost

    async def _problem(self, request: Request, error: Exception) -> Response:
        """Answer FastAPI's own refusals like those of the contract."""
        response = self.operations.errors.response(error, request.scope, None)
        return response.as_starlette(request.scope)
