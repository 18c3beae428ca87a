"""Security, negotiation, paths and queries of a generated service, as a client meets them."""

import pytest

from conformance.service import TAKEN, GeneratedService, errors

DOCUMENT = """
security: [{ oauth: [read] }]
paths:
  /secured:
    get:
      responses:
        "200":
          description: Fine.
          content:
            application/json: { schema: { type: integer } }
            text/plain: { schema: { type: string } }
  /public: { get: { security: [], responses: { "204": { description: Fine. } } } }
  /optional: { get: { security: [{}, { key: [] }], responses: { "204": { description: Fine. } } } }
  /both:
    get:
      security: [{ key: [], oauth: [write] }, { oidc: [profile] }]
      responses: { "204": { description: Fine. } }
  /in-query: { get: { security: [{ queryKey: [] }], responses: { "204": { description: Fine. } } } }
  /path/{a}/{b}:
    get:
      security: []
      parameters:
        - { name: a, in: path, required: true, schema: { type: string } }
        - { name: b, in: path, required: true, schema: { type: string } }
      responses: { "204": { description: Fine. } }
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        clientCredentials: { tokenUrl: https://id.example/token, scopes: { read: Look } }
        authorizationCode:
          authorizationUrl: https://id.example/authorize
          tokenUrl: https://id.example/token
          scopes: { write: Change }
    key: { type: apiKey, in: header, name: X-Key }
    queryKey: { type: apiKey, in: query, name: k }
    oidc: { type: openIdConnect, openIdConnectUrl: https://id.example/configuration }
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("requests"), DOCUMENT)


def bearer(token: str, **headers: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}", **headers}


@pytest.mark.parametrize(
    ("path", "headers", "status", "challenge"),
    [
        ("/secured", {}, 401, 'Bearer realm="api"'),
        ("/secured", bearer("bad"), 401, 'Bearer realm="api", error="invalid_token"'),
        (
            "/secured",
            bearer("write"),
            403,
            'Bearer realm="api", error="insufficient_scope", scope="read"',
        ),
        ("/secured", bearer("read+more"), TAKEN, None),
        ("/public", {}, TAKEN, None),
        ("/optional", {}, TAKEN, None),
        ("/optional", {"x-key": "a"}, TAKEN, None),
        ("/both", {"x-key": "a"}, 401, 'ApiKey realm="api", Bearer realm="api"'),
        ("/both", {"x-key": "a", **bearer("write")}, TAKEN, None),
        (
            "/both",
            {"x-key": "a", **bearer("read")},
            403,
            'Bearer realm="api", error="insufficient_scope", scope="write"',
        ),
        ("/both", bearer("profile"), TAKEN, None),
        ("/in-query?k=a", {}, TAKEN, None),
        ("/in-query?k=a&z=1", {}, 422, None),
    ],
)
async def test_requirements_hold_as_the_document_states_them(
    service: GeneratedService,
    path: str,
    headers: dict[str, str],
    status: int,
    challenge: str | None,
) -> None:
    response = await service.send("GET", path, headers=headers)
    assert response.status_code == status, response.text
    assert response.headers.get("www-authenticate") == challenge


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("text/plain", TAKEN),
        ("application/*", TAKEN),
        ("application/json;q=0, */*", TAKEN),
        ("", TAKEN),
        ("*/*;q=0", 406),
        ("application/xml", 406),
        ("application/json;q=0, text/*;q=0, */*", 406),
    ],
)
async def test_what_the_client_does_not_accept_is_406(
    service: GeneratedService, accept: str, status: int
) -> None:
    headers = bearer("read", accept=accept)
    assert await service.status("GET", "/secured", headers=headers) == status


@pytest.mark.parametrize(
    ("path", "a", "b"),
    [
        ("/path/a%2Fb/c", "a/b", "c"),
        ("/path/%C3%A9/%F0%9F%98%80", "\u00e9", "\U0001f600"),
        ("/path/a/b/", "a", "b"),
        ("/path/a+b/%2B", "a+b", "+"),
    ],
)
async def test_paths_are_split_before_they_are_decoded(
    service: GeneratedService, path: str, a: str, b: str
) -> None:
    assert await service.status("GET", path) == TAKEN
    assert service.arguments == {"a": a, "b": b}


async def test_paths_that_no_template_matches_or_that_are_no_utf_8(
    service: GeneratedService,
) -> None:
    assert await service.status("GET", "/path/a//b") == 404
    assert await service.status("GET", "/path/%ff/b") == 400
    assert await service.status("DELETE", "/public") == 405
    assert errors(await service.send("GET", "/public?z=1")) == [("query.z", "unknown")]
