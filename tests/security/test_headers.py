"""Every response has the security headers, and none that reveals the software."""

import httpx2 as httpx
import pytest

from impl.features.health.handlers import Health
from tests.operations import OPERATIONS, DocumentOperation

EXPECTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
}
TELLING = ("server", "x-powered-by", "via", "x-aspnet-version")


def assert_guarded(response: httpx.Response) -> None:
    for name, value in EXPECTED.items():
        assert response.headers.get_list(name) == [value], name
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert not [name for name in TELLING if name in response.headers]


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
async def test_on_every_operation(client: httpx.AsyncClient, operation: DocumentOperation) -> None:
    path = operation.request().path
    for method in (operation.method, "OPTIONS", "HEAD", "TRACE", "QUERY", "BREW"):
        assert_guarded(await client.request(method, path))
    as_json = {"content-type": "application/json"}
    for body in (b"{", b"", b"[" * 5_000, b'"' + b"a" * 1_100_000 + b'"'):
        response = await client.request(operation.method, path, content=body, headers=as_json)
        assert_guarded(response)


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/docs", "/redoc", "/openapi.json", "/api/v1/users/%ff", "/%00", "//"]
)
async def test_on_every_path(client: httpx.AsyncClient, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "OPTIONS", "TRACE"):
        assert_guarded(await client.request(method, path))


async def test_on_a_defect(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(_handlers: Health) -> None:
        raise RuntimeError("unexpected")

    monkeypatch.setattr(Health, "get_liveness", broken)
    response = await client.get("/livez")
    assert response.status_code == 500
    assert "unexpected" not in response.text
    assert_guarded(response)
