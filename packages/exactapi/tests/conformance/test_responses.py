"""Responses of a generated service over HTTP: media types, statuses, headers, streams."""

import json
from collections.abc import AsyncIterator
from importlib import import_module
from typing import Any

import httpx2 as httpx
import pytest
import yaml

from conformance.service import GeneratedService

DOCUMENT = """
paths:
  /chosen:
    get:
      operationId: chosen
      responses:
        "200":
          description: In two forms.
          content:
            application/json: { schema: { type: integer } }
            text/csv: { schema: { type: string, maxLength: 9 } }
  /versions:
    get:
      operationId: versions
      responses:
        "200":
          description: In two versions.
          content:
            application/json;version=1: { schema: { type: integer } }
            application/json;version=2: { schema: { type: string } }
  /headed:
    get:
      operationId: headed
      responses:
        "200":
          description: With headers.
          headers:
            X-Count: { required: true, schema: { type: integer, maximum: 9 } }
            X-Tags: { schema: { type: array, items: { type: string, maxLength: 3 } } }
            X-Point: { content: { application/json: { schema: { type: object } } } }
  /page:
    get:
      operationId: page
      responses:
        "200":
          description: A value with headers that may be left out.
          headers:
            X-Total-Count: { schema: { type: integer } }
            Link: { schema: { type: string } }
          content:
            application/json:
              schema: { type: object, required: [name], properties: { name: { type: string } } }
  /make:
    post:
      operationId: make
      responses:
        "201":
          description: No content, and a header that may be left out.
          headers: { Location: { schema: { type: string, format: uri-reference } } }
  /enter:
    post:
      operationId: enter
      responses:
        "204":
          description: A cookie.
          headers: { Set-Cookie: { schema: { type: string } } }
  /statuses:
    get:
      operationId: statuses
      responses:
        "201": { description: Made. }
        2XX:
          description: In some other way.
          content: { application/json: { schema: { type: integer } } }
        4XX:
          description: Refused.
          content:
            application/json: &error
              schema:
                type: object
                required: [code]
                properties: { code: { type: integer } }
        default:
          description: Something else.
          content: { application/json: *error }
  /cached:
    get:
      operationId: cached
      responses:
        "200":
          description: The thing.
          content:
            application/json:
              schema: { type: integer }
              examples: { few: { $ref: "#/components/examples/Few" } }
          links:
            again: { operationId: cached, description: Once more., x-kept: [1, 1.50, null] }
        "304":
          description: As you know it.
          headers: { ETag: { required: true, schema: { type: string } } }
  /moved:
    get:
      operationId: moved
      responses:
        "303":
          description: There.
          headers: { Location: { required: true, schema: { type: string, format: uri } } }
  /events:
    get:
      operationId: events
      responses:
        "200": { description: A stream., content: { text/event-stream: {} } }
  /perhaps:
    get:
      operationId: perhaps
      responses:
        "200":
          description: In two forms.
          content:
            application/json: { schema: { type: integer } }
            text/csv: { schema: { type: string } }
        "204": { description: Nothing. }
  /otherwise:
    get:
      operationId: otherwise
      responses:
        default:
          description: In two forms.
          content:
            application/json: { schema: { type: integer } }
            application/x-www-form-urlencoded: { schema: { type: object } }
  /reset:
    get:
      operationId: reset
      responses:
        "205": { description: Again., content: { application/json: { schema: {} } } }
        "200":
          description: Any image.
          headers: { X-Name: { content: { text/plain: { schema: { type: string } } } } }
          content: { image/*: { schema: { maxLength: 3 } } }
  /gone: { delete: { operationId: gone, responses: { "204": { description: Gone. } } } }
components:
  examples: { Few: { summary: Not many., value: 3 } }
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("responses"), DOCUMENT)


def made(service: GeneratedService, name: str, **fields: Any) -> Any:
    """An instance of a generated result or problem class."""
    return getattr(import_module(service.router_module("default")), name)(**fields)


async def ask(
    service: GeneratedService, operation: str, result: Any, method: str = "GET", **headers: str
) -> httpx.Response:
    service.answers[operation] = lambda **_: result
    return await service.send(method, f"/{operation}", headers=headers)


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("chosen", "text/csv;q=0.1, application/json;q=0", 501),
        ("chosen", "application/*;q=0, text/*;q=0", 406),
        ("chosen", "*/*;q=0, text/csv;q=0.001", 501),
        ("chosen", "*/*;q=0", 406),
        ("chosen", "application/json;charset=utf-8", 501),
        ("versions", "application/json;version=2", 501),
        ("versions", "application/json;version=3", 406),
        ("events", "application/json", 406),
        ("moved", "application/json", 501),
        ("cached", "text/html", 406),
        ("perhaps", "text/html", 501),
        ("otherwise", "text/html", 406),
        ("otherwise", "application/problem+json", 406),
    ],
)
async def test_what_the_client_does_not_accept_is_406_before_the_handler(
    service: GeneratedService, path: str, accept: str, status: int
) -> None:
    service.answers.clear()
    response = await service.send("GET", f"/{path}", headers={"accept": accept})
    assert response.status_code == status, response.text


@pytest.mark.parametrize(
    ("operation", "method", "plain", "result", "fields", "headers"),
    [
        (
            *("page", "GET", {"name": "a"}, "PageOK"),
            {"body": {"name": "a"}, "x_total_count": 3, "link": "<a>"},
            {"x-total-count": "3", "link": "<a>"},
        ),
        (
            "page",
            "GET",
            {"name": "a"},
            "PageOK",
            {"body": {"name": "a"}, "link": "<a>"},
            {"link": "<a>"},
        ),
        ("page", "GET", {"name": "a"}, "PageOK", {"body": {"name": "a"}}, {}),
        ("make", "POST", None, "MakeCreated", {"location": "/a"}, {"location": "/a"}),
        ("enter", "POST", None, "EnterNoContent", {"set_cookie": "a=b"}, {"set-cookie": "a=b"}),
    ],
)
async def test_headers_that_may_be_left_out_are_sent_where_the_handler_gives_them(
    service: GeneratedService,
    operation: str,
    method: str,
    plain: Any,
    result: str,
    fields: dict[str, Any],
    headers: dict[str, str],
) -> None:
    bare = await ask(service, operation, plain, method)
    full = await ask(service, operation, made(service, result, **fields), method)
    assert (full.status_code, full.content) == (bare.status_code, bare.content)
    assert full.is_success
    assert dict(full.headers) == dict(bare.headers) | headers


@pytest.mark.parametrize(
    ("operation", "result", "fields", "status", "media_type", "content"),
    [
        ("chosen", "ChosenOKJson", {"body": 1}, 200, "application/json", "1"),
        ("chosen", "ChosenOKCsv", {"body": "a,b"}, 200, "text/csv; charset=utf-8", "a,b"),
        ("versions", "VersionsOKJson2", {"body": "a"}, 200, "application/json;version=2", '"a"'),
        ("statuses", "StatusesCreated", {}, 201, None, ""),
        ("statuses", "StatusesSuccess", {"status": 207, "body": 1}, 207, "application/json", "1"),
        ("cached", "CachedOK", {"body": 3}, 200, "application/json", "3"),
        ("cached", "CachedNotModified", {"e_tag": '"a"'}, 304, None, ""),
        ("moved", "MovedSeeOther", {"location": "https://a.example/"}, 303, None, ""),
        ("reset", "ResetResetContent", {"body": 1}, 205, None, ""),
        ("reset", "ResetOK", {"body": b"a", "content_type": "image/png"}, 200, "image/png", "a"),
        (
            "otherwise",
            "OtherwiseDefaultXWwwFormUrlencoded",
            {"status": 200, "body": {"a": [1, True], "b": {"c": None}, "d": None}},
            200,
            "application/x-www-form-urlencoded",
            "a=1&a=true&b=%7B%22c%22%3Anull%7D&d=null",
        ),
    ],
)
async def test_each_declared_response_is_sent_as_declared(
    service: GeneratedService,
    operation: str,
    result: str,
    fields: dict[str, Any],
    status: int,
    media_type: str | None,
    content: str,
) -> None:
    response = await ask(service, operation, made(service, result, **fields))
    assert (response.status_code, response.text) == (status, content)
    assert response.headers.get("content-type") == media_type
    if status == 304:
        assert "content-length" not in response.headers


@pytest.mark.parametrize(
    ("accept", "favourite"),
    [("text/csv", "text/csv"), ("*/*", "application/json"), ("text/html", None)],
)
async def test_the_handler_learns_what_the_client_likes_also_where_it_may_answer_nothing(
    service: GeneratedService, accept: str, favourite: str | None
) -> None:
    service.answers["perhaps"] = lambda **_: made(service, "PerhapsNoContent")
    response = await service.send("GET", "/perhaps", headers={"accept": accept})
    assert (response.status_code, response.headers["vary"]) == (204, "Accept")
    assert service.context is not None
    assert service.context.media_type == favourite


async def test_no_content_has_neither_content_nor_length(service: GeneratedService) -> None:
    response = await ask(service, "gone", None, "DELETE")
    assert (response.status_code, response.content) == (204, b"")
    assert not {"content-length", "content-type"} & response.headers.keys()


async def test_headers_are_written_as_declared(service: GeneratedService) -> None:
    fields = {"x_count": 9, "x_tags": ["a", "b"], "x_point": {"x": 1}}
    response = await ask(service, "headed", made(service, "HeadedOK", **fields))
    assert response.status_code == 200, response.text
    assert response.headers["x-count"] == "9"
    assert response.headers["x-tags"] == "a,b"
    assert response.headers["x-point"] == '{"x":1}'


@pytest.mark.parametrize(
    ("operation", "result", "fields"),
    [
        ("headed", "HeadedOK", {"x_count": 10}),
        ("headed", "HeadedOK", {"x_count": None}),
        ("headed", "HeadedOK", {"x_count": "many"}),
        ("headed", "HeadedOK", {"x_count": 1, "x_tags": ["long"]}),
        ("moved", "MovedSeeOther", {"location": "not a uri"}),
        ("chosen", "ChosenOKCsv", {"body": "much too long"}),
        ("chosen", "ChosenOKJson", {"body": "1"}),
        ("chosen", "StatusesCreated", {}),
        ("statuses", "StatusesSuccess", {"status": 200, "body": "1"}),
        ("reset", "ResetOK", {"body": b"long", "content_type": "image/png"}),
        ("reset", "ResetOK", {"body": b"a", "content_type": "text/html"}),
        ("reset", "ResetOK", {"body": b"a", "content_type": "image/png\r\nX-Evil: 1"}),
        ("reset", "ResetOK", {"body": b"a", "content_type": "image/€"}),
    ],
)
async def test_in_development_what_is_not_declared_is_a_500(
    service: GeneratedService, operation: str, result: str, fields: dict[str, Any]
) -> None:
    response = await ask(service, operation, made(service, result, **fields))
    assert response.status_code == 500


@pytest.mark.parametrize(
    ("problem", "status"),
    [("StatusesClientError", 418), ("StatusesDefault", 503)],
)
async def test_ranges_and_default_cover_the_errors_that_have_no_response_of_their_own(
    service: GeneratedService, problem: str, status: int
) -> None:
    problems = import_module(
        service.router_module("default").replace("routers.default", "problems")
    )
    error = getattr(problems, problem)({"code": 1}, status=status)

    def refuse(**_: Any) -> None:
        raise error

    service.answers["statuses"] = refuse
    response = await service.send("GET", "/statuses")
    assert (response.status_code, response.json()) == (status, {"code": 1})


async def test_a_header_whose_content_is_a_text_is_written_as_it_is(
    service: GeneratedService,
) -> None:
    fields = {"body": b"a", "content_type": "image/png", "x_name": "plain"}
    response = await ask(service, "reset", made(service, "ResetOK", **fields))
    assert response.headers["x-name"] == "plain"


async def test_events_are_framed_and_sent_in_order(service: GeneratedService) -> None:
    async def events() -> AsyncIterator[Any]:
        yield {"a": 1}
        yield "data: b\n\n"

    response = await ask(service, "events", made(service, "EventsOK", body=events()))
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.text == 'data: {"a":1}\n\ndata: b\n\n'


def test_links_and_examples_stay_as_their_author_wrote_them(service: GeneratedService) -> None:
    written = yaml.safe_load(DOCUMENT)
    served = json.loads((service.package / "openapi.json").read_bytes())
    for status, part in (("200", "links"), ("200", "content")):
        source = written["paths"]["/cached"]["get"]["responses"][status][part]
        assert served["paths"]["/cached"]["get"]["responses"][status][part] == source
    assert served["components"]["examples"] == written["components"]["examples"]
