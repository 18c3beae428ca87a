"""The composition root: settings -> resources -> operations -> middleware.

uvicorn impl.app:create_app --factory --no-server-header --no-access-log
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from exactapi.runtime import Contract, ContractOptions, ContractRoutes, ExactAPI
from starlette.middleware import Middleware

from impl.consumers import CONSUMERS
from impl.errors import (
    describe_error,  # feature: accounts
    translate,
)
from impl.features.auth.verifiers import StoredSessions  # feature: accounts
from impl.middleware.cors import Cors
from impl.middleware.exchange import Exchange
from impl.observability.garbage_collection import gc_tuned_for_serving
from impl.observability.logging import configure_logging
from impl.resources import Resources
from impl.routers import ROUTERS, VERIFIERS
from impl.settings import Settings, read_settings

DOCUMENT: Final = Path(__file__).parents[1] / "generated" / "openapi.json"


def create_app(settings: Settings | None = None) -> ExactAPI:
    """Return the application. Without `settings`, read them from the environment."""
    settings = settings or read_settings(Settings)
    configure_logging(settings)
    resources = Resources.create(settings, CONSUMERS)
    operations = ContractRoutes(
        Contract.load(DOCUMENT),
        ROUTERS,
        resources=resources,
        unit_of_work=resources.database.unit_of_work,
        guard=resources.guard,
        translate=translate,
        describe_error=describe_error,  # feature: accounts
        verifiers=VERIFIERS,
        sessions=StoredSessions(),  # feature: accounts
        options=_options(settings),
    )
    return ExactAPI(
        operations,
        middleware=_middleware(settings),
        documentation=settings.serves_documentation,
        lifespan=lambda _: _lifespan(resources),
    )


@asynccontextmanager
async def _lifespan(resources: Resources) -> AsyncIterator[None]:
    with gc_tuned_for_serving():
        try:
            yield
        finally:
            await resources.close()


def _middleware(settings: Settings) -> list[Middleware]:
    """Return the middleware, the outermost first."""
    return [Middleware(Exchange), *([_cors(settings)] if settings.cors_origins else [])]


def _cors(settings: Settings) -> Middleware:
    """Allow browsers of other origins. Tokens travel in a header, so cookies are never needed."""
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
