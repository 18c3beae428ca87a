"""A service generated from a document that a test writes, asked over HTTP."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import httpx2 as httpx

from exactapi.access.ports import Principal
from exactapi.cli import generate
from exactapi.mock.package import imported, router_factories
from exactapi.runtime import (
    Contract,
    ContractOptions,
    ContractRoutes,
    Credentials,
    ExactAPI,
    RequestContext,
)

HEAD = 'openapi: 3.1.0\ninfo: {title: Under test, version: "1"}\n'

TAKEN = 501
"""What a handler answers that nobody has written: the request came as far as that."""


class GeneratedService:
    """`answers` maps the name of a handler's method to what it returns, made from its arguments.

    `arguments` are those of the last call; None where the request did not reach a handler.
    `context` is that of the last request that did.
    Credentials are granted the scopes that they name (`read+write`); `bad` is refused.
    """

    def __init__(self, folder: Path, text: str, head: str = HEAD) -> None:
        spec = folder / "openapi.yaml"
        spec.write_text(head + dedent(text), encoding="utf-8")
        assert generate.main([str(spec), str(folder)]) == 0
        package = folder / "generated"
        self.package = package
        self.contract = Contract.load(package / "openapi.json")
        self.answers: dict[str, Callable[..., Any]] = {}
        self.arguments: dict[str, Any] | None = None
        self.context: RequestContext | None = None
        self.routers = [factory(self._handlers) for factory in router_factories(package)]
        routes = ContractRoutes(
            self.contract,
            self.routers,
            resources=None,
            verifiers=dict.fromkeys(self.contract.security_schemes, _granted),
            options=ContractOptions(check_responses=1.0, explain_violations=True),
        )
        self._app = ExactAPI(routes)

    def _handlers(self, context: RequestContext) -> "_Handlers":
        self.context = context
        return _Handlers(self)

    def router_module(self, tag: str) -> str:
        """The name under which the module of a tag's operations has been imported."""
        return f"{imported(self.package).__name__}.routers.{tag}"

    async def send(self, method: str, url: str, **options: Any) -> httpx.Response:
        self.arguments = None
        transport = httpx.ASGITransport(app=self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, url, **options)

    async def post(self, url: str, content: bytes | str, media_type: str) -> httpx.Response:
        return await self.send("POST", url, content=content, headers={"content-type": media_type})

    async def status(self, method: str, url: str, **options: Any) -> int:
        return (await self.send(method, url, **options)).status_code


async def _granted(credentials: Credentials, _context: RequestContext) -> Principal | None:
    if credentials.value == "bad":
        return None
    return Principal("somebody", frozenset(credentials.value.split("+")))


class _Handlers:
    def __init__(self, service: GeneratedService) -> None:
        self._service = service

    def __getattr__(self, name: str) -> Any:
        async def handle(**arguments: Any) -> Any:
            self._service.arguments = arguments
            if name not in self._service.answers:
                raise NotImplementedError
            return self._service.answers[name](**arguments)

        return handle


def errors(response: httpx.Response) -> list[tuple[str, str]]:
    """Place and code of each error of a 422."""
    assert response.status_code == 422, response.text
    return [(each["pointer"], each["code"]) for each in response.json()["errors"]]
