"""The application of a document without an implementation: the real runtime, made-up answers."""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from secrets import randbits
from types import SimpleNamespace
from typing import Any

from pydantic_core import to_json
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from exactapi.access.ports import Principal
from exactapi.application.garbage_collection import collector_paused
from exactapi.mock.answers import MockResult, MockResults, Wish
from exactapi.mock.package import router_factories
from exactapi.mock.prefer import preferences
from exactapi.mock.samples.draw import prepare
from exactapi.mock.samples.sample import NoSampleError, Sampler
from exactapi.operations.policies import WEBSOCKET
from exactapi.runtime import (
    Contract,
    ContractOptions,
    ContractRouter,
    ContractRoutes,
    Credentials,
    ExactAPI,
    Operation,
    RequestContext,
    Socket,
    Verifier,
)
from exactapi.schemas.pointers import join

CLIENT_CERTIFICATE = "X-Client-Certificate"
"""Stands for the header in which a proxy hands on a client's certificate."""

_WRONG = "invalid"
"""In a credential, it makes the mock refuse it, so that clients can meet a 401."""


@collector_paused()
def create_app(package: Path, refused: Iterable[str] = (), overlay: Iterable[str] = ()) -> ExactAPI:
    """Return the mock of a generated package.

    `refused` are pointers of operations that answer 501, `overlay` of what the source has not.
    """
    contract = Contract.load(package / "openapi.json")
    prepare(contract.document)
    sampler = Sampler(contract.document, "response")
    left_out, added = frozenset(refused), frozenset(overlay)
    routers = [
        router
        for factory in router_factories(package)
        for router in _mocked(factory, contract, sampler, refused=left_out, overlay=added)
    ]
    operations = ContractRoutes(
        contract,
        routers,
        resources=None,
        verifiers=dict.fromkeys(contract.security_schemes, _verifier(routers)),
        describe_error=lambda _problem, _operation: None,  # a made-up body would explain nothing
        options=ContractOptions(
            check_responses=1.0,
            explain_violations=True,
            mutual_tls_header=CLIENT_CERTIFICATE,
        ),
    )
    return ExactAPI(operations, middleware=_middleware())


def _middleware() -> list[Middleware]:
    """Pages under development are served from elsewhere, so any origin may call."""
    return [
        Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"]),
    ]


def _verifier(routers: Iterable[ContractRouter]) -> Verifier:
    """Takes what is well-formed and does not call itself invalid; grants every scope there is."""
    scopes = frozenset(
        scope
        for router in routers
        for route in router.contract_routes
        for alternative in route.operation.security
        for needed in alternative.values()
        for scope in needed
    )

    async def verify(credentials: Credentials, _: RequestContext, /) -> Principal | None:
        said = [credentials.username, credentials.password or credentials.value]
        if any(_WRONG in each.lower() for each in said if each):
            return None
        return Principal(subject=credentials.username or "mock", scopes=scopes)

    return verify


def _mocked(
    factory: Callable[[Callable[[RequestContext], Any]], ContractRouter],
    contract: Contract,
    sampler: Sampler,
    *,
    refused: frozenset[str],
    overlay: frozenset[str],
) -> Iterator[ContractRouter]:
    """Yield the generated router's operations, a router each; they may also return mock results."""
    for route in factory(lambda _: None).contract_routes:
        # Answers are made up: nothing is kept for others, and nothing has a version.
        operation = replace(
            route.operation,
            success=None,
            results=(*route.operation.results, MockResult),
            cache=None,
            etag=None,
            idempotency=None,
        )
        handlers = _nothing
        if operation.receives is not None:
            handlers = partial(_socket_handlers, operation, sampler)
        elif operation.pointer not in refused:
            answers = MockResults(contract, operation, sampler, overlay)
            handlers = partial(_handlers, operation, answers)
        yield ContractRouter(str(route.tags[0]), handlers, [operation])


def _nothing(_: RequestContext) -> Any:
    """For operations that are refused: they ask for no method."""


def _handlers(
    operation: Operation, answers: MockResults, context: RequestContext
) -> SimpleNamespace:
    """Return the handlers of one operation: an object with its method."""

    async def answer(**arguments: Any) -> MockResult:
        wished = preferences(context.headers.getlist("prefer"))
        code = wished.get("code", "")
        wish = Wish(
            code=int(code) if code.isdecimal() and answers.declares(int(code)) else None,
            example=wished.get("example"),
            dynamic=wished.get("dynamic") == "true",
            media_type=context.media_type,
            accept=tuple(each.encode("latin-1") for each in context.headers.getlist("accept")),
        )
        try:
            seed = randbits(64) if wish.dynamic else _seed(context, arguments)
            return answers.answer(wish, seed)
        except NoSampleError as none:
            print(f"{operation.method} {operation.path}: {none}", file=sys.stderr)
            raise NotImplementedError from none

    return SimpleNamespace(**{operation.handler: answer})


def _socket_handlers(operation: Operation, sampler: Sampler, _: RequestContext) -> SimpleNamespace:
    """Return the handlers of a WebSocket: a made-up message for each that comes."""
    pointer = join(operation.pointer, WEBSOCKET, "sends")

    async def answer(*, socket: Socket[Any, Any], **_arguments: Any) -> None:
        number = 0
        async for _message in socket:
            await socket.send(sampler.value(pointer, number))
            number += 1

    return SimpleNamespace(**{operation.handler: answer})


def _seed(context: RequestContext, arguments: dict[str, Any]) -> int:
    """Return the same for the same method, path, query and body."""
    line = [context.scope["method"], context.scope["path"]]
    body = to_json(
        arguments.get("body"), bytes_mode="base64", fallback=lambda value: type(value).__name__
    )
    digest = hashlib.sha256(json.dumps(line).encode() + context.scope["query_string"] + body)
    return int.from_bytes(digest.digest()[:8])
