"""Errors that the document declares in shapes of its own, raised by handlers."""

from importlib import import_module
from typing import Any

import httpx2 as httpx
import pytest

from conformance.service import GeneratedService

DOCUMENT = """
paths:
  /thing:
    get:
      operationId: thing
      responses:
        "200": { description: The thing. }
        "402": { description: Pay first. }
        "404": { description: None. }
        "409":
          description: In two forms.
          content:
            application/json:
              schema: { type: object, properties: { code: { type: integer } } }
            text/plain: { schema: { type: string, maxLength: 9 } }
        "410": { description: A text., content: { text/plain: { schema: { type: string } } } }
        "415":
          description: Of the document's own and of RFC 9457's shape.
          content:
            application/problem+json: { schema: { type: object } }
            application/json: { schema: { type: integer } }
        "423":
          description: The other way round.
          content:
            application/json: { schema: { type: integer } }
            application/problem+json: { schema: { type: object } }
        "418":
          description: Bytes.
          headers: { X-Tea: { required: true, schema: { type: string } } }
          content: { application/octet-stream: { schema: { maxLength: 3 } } }
        "451": { description: Any., content: { "*/*": { schema: { type: object } } } }
        5XX: { description: Any text., content: { text/*: { schema: { type: string } } } }
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("errors"), DOCUMENT)


async def raised(
    service: GeneratedService, name: str, *body: Any, method: str = "GET", **fields: Any
) -> httpx.Response:
    module = service.router_module("default").replace("routers.default", "problems")
    error = getattr(import_module(module), name)(*body, **fields)

    def refuse(**_: Any) -> None:
        raise error

    service.answers["thing"] = refuse
    return await service.send(method, "/thing")


@pytest.mark.parametrize(
    ("name", "body", "fields", "status", "media_type", "content"),
    [
        ("ThingPaymentRequired", (), {}, 402, None, b""),
        ("ThingLocked", (1,), {}, 423, "application/json", b"1"),
        ("ThingConflict", ({"code": 1},), {}, 409, "application/json", b'{"code":1}'),
        ("ThingConflictPlain", ("Taken.",), {}, 409, "text/plain; charset=utf-8", b"Taken."),
        ("ThingGone", ("é",), {}, 410, "text/plain; charset=utf-8", "é".encode()),
        ("ThingUnsupportedMediaTypeJson", (1,), {}, 415, "application/json", b"1"),
        (
            "ThingImATeapot",
            (b"\xff",),
            {"x_tea": "green"},
            418,
            "application/octet-stream",
            b"\xff",
        ),
        ("ThingUnavailableForLegalReasons", ({},), {}, 451, "application/json", b"{}"),
        (
            "ThingServerError",
            ("a,b",),
            {"status": 503, "content_type": "text/csv"},
            503,
            "text/csv; charset=utf-8",
            b"a,b",
        ),
    ],
)
async def test_each_error_is_sent_in_its_own_media_type(
    service: GeneratedService,
    name: str,
    body: tuple[Any, ...],
    fields: dict[str, Any],
    status: int,
    media_type: str | None,
    content: bytes,
) -> None:
    response = await raised(service, name, *body, **fields)
    assert (response.status_code, response.content) == (status, content)
    assert response.headers.get("content-type") == media_type


@pytest.mark.parametrize(
    "name", ["ThingNotFound", "ThingUnsupportedMediaType", "ThingLockedProblemJson"]
)
async def test_a_problem_stays_one_beside_other_media_types_and_where_the_runtime_sends_it(
    service: GeneratedService, name: str
) -> None:
    response = await raised(service, name, "No.")
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == "No."


async def test_head_has_the_fields_of_the_error_alone(service: GeneratedService) -> None:
    response = await raised(service, "ThingGone", "abc", method="HEAD")
    assert (response.status_code, response.content) == (410, b"")
    assert response.headers["content-length"] == "3"


@pytest.mark.parametrize(
    ("name", "body", "fields"),
    [
        ("ThingConflictPlain", "much too long", {}),
        ("ThingImATeapot", b"long", {"x_tea": "a"}),
        ("ThingImATeapot", b"", {"x_tea": "a\r\nb: c"}),
        ("ThingImATeapot", b"", {"x_tea": None}),
        ("ThingServerError", "", {"status": 500, "content_type": "image/png"}),
        ("ThingServerError", "", {"status": 500, "content_type": "text/a\r\nb: c"}),
    ],
)
async def test_an_error_unlike_its_declaration_is_a_500(
    service: GeneratedService, name: str, body: Any, fields: dict[str, Any]
) -> None:
    response = await raised(service, name, body, **fields)
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
