"""The composition root: settings -> resources -> operations -> middleware.

uvicorn impl.app:create_app --factory --no-server-header --no-access-log
"""

from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

from exactapi.runtime import Contract, ContractOptions, ContractRoutes, ExactAPI, SocketOptions
from starlette.middleware import Middleware

from impl.channels import CHANNELS  # feature: realtime
from impl.consumers import CONSUMERS
from impl.errors import describe_error, translate
from impl.features.auth.verifiers import StoredSessions  # feature: accounts
from impl.middleware.admission import Admission
from impl.middleware.concurrency_limit import ConcurrencyLimit
from impl.middleware.cors import Cors
from impl.middleware.exchange import Exchange
from impl.middleware.tracing import Tracing
from impl.observability.garbage_collection import gc_tuned_for_serving
from impl.observability.logging import configure_logging
from impl.observability.telemetry import Telemetry
from impl.resources import Resources
from impl.routers import ROUTERS, VERIFIERS
from impl.settings import Settings, read_settings
from impl.storage.errors import is_conflict
from impl.storage.postgres.idempotency import PostgresKeys

DOCUMENT: Final = Path(__file__).parents[1] / "generated" / "openapi.json"


def create_app(settings: Settings | None = None) -> ExactAPI:
    """Return the application. Without `settings`, read them from the environment."""
    settings = settings or read_settings(Settings)
    configure_logging(settings)
    resources = Resources.create(
        settings,
        CONSUMERS,
        CHANNELS,  # feature: realtime
    )
    telemetry = Telemetry(settings)
    resources.report_to(telemetry.metrics)
    contract = Contract.load(DOCUMENT)
    health_checks = _paths_of_health_checks(contract)
    admission = Admission(settings.max_concurrent_requests, telemetry.metrics, health_checks)
    operations = ContractRoutes(
        contract,
        ROUTERS,
        resources=resources,
        unit_of_work=resources.database.unit_of_work,
        guard=resources.guard,
        cache=resources.cache,
        idempotency_keys=PostgresKeys(),
        translate=translate,
        retry_on=is_conflict,
        describe_error=describe_error,
        verifiers=VERIFIERS,
        sessions=StoredSessions(),  # feature: accounts
        options=_options(settings),
    )
    return ExactAPI(
        operations,
        middleware=_middleware(settings, telemetry, admission, health_checks),
        documentation=settings.serves_documentation,
        lifespan=lambda _: _lifespan(settings, resources, telemetry, admission),
    )


@asynccontextmanager
async def _lifespan(
    settings: Settings, resources: Resources, telemetry: Telemetry, admission: Admission
) -> AsyncIterator[dict[str, Any]]:
    """What is yielded is the state of the lifespan, which `impl.server` sees, too."""
    async with AsyncExitStack() as stack:
        stack.enter_context(gc_tuned_for_serving())
        stack.enter_context(telemetry.running())
        stack.push_async_callback(resources.close)
        await stack.enter_async_context(resources.realtime.running())  # feature: realtime
        yield {"admission": admission, "shutdown_delay": settings.shutdown_delay}


def _middleware(
    settings: Settings, telemetry: Telemetry, admission: Admission, exempt: Collection[str]
) -> list[Middleware]:
    """Return the middleware, the outermost first."""
    metrics = telemetry.metrics
    middleware = [
        Middleware(ConcurrencyLimit, admission=admission),
        Middleware(
            Exchange,
            metrics=metrics if telemetry.measures else None,
            shows_paths=settings.environment == "development",
        ),
    ]
    if telemetry.tracer is not None:
        middleware.insert(1, Middleware(Tracing, tracer=telemetry.tracer, exempt=exempt))
    if settings.cors_origins:
        middleware.append(_cors(settings))
    return middleware


def _paths_of_health_checks(contract: Contract) -> frozenset[str]:
    """Return the paths that orchestrators ask: whatever the load, they are answered."""
    return frozenset(
        path
        for path, item in contract.document.get("paths", {}).items()
        if "health" in item.get("get", {}).get("tags", ())
    )


def _cors(settings: Settings) -> Middleware:
    """Allow browsers of other origins. Tokens travel in a header, so cookies are never needed."""
    return Middleware(
        Cors,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=[
            *("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"),
            "X-Request-Id",
        ],
        expose_headers=[
            *(
                "ETag",
                "Idempotency-Replayed",
                "Location",
                "RateLimit",
                "RateLimit-Policy",
                "Retry-After",
                "X-Request-Id",
            ),
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
        sockets=SocketOptions(origins=settings.cors_origins),
    )
