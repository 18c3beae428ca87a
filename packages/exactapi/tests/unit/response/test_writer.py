import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import pytest
from pydantic import MISSING, BaseModel, ConfigDict, Field

from exactapi.operations.results import Result

ANY = {"description": ""}


def content(*media_types: str, schema: Any = True) -> dict[str, Any]:
    return ANY | {"content": {name: {"schema": schema} for name in media_types}}


class Pet(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    id: UUID
    class_: str = Field(alias="class")
    nickname: str | MISSING = MISSING


PET = Pet(id=UUID(int=1), class_="cat")
PET_JSON = b'{"id":"00000000-0000-0000-0000-000000000001","class":"cat"}'


@dataclass(frozen=True, slots=True, kw_only=True)
class PetCreated(Result):
    media_type: ClassVar = "application/json"
    headers: ClassVar = {"Location": "location", "X-Count": "count", "X-Tags": "tags"}

    status: int = 201
    body: Pet
    location: str
    count: int | None = None
    tags: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified(Result):
    headers: ClassVar = {"ETag": "etag"}

    status: int = 304
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Result):
    media_type: ClassVar = "text/plain"
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Result):
    media_type: ClassVar = "image/*"
    status: int = 200
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Result):
    media_type: ClassVar = "application/x-www-form-urlencoded"
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Events(Result):
    media_type: ClassVar = "text/event-stream"
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyStatus(Result):
    media_type: ClassVar = "application/json"
    status: int = field()


def returning(result: Any) -> Any:
    async def handle(_context: Any) -> Any:
        return result

    return handle


async def answer(service: Any, result: Any, responses: dict[str, Any], **operation: Any) -> Any:
    if isinstance(result, Result):
        operation = {"success": None, "results": (type(result),)} | operation
    service.add("GET", "/", returning(result), responses=responses, **operation)
    return await service.request("GET", "/")


async def test_a_plain_model_is_json_under_its_wire_names(service: Any) -> None:
    response = await answer(service, PET, {"200": content("application/json")})
    assert (response.status_code, response.content) == (200, PET_JSON)
    assert response.headers["content-type"] == "application/json"
    assert response.headers["content-length"] == str(len(PET_JSON))


@pytest.mark.parametrize(
    ("result", "body"),
    [
        ([PET], b"[" + PET_JSON + b"]"),
        ({"pet": PET}, b'{"pet":' + PET_JSON + b"}"),
        (datetime(2026, 1, 2, tzinfo=UTC), b'"2026-01-02T00:00:00Z"'),
        ("text", b'"text"'),
        (None, b"null"),
        (True, b"true"),
        (2**70, b"1180591620717411303424"),
    ],
)
async def test_bodies_that_are_no_models_are_json_too(
    service: Any, result: Any, body: bytes
) -> None:
    response = await answer(service, result, {"200": content("application/json")})
    assert response.content == body


async def test_a_plain_answer_has_the_declared_json_media_type(service: Any) -> None:
    response = await answer(service, PET, {"201": content("application/hal+json")}, success=201)
    assert (response.status_code, response.headers["content-type"]) == (201, "application/hal+json")


async def test_no_content_has_neither_body_nor_length(service: Any) -> None:
    response = await answer(service, None, {"204": ANY}, success=204)
    assert (response.status_code, response.content) == (204, b"")
    assert "content-length" not in response.headers
    assert "content-type" not in response.headers


async def test_an_empty_200_says_that_it_is_empty(service: Any) -> None:
    response = await answer(service, None, {"200": ANY})
    assert (response.status_code, response.headers["content-length"]) == (200, "0")


async def test_a_result_class_gives_status_body_and_headers(service: Any) -> None:
    result = PetCreated(body=PET, location="/pets/1", count=3)
    response = await answer(service, result, {"201": content("application/json")})
    assert (response.status_code, response.content) == (201, PET_JSON)
    assert (response.headers["location"], response.headers["x-count"]) == ("/pets/1", "3")
    assert "x-tags" not in response.headers


