"""What every answer carries, whatever it is."""

from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
from starlette.routing import Route

from impl.app import create_app

ORIGIN = "https://app.example.com"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/livez", 200),
        ("HEAD", "/livez", 200),
        ("OPTIONS", "/livez", 204),
        ("GET", "/openapi.json", 200),
        ("GET", "/api/v1/users", 401),  # feature: accounts
        ("GET", "/nope", 404),
        ("PUT", "/livez", 405),
    ],
)
async def test_every_answer_has_id_timing_and_security_headers(
    client, method: str, path: str, status: int
) -> None:
    response = await client.request(method, path)
    assert response.status_code == status
    assert UUID(response.headers["x-request-id"])
    assert response.headers["server-timing"].startswith("app;dur=")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in response.headers["content-security-policy"]


async def test_the_callers_id_names_the_problem(client) -> None:
    mine = str(uuid4())
    response = await client.get("/nope", headers={"X-Request-Id": mine})
    assert response.headers["x-request-id"] == mine
    assert response.json()["instance"] == f"urn:uuid:{mine}"


async def test_without_origins_no_browser_may_call(client) -> None:
    response = await client.get("/livez", headers={"Origin": ORIGIN})
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "https://evil.example",
        "http://app.example.com",
        f"{ORIGIN}.evil.example",
        f"{ORIGIN}:1",
    ],
)
async def test_only_listed_origins_may_call(settings, origin: str) -> None:
    app = create_app(settings.model_copy(update={"cors_origins": (ORIGIN,)}))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        listed = await client.get("/livez", headers={"Origin": ORIGIN})
        other = await client.get("/livez", headers={"Origin": origin})
    assert listed.headers["access-control-allow-origin"] == ORIGIN
    assert "Origin" in listed.headers["vary"]
    assert "access-control-allow-credentials" not in listed.headers
    assert "access-control-allow-origin" not in other.headers


async def test_an_error_beside_the_documents_operations_is_a_problem_too(settings) -> None:
    async def broken(_: object) -> None:
        raise RuntimeError("canary")

    app = create_app(settings)
    app.router.routes.insert(0, Route("/broken", broken))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        response = await client.get("/broken")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.json()["instance"] == f"urn:uuid:{response.headers['x-request-id']}"
