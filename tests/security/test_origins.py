"""Browsers of other origins get nothing unless their origin is listed (Fetch standard, CORS)."""

from collections.abc import AsyncIterator

import httpx2 as httpx
import pytest

from impl.app import create_app
from impl.settings import Settings

pytestmark = pytest.mark.slow

FRIEND = "https://app.example.com"
USERS = "/api/v1/users"

HOSTILE = {
    "another": "https://evil.example",
    "opaque": "null",
    "empty": "",
    "a prefix of it": "https://app.example.co",
    "it as a label": "https://app.example.com.evil.example",
    "it as a user": "https://app.example.com@evil.example",
    "another label": "https://xapp.example.com",
    "below it": "https://sub.app.example.com",
    "without encryption": "http://app.example.com",
    "another port": "https://app.example.com:8443",
    "with a path": "https://app.example.com/",
    "upper case": "HTTPS://APP.EXAMPLE.COM",
    "two": "https://app.example.com https://evil.example",
    "any": "*",
    "bytes": "https://app.example.com\xff",
}

ANSWERS = {
    "a success": ("GET", "/livez", 200),
    "a refusal": ("GET", USERS, 401),
    "a path that is not there": ("GET", "/nowhere", 404),
    "a method that is not there": ("DELETE", "/livez", 405),
    "the document": ("GET", "/openapi.json", 200),
    "the page": ("GET", "/docs", 200),
}


@pytest.fixture
async def browser(settings: Settings, database: object) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to an application with one friendly origin, as the browser of a page would."""
    app = create_app(settings.model_copy(update={"cors_origins": (FRIEND,)}))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://testserver") as client,
    ):
        yield client


def raw(origin: str) -> bytes:
    return origin.encode("latin-1")


@pytest.mark.parametrize("origin", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_origin_is_allowed_nothing(browser: httpx.AsyncClient, origin: str) -> None:
    for method, path, status in ANSWERS.values():
        response = await browser.request(method, path, headers={"origin": raw(origin)})
        assert response.status_code == status
        assert "access-control-allow-origin" not in response.headers
        assert "access-control-allow-credentials" not in response.headers
        assert "origin" in vary(response), f"{path}: a cache would mix the origins up"


@pytest.mark.parametrize("origin", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_preflight_is_allowed_nothing(
    browser: httpx.AsyncClient, origin: str
) -> None:
    headers = {"origin": raw(origin), "access-control-request-method": b"DELETE"}
    response = await browser.options(USERS, headers=headers)
    assert "access-control-allow-origin" not in response.headers
    assert "access-control-allow-credentials" not in response.headers
    assert_refused(response, "origin")


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"access-control-request-method": "TRACE"}, "method"),
        ({"access-control-request-headers": "x-anything"}, "headers"),
        ({"access-control-request-private-network": "true"}, "private-network"),
    ],
)
async def test_the_friendly_origin_may_not_do_everything(
    browser: httpx.AsyncClient, asked: dict[str, str], reason: str
) -> None:
    headers = {"origin": FRIEND, "access-control-request-method": "GET"} | asked
    assert_refused(await browser.options(USERS, headers=headers), reason)


def assert_refused(response: httpx.Response, reason: str) -> None:
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert "origin" in vary(response)
    problem = response.json()
    assert (problem["status"], problem["title"]) == (400, "Bad Request")
    assert problem["instance"] == f"urn:uuid:{response.headers['x-request-id']}"
    assert reason in problem["detail"]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
async def test_the_friendly_origin_reads_every_answer_without_credentials(
    browser: httpx.AsyncClient, answer: tuple[str, str, int]
) -> None:
    method, path, status = answer
    response = await browser.request(method, path, headers={"origin": FRIEND})
    assert response.status_code == status
    assert response.headers["access-control-allow-origin"] == FRIEND
    assert "access-control-allow-credentials" not in response.headers
    assert "origin" in vary(response)


async def test_the_friendly_origin_may_send_the_methods_and_headers_of_the_document(
    browser: httpx.AsyncClient,
) -> None:
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        response = await browser.options(
            USERS,
            headers={
                "origin": FRIEND,
                "access-control-request-method": method,
                "access-control-request-headers": "authorization, content-type",
            },
        )
        assert response.is_success, response.text
        assert response.headers["access-control-allow-origin"] == FRIEND
        assert method in response.headers["access-control-allow-methods"]
        assert "access-control-allow-credentials" not in response.headers


async def test_an_answer_without_an_origin_varies_with_it_too(browser: httpx.AsyncClient) -> None:
    assert "origin" in vary(await browser.get("/livez"))


@pytest.mark.parametrize("origins", ["*", "https://*", "https://a.example,*", "null", "a.example"])
def test_a_setting_that_allows_more_than_listed_origins_stops_the_start(origins: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)cors_origins"):
        Settings(_env_file=None, cors_origins=origins)


def vary(response: httpx.Response) -> set[str]:
    fields = response.headers.get_list("vary")
    return {name.strip().lower() for field in fields for name in field.split(",")}