@pytest.mark.parametrize(
    ("explode", "value", "field"),
    [
        (False, ["a", "b", 3], "a,b,3"),
        (True, {"a": 1, "b": True}, "a=1,b=true"),
        (False, {"a": 1, "b": None, "c": 2}, "a,1,c,2"),
        (False, datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00Z"),
        (False, 0.5, "0.5"),
        (False, False, "false"),
        (False, UUID(int=2), "00000000-0000-0000-0000-000000000002"),
        (False, "caf\u00e9", "café"),
    ],
)
async def test_headers_have_the_style_simple(
    service: Any, explode: bool, value: Any, field: str
) -> None:
    declared = content("application/json") | {
        "headers": {"X-Tags": {"explode": explode, "schema": {}}}
    }
    result = PetCreated(body=PET, location="/", tags=value)
    response = await answer(service, result, {"201": declared})
    assert response.headers["x-tags"] == field


async def test_a_header_with_content_is_json(service: Any) -> None:
    declared = content("application/json") | {
        "headers": {"X-Tags": {"content": {"application/json": {"schema": {"type": "object"}}}}}
    }
    result = PetCreated(body=PET, location="/", tags={"a": [1]})
    response = await answer(service, result, {"201": declared})
    assert response.headers["x-tags"] == '{"a":[1]}'


@pytest.mark.parametrize("location", ["/a\r\nX: y", "/a\nb", "/\0", "/\u20ac"])
async def test_a_header_that_http_cannot_carry_is_a_500(service: Any, location: str) -> None:
    result = PetCreated(body=PET, location=location)
    response = await answer(service, result, {"201": content("application/json")})
    assert response.status_code == 500
    assert "location" not in response.headers


async def test_not_modified_has_headers_and_no_body(service: Any) -> None:
    response = await answer(service, NotModified(etag='"1"'), {"304": ANY})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["etag"] == '"1"'


@pytest.mark.parametrize(
    ("result", "media_type", "body"),
    [
        (Text(body="grüß"), "text/plain; charset=utf-8", "grüß".encode()),
        (Text(body=7), "text/plain; charset=utf-8", b"7"),
        (Text(body=b"\xff"), "text/plain; charset=utf-8", b"\xff"),
        (Image(body=b"\x89PNG", content_type="image/png"), "image/png", b"\x89PNG"),
        (Form(body={"a": 1, "b": ["x y", "&"]}), None, b"a=1&b=x+y&b=%26"),
    ],
)
async def test_media_types_other_than_json(
    service: Any, result: Result, media_type: str | None, body: bytes
) -> None:
    response = await answer(service, result, {"200": content(str(result.media_type))})
    assert (response.status_code, response.content) == (200, body)
    assert response.headers["content-type"] == (media_type or result.media_type)
    assert response.headers["content-length"] == str(len(body))


async def test_a_model_cannot_be_sent_as_text(service: Any) -> None:
    response = await answer(service, Text(body=PET), {"200": content("text/plain")})
    assert response.status_code == 500
    assert "must be bytes or str" in response.json()["detail"]


async def test_a_range_of_statuses_takes_the_one_of_the_result(service: Any) -> None:
    result = AnyStatus(status=207, body=[])
    response = await answer(service, result, {"2XX": content("application/json")})
    assert (response.status_code, response.content) == (207, b"[]")


async def test_a_stream_is_sent_as_it_comes_and_framed_as_its_media_type(service: Any) -> None:
    async def events() -> AsyncIterator[Any]:
        yield ": hello\n\n"
        yield {"n": 1}
        yield b"data: 2\n\n"

    response = await answer(service, Events(body=events()), {"200": content("text/event-stream")})
    assert response.content == b': hello\n\ndata: {"n":1}\n\ndata: 2\n\n'
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert "content-length" not in response.headers


async def test_a_schema_with_the_fields_of_an_event_is_about_the_event(service: Any) -> None:
    async def events() -> AsyncIterator[Any]:
        yield {"id": "7", "data": "one\r\ntwo"}
        yield {"data": {"n": 1}, "retry": 5}

    event = {"properties": {"id": {}, "data": {}, "retry": {}}}
    declared = {"200": content("text/event-stream", schema=event)}
    response = await answer(service, Events(body=events()), declared)
    assert response.text == 'id: 7\ndata: one\ndata: two\n\ndata: {"n": 1}\nretry: 5\n\n'


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_the_session_outlives_the_handler_for_a_stream(service: Any, method: str) -> None:
    events: list[str] = []

    async def handle(context: Any) -> Result:
        events_of_session = context.unit_of_work.events

        async def chunks() -> AsyncIterator[bytes]:
            yield b"".join(event.encode() for event in events_of_session)
            events.append("end of stream")

        return Text(body=chunks())

    service.add(
        "GET", "/", handle, responses={"200": content("text/plain")}, success=None, results=(Text,)
    )
    _, *body = await service.raw(method, b"/")
    sent = b"".join(message["body"] for message in body)
    assert sent == (b"commit" if method == "GET" else b"")
    assert events == (["end of stream"] if method == "GET" else [])
    assert service.store.sessions[0].events == ["commit", "close"]


async def test_a_client_that_leaves_a_stream_ends_it_quietly(service: Any) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"more"
            await asyncio.sleep(0)

    async def handle(context: Any) -> Result:
        _ = context.unit_of_work
        return Text(body=endless())

    service.add(
        "GET", "/", handle, responses={"200": content("text/plain")}, success=None, results=(Text,)
    )
    sent = await service.raw("GET", b"/", incoming=[{"type": "http.disconnect"}])
    assert sent[0]["status"] == 200
    assert service.store.sessions[0].events == ["commit", "close"]


@pytest.mark.parametrize(
    ("result", "operation", "complaint"),
    [
        (PET, {"success": None, "results": (Text,)}, "returned Pet, which is none of Text"),
        (Text(body="x"), {"success": 200, "results": ()}, "Text is not among"),
        (PET, {"success": 204}, "but 204 has no content"),
    ],
)
async def test_a_result_of_another_kind_breaks_the_contract(
    service: Any, result: Any, operation: dict[str, Any], complaint: str
) -> None:
    responses = {"200": content("application/json", "text/plain"), "204": ANY}
    response = await answer(service, result, responses, **operation)
    assert response.status_code == 500
    assert complaint in response.json()["detail"]


async def test_a_request_that_accepts_no_success_is_406_before_the_handler(service: Any) -> None:
    handled = []

    async def handle(_context: Any) -> Any:
        handled.append(1)

    service.add("GET", "/", handle)
    response = await service.request("GET", "/", headers={"Accept": "text/html"})
    assert (response.status_code, handled) == (406, [])
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_success_without_content_is_acceptable_to_everybody(service: Any) -> None:
    responses = {"200": content("application/json"), "204": ANY}
    service.add("GET", "/", returning(None), responses=responses, success=204)
    response = await service.request("GET", "/", headers={"Accept": "text/html"})
    assert response.status_code == 204


async def test_the_handler_learns_what_the_client_likes_best_and_decides(service: Any) -> None:
    seen = []

    async def handle(context: Any) -> Result:
        seen.append(context.media_type)
        return Text(body="always text")

    responses = {"200": content("application/json", "text/plain")}
    service.add("GET", "/", handle, responses=responses, success=None, results=(Text,))
    response = await service.request("GET", "/", headers={"Accept": "text/*;q=0.1, */*"})
    assert (response.status_code, response.text, seen) == (200, "always text", ["application/json"])
    assert response.headers["vary"] == "Accept"
