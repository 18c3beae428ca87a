"""A small service around a document and operations written by hand."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import httpx2
import pytest
from fastapi import params
from starlette.types import Message

from exactapi.access.context import RequestContext
from exactapi.access.credentials import Credentials
from exactapi.access.memory_guard import MemoryGuard
from exactapi.access.ports import (
    Charge,
    GuardResult,
    IdempotencyKeys,
    Principal,
    ResponseCache,
)
from exactapi.access.security import Verifier
from exactapi.access.sessions import SessionSource
from exactapi.application.app import ExactAPI
from exactapi.caching.memory import MemoryCache
from exactapi.document.contract import Contract
from exactapi.operations.operation import Operation
from exactapi.options import ContractOptions
from exactapi.problems import Problem
from exactapi.rejections import InvalidRequest, Unavailable
from exactapi.routing.dispatch import ContractRoutes
from exactapi.routing.own_errors import DescribeError
from exactapi.routing.router import ContractRouter

OK = {"200": {"description": "Fine.", "content": {"application/json": {"schema": {}}}}}
"""The responses of an operation about which a test says nothing else."""

OVERLAY = {
    "default": {
        "description": "What the generator adds for the runtime's own problems.",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
}


class RecordingUnitOfWork:
    """Keeps what happens to it; `failure` is raised by the commit."""

    def __init__(self, failure: Exception | None) -> None:
        self.events: list[str] = []
        self._failure = failure

    async def commit(self) -> None:
        self.events.append("commit")
        if self._failure is not None:
            raise self._failure

    async def close(self) -> None:
        self.events.append("close")


class RecordingStore:
    def __init__(self) -> None:
        self.sessions: list[RecordingUnitOfWork] = []
        self.failure: Exception | None = None

    def unit_of_work(self) -> RecordingUnitOfWork:
        self.sessions.append(RecordingUnitOfWork(self.failure))
        return self.sessions[-1]


class RememberingGuard(MemoryGuard):
    """Remembers for how long the sessions hold that it was told of, as a store of them would."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, float] = {}

    async def check(
        self, charges: Sequence[Charge], session: str | None = None, valid_for: float | None = None
    ) -> GuardResult:
        if session is not None and valid_for is not None:
            self.known[session] = valid_for
        known = None if session is None else self.known.get(session)
        return await super().check(charges, session, known)


def unavailable(error: Exception) -> Problem | None:
    """A service's translation: a connection that breaks means that a store is away."""
    if isinstance(error, ConnectionError | TimeoutError):
        return Unavailable("A store is away.", retry_after=3)
    if isinstance(error, UnicodeEncodeError):
        return InvalidRequest((), "A value cannot be stored.")
    return None


async def accept_granted(credentials: Credentials, _context: RequestContext) -> Principal | None:
    """Takes a value such as `ada:read+write` for Ada with these scopes, and refuses `bad`."""
    subject, _, scopes = credentials.value.partition(":")
    if subject == "bad":
        return None
    return Principal(subject, frozenset(filter(None, scopes.split("+"))))


class Service:
    """An application under test; `operation` and `document` describe the same thing twice."""

    def __init__(self) -> None:
        self.resources = object()
        self.store = RecordingStore()
        self.guard = RememberingGuard()
        self.cache: ResponseCache = MemoryCache()
        self.idempotency_keys: IdempotencyKeys | None = None
        self.paths: dict[str, dict[str, Any]] = {}
        self.components: dict[str, Any] = {}
        self.routers: list[ContractRouter] = []
        self.verifiers: dict[str, Verifier] = {}
        self.sessions: SessionSource | None = None
        self.describe_error: DescribeError | None = None
        self.retry_on: Callable[[Exception], bool] | None = None
        self.options = ContractOptions(check_responses=1.0, explain_violations=True)
        self.dependencies: Sequence[params.Depends] = ()
        self._app: ExactAPI | None = None

    def add(
        self,
        method: str,
        path: str,
        handle: Callable[..., Any] | None = None,
        *,
        responses: dict[str, Any] = OK,
        overlay: dict[str, Any] = OVERLAY,
        declaration: Mapping[str, Any] | None = None,
        handlers: Callable[[RequestContext], Any] | None = None,
        **operation: Any,
    ) -> ContractRouter:
        """One operation; `handle(context, **arguments)` becomes the method of its handler."""
        self.paths.setdefault(path, {})[method.lower()] = {
            "responses": overlay | responses,
            **(declaration or {}),
        }
        identity = f"{method} {path}"
        given = {"id": identity, "handler": "handle", "success": 200} | operation
        router = ContractRouter(
            "under test",
            handlers or (lambda context: _Handlers(context, handle or _nothing)),
            [Operation(method=method, path=path, **given)],
        )
        self.routers.append(router)
        return router

    def secure(self, verify: Verifier = accept_granted, **schemes: Mapping[str, Any]) -> None:
        self.components.setdefault("securitySchemes", {}).update(schemes)
        self.verifiers.update(dict.fromkeys(schemes, verify))

    @property
    def routes(self) -> ContractRoutes:
        document = {
            "openapi": "3.1.0",
            "info": {"title": "Under test", "version": "1"},
            "paths": self.paths,
            "components": self.components,
        }
        return ContractRoutes(
            Contract(document, json.dumps(document).encode()),
            self.routers,
            resources=self.resources,
            unit_of_work=self.store.unit_of_work,
            guard=self.guard,
            cache=self.cache,
            idempotency_keys=self.idempotency_keys,
            translate=unavailable,
            retry_on=self.retry_on,
            describe_error=self.describe_error,
            verifiers=self.verifiers,
            sessions=self.sessions,
            options=self.options,
            dependencies=self.dependencies,
        )

    @property
    def app(self) -> ExactAPI:
        if self._app is None:
            self._app = ExactAPI(self.routes)
        return self._app

    def served_by(self, app: ExactAPI | None) -> None:
        self._app = app

    async def request(
        self, method: str, url: str, *, root_path: str = "", **options: Any
    ) -> httpx2.Response:
        """Failures of the application fail the test: the contract answers all of them."""
        transport = httpx2.ASGITransport(self.app, root_path=root_path)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, url, **options)

    async def raw(
        self,
        method: str,
        path: bytes,
        *,
        query: bytes = b"",
        headers: Iterable[tuple[bytes, bytes]] = (),
        incoming: Sequence[Message] = ({"type": "http.request", "body": b""},),
        **scope: Any,
    ) -> list[Message]:
        """What is sent to a client of which no HTTP library would have made the request."""
        waiting, sent = list(incoming), []

        async def receive() -> Message:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        given = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": path.decode("latin-1"),
            "raw_path": path,
            "root_path": "",
            "query_string": query,
            "headers": list(headers),
            "client": ("127.0.0.1", 1),
            "server": ("test", 80),
        }
        await self.app(given | scope, receive, send)
        return sent


class _Handlers:
    def __init__(self, context: RequestContext, handle: Callable[..., Any]) -> None:
        self._context = context
        self._handle = handle

    async def handle(self, **arguments: Any) -> Any:
        return await self._handle(self._context, **arguments)


async def _nothing(_context: RequestContext, **_arguments: Any) -> dict[str, Any]:
    return {}


@pytest.fixture
def service() -> Service:
    return Service()
