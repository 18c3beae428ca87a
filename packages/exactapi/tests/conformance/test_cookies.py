"""Cookies of the style `cookie` (OpenAPI 3.2, "Style Values"): RFC 6265, and no encoding."""

from typing import Any

import pytest

from conformance.service import HEAD, TAKEN, GeneratedService, errors

DOCUMENT = """
paths:
  /:
    get:
      operationId: eat
      parameters:
        - { name: one, in: cookie, style: cookie, schema: { type: string } }
        - { name: many, in: cookie, style: cookie, schema: { type: array, items: { type: integer } } }
        - { name: few, in: cookie, style: cookie, explode: false, schema: { type: array, items: { type: integer } } }
        - name: size
          in: cookie
          style: cookie
          schema: { type: object, additionalProperties: false, properties: { width: { type: integer }, height: { type: integer } } }
        - name: spot
          in: cookie
          style: cookie
          explode: false
          schema: { type: object, required: [x], properties: { x: { type: integer } } }
      responses: { "204": { description: Eaten. } }
"""  # noqa: E501  # one line per parameter reads better


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    folder = tmp_path_factory.mktemp("cookies")
    return GeneratedService(folder, DOCUMENT, HEAD.replace("3.1.0", "3.2.0"))


@pytest.mark.parametrize(
    ("cookie", "argument", "value"),
    [
        ("one=a%2Fb", "one", "a%2Fb"),
        ("one=a+b; other=1", "one", "a+b"),
        ('one="quoted"', "one", '"quoted"'),
        ("many=1; many=2", "many", [1, 2]),
        ("many=1", "many", [1]),
        ("many=1,2", "many", [1, 2]),
        ("few=1,2,3", "few", [1, 2, 3]),
    ],
)
async def test_a_cookie_is_read_as_it_is(
    service: GeneratedService, cookie: str, argument: str, value: Any
) -> None:
    response = await service.send("GET", "/", headers={"cookie": cookie})
    assert response.status_code == TAKEN
    assert service.arguments is not None
    assert service.arguments[argument] == value


async def test_members_are_cookies_of_their_own_or_items_of_one(service: GeneratedService) -> None:
    cookie = "width=2; height=3; spot=x,7"
    response = await service.send("GET", "/", headers={"cookie": cookie})
    assert response.status_code == TAKEN
    assert service.arguments is not None
    size, spot = service.arguments["size"], service.arguments["spot"]
    assert (size.width, size.height, spot.x) == (2, 3, 7)


@pytest.mark.parametrize(
    ("cookie", "found"),
    [
        ("many=1; many=x", [("cookie.many/1", "type")]),
        ("few=1; few=2", [("cookie.few", "duplicate")]),
        ("width=x", [("cookie.size/width", "type")]),
        ("spot=y,7", [("cookie.spot/x", "required")]),
    ],
)
async def test_what_its_schema_refuses_is_told_by_place(
    service: GeneratedService, cookie: str, found: list[tuple[str, str]]
) -> None:
    assert errors(await service.send("GET", "/", headers={"cookie": cookie})) == found
