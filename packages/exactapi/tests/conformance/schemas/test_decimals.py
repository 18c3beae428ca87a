"""`format: decimal` is a `Decimal` for the handler, and loses nothing on either way."""

import json
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest

from conformance.service import GeneratedService

DOCUMENT = """
paths:
  /orders:
    post:
      operationId: order
      parameters:
        - { name: least, in: query, schema: { type: string, format: decimal } }
        - { name: most, in: query, schema: { type: number, format: decimal } }
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } }
      responses:
        "200":
          description: The same again.
          headers: { X-Total: { schema: { type: string, format: decimal } } }
          content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } }
  /rates:
    get:
      operationId: rates
      responses:
        "200":
          description: Numbers without a model.
          content:
            application/json: { schema: { type: array, items: { type: number, format: decimal } } }
components:
  schemas:
    Order:
      type: object
      properties:
        price: { type: string, format: decimal, default: "1.50" }
        rate: { type: number, format: decimal }
        maybe: { type: [string, "null"], format: decimal }
        either: { anyOf: [{ type: string, format: decimal }, { type: string, maxLength: 3 }] }
        number: { anyOf: [{ type: number, format: decimal }, { type: string }] }
        prices: { type: array, items: { type: string, format: decimal } }
        named: { type: object, additionalProperties: { type: number, format: decimal } }
"""
LONG = "123456789012345678901234567890.000000000000000000000000000010"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("decimals"), DOCUMENT)


async def echoed(service: GeneratedService, **members: Any) -> Any:
    service.answers["order"] = lambda body, **_: body
    response = await service.send("POST", "/orders", json=members)
    assert response.status_code == 200, response.text
    return json.loads(response.content)


@pytest.mark.parametrize("text", ["0", "1.50", "-0.10", "0.0000001", "100000", LONG, "9" * 400])
async def test_a_text_is_a_decimal_of_the_same_digits(service: GeneratedService, text: str) -> None:
    members = {"price": text, "maybe": text, "prices": [text]}
    assert await echoed(service, **members) == members
    assert service.arguments is not None
    body = service.arguments["body"]
    assert [body.price, body.maybe, body.prices] == [Decimal(text), Decimal(text), [Decimal(text)]]
    assert type(body.price) is Decimal


@pytest.mark.parametrize("text", ["+1", ".5", "01"])
async def test_a_text_of_another_form_keeps_its_value(service: GeneratedService, text: str) -> None:
    assert Decimal((await echoed(service, price=text))["price"]) == Decimal(text)


@pytest.mark.parametrize("number", [0, 1, -5, 0.1, 19.99, 1e-7, 123456789.123456, 2**70, 1e22])
async def test_a_number_is_a_decimal_of_the_same_value(
    service: GeneratedService, number: float
) -> None:
    answer = await echoed(service, rate=number, named={"a": number})
    assert (answer["rate"], answer["named"]) == (number, {"a": number})
    assert service.arguments is not None
    assert service.arguments["body"].rate == Decimal(str(number))


LOSSY = [
    *("0.1000000000000000000001", "-12345678901234567890.5", "1234567890123456789012e-3"),
    *("1e-400", "1.23456789e-320", "1.0000000000000001e-99999999999999999999"),
]


@pytest.mark.parametrize("number", LOSSY)
@pytest.mark.parametrize(
    ("body", "place"),
    [
        ('{"rate": %s}', "#/rate"),
        ('{"maybe": "1", "x": "\\"", "named": {"a": 0.5, "b": %s}}', "#/named/b"),
    ],
)
async def test_a_number_with_more_digits_than_are_kept_is_refused(
    service: GeneratedService, number: str, body: str, place: str
) -> None:
    response = await service.post("/orders", body % number, "application/json")
    errors = response.json()["errors"]
    assert [(each["pointer"], each["code"]) for each in errors] == [(place, "unsupported")]


async def test_a_parameter_with_more_digits_than_are_kept_is_refused(
    service: GeneratedService,
) -> None:
    for number in [*LOSSY, "%30.1000000000000000000001"]:
        response = await service.send("POST", f"/orders?most={number}", json={})
        errors = response.json()["errors"]
        assert ("query.most", "type") in [(each["pointer"], each["code"]) for each in errors]
    service.answers["order"] = lambda body, **_: body
    response = await service.send("POST", "/orders?most=0%2E1000000000000000055", json={})
    assert ("query.most", "type") in [
        (each["pointer"], each["code"]) for each in response.json()["errors"]
    ]
    assert (await service.send("POST", "/orders?most=0%2E5", json={})).status_code == 200


@pytest.mark.parametrize(
    "body", [f'{{"rate": {10**30 - 1}}}', f'{{"price": "1", "x": {LOSSY[0]}}}']
)
async def test_whole_numbers_have_all_their_digits_and_other_members_are_doubles(
    service: GeneratedService, body: str
) -> None:
    service.answers["order"] = lambda body, **_: body
    response = await service.post("/orders", body, "application/json")
    assert response.status_code == 200
    assert response.json().get("rate") in {None, 10**30 - 1}


async def test_beside_other_types_the_value_stays_what_it_is(service: GeneratedService) -> None:
    members = {"price": "1", "either": "+01", "number": 0.1, "maybe": None}
    assert await echoed(service, **members) == members
    assert service.arguments is not None
    assert service.arguments["body"].either == "+01"
    assert await echoed(service, price="1", number="0.1") == {"price": "1", "number": "0.1"}


async def test_a_default_is_a_decimal_too(service: GeneratedService) -> None:
    assert await echoed(service) == {"price": "1.50"}
    assert service.arguments is not None
    assert service.arguments["body"].price == Decimal("1.50")


async def test_parameters_and_headers_are_decimals(service: GeneratedService) -> None:
    total = import_module(service.router_module("default")).OrderOK

    def order(body: Any, least: Decimal, most: Decimal) -> Any:
        assert (least, most) == (Decimal("0.10"), Decimal("99.9"))
        return total(body=body, x_total=Decimal("1E-7"))

    service.answers["order"] = order
    query = {"least": "0.10", "most": "99.9"}
    response = await service.send("POST", "/orders", params=query, json={})
    assert response.headers["x-total"] == "0.0000001"


async def test_a_handler_may_compute(service: GeneratedService) -> None:
    def order(body: Any, **_: Any) -> Any:
        return type(body)(price=body.price / 10**8, rate=Decimal("0.1") + Decimal("0.2"))

    service.answers["order"] = order
    response = await service.send("POST", "/orders", json={"price": "1"})
    assert response.json() == {"price": "0.00000001", "rate": 0.3}


async def test_digits_that_a_number_cannot_keep_are_no_answer(service: GeneratedService) -> None:
    service.answers["order"] = lambda body, **_: type(body)(rate=Decimal(LONG))
    assert (await service.send("POST", "/orders", json={})).status_code == 500


async def test_numbers_without_a_model_are_sent_as_numbers(service: GeneratedService) -> None:
    service.answers["rates"] = lambda: [0.1, 2]
    assert (await service.send("GET", "/rates")).json() == [0.1, 2]


async def test_many_numbers_with_more_digits_than_are_kept_are_refused_together(
    service: GeneratedService,
) -> None:
    many = ", ".join(f'"{number}": {LOSSY[0]}' for number in range(500))
    response = await service.post("/orders", f'{{"named": {{{many}}}}}', "application/json")
    (error,) = response.json()["errors"]
    assert (response.status_code, error["pointer"], error["code"]) == (422, "#", "unsupported")
