"""Where everything is put together: settings -> resources -> middleware -> routers.

uvicorn impl.app:create_app --factory --no-server-header --no-access-log
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from exactapi.routing.documentation import documentation_routes
from exactapi.runtime import Contract, ContractOptions, ContractRoutes
from fastapi import FastAPI
from starlette.middleware import Middleware

from impl.errors import translate
from impl.features.auth.verifiers import StoredSessions
from impl.middleware.cors import Cors
from impl.middleware.exchange import Exchange
from impl.middleware.last_resort import LastResort
from impl.observability.garbage_collection import gc_tuned_for_serving
from impl.observability.logging import configure_logging
from impl.resources import Resources
from impl.routers import ROUTERS, VERIFIERS
from impl.settings import Settings, read_settings

DOCUMENT: Final = Path(__file__).parents[1] / "generated" / "openapi.json"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; touches no network. Settings come from the environment unless given."""
    settings = settings or read_settings(Settings)
    configure_logging(settings)
    resources = Resources.create(settings)
    contract = Contract.load(DOCUMENT)
    routes = ContractRoutes(
        contract,
        ROUTERS,
        resources=resources,
        unit_of_work=resources.database.unit_of_work,
        guard=resources.guard,
        translate=translate,
        verifiers=VERIFIERS,
        sessions=StoredSessions(),
        options=_options(settings),
    )
    title = contract.document["info"]["title"]

    app = FastAPI(
        title=title,
        openapi_url=None,  # the document is served as it is, not derived from the code
        # FastAPI's own would look for a provider at every request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lambda _: _lifespan(resources),
        # Within FastAPI's own layer for errors, which would answer in plain text.
        middleware=[Middleware(LastResort)],
    )
    app.router.routes += documentation_routes(contract.raw, title)
    app.router.routes.append(routes)
    # Around FastAPI's layers, which most requests never come to.
    app.middleware_stack = routes.ahead_of(app.build_middleware_stack())
    for layer, arguments, options in reversed(_middleware(settings)):
        app.middleware_stack = layer(app.middleware_stack, *arguments, **options)
    return app


@asynccontextmanager
async def _lifespan(resources: Resources) -> AsyncIterator[None]:
    with gc_tuned_for_serving():
        try:
            yield
        finally:
            await resources.close()


def _middleware(settings: Settings) -> list[Middleware]:
    """Outermost first."""
    return [
        Middleware(Exchange),
        *([_cors(settings)] if settings.cors_origins else []),
        Middleware(LastResort),
    ]


def _cors(settings: Settings) -> Middleware:
    """For browsers of other origins. Tokens travel in a header, so cookies are never allowed."""
    return Middleware(
        Cors,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "X-Request-Id"],
        expose_headers=[
            *("Location", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id"),
        ],
    )


def _options(settings: Settings) -> ContractOptions:
    trusted = settings.environment != "production"
    return ContractOptions(
        check_responses=1.0 if trusted else 0.0,
        explain_violations=trusted,
        max_body_bytes=settings.max_body_bytes,
        rate_limits=settings.rate_limits_enabled,
        rate_limit_scale=settings.rate_limit_scale,
    )
