"""`x-etag`: a version is not sent twice, and a change is made to the version that it is for."""

import re
from typing import Any

import pytest

from exactapi.operations.policies import Cache, ETag
from exactapi.operations.results import Result

STRONG = re.compile(r'"[0-9a-f]{24}\.[0-9a-f]{12}"')


class Note:
    """One object with a version, and the handlers that read and change it."""

    def __init__(self) -> None:
        self.version = 1
        self.tells = self.checks = True

    async def read(self, context: Any, **_arguments: Any) -> Any:
        if self.tells:
            context.etag("note", self.version)
        return {"version": self.version}

    async def change(self, context: Any, **_arguments: Any) -> Any:
        if context.is_conditional and self.checks:
            context.if_match("note", self.version)
        self.version += 1
        return await self.read(context)


@pytest.fixture
def note() -> Note:
    return Note()


@pytest.fixture
def service(service: Any, note: Note) -> Any:
    parameters = [
        {"name": name, "in": "header", "schema": {"type": "string"}}
        for name in ("If-Match", "If-None-Match")
    ]
    declaration = {"x-etag": {}, "parameters": parameters}
    service.add("GET", "/", note.read, etag=ETag(), declaration=declaration)
    service.add("PUT", "/", note.change, etag=ETag(), declaration=declaration)
    service.add("PATCH", "/", note.change, etag=ETag(required=True), declaration=declaration)
    return service


async def tag(service: Any) -> str:
    return str((await service.request("GET", "/")).headers["etag"])


async def test_each_version_has_a_strong_tag_of_its_own(service: Any, note: Note) -> None:
    first = await tag(service)
    assert STRONG.fullmatch(first)
    assert await tag(service) == first
    note.version = 2
    assert await tag(service) != first
    note.version = 1
    assert await tag(service) == first


@pytest.mark.parametrize(
    "sent", ["{}", "W/{}", '"other", {}', "*", '"a" ,\t"b",W/{}', "{},", ",{}", '"a",, ,{} ,']
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_version_that_the_client_has_is_not_sent_again(
    service: Any, method: str, sent: str
) -> None:
    known = await tag(service)
    answer = await service.request(method, "/", headers={"If-None-Match": sent.format(known)})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", known)
    assert not {"content-type", "content-length"} & {*answer.headers}


@pytest.mark.parametrize("sent", ['"other"', 'W/"other", "another"', '""'])
async def test_a_version_that_the_client_does_not_have_is_sent(service: Any, sent: str) -> None:
    answer = await service.request("GET", "/", headers={"If-None-Match": sent})
    assert (answer.status_code, answer.json()) == (200, {"version": 1})


async def test_fields_of_one_name_are_one_list(service: Any) -> None:
    known = await tag(service)
    fields = [("If-None-Match", '"a"'), ("If-None-Match", known)]
    assert (await service.request("GET", "/", headers=fields)).status_code == 304


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("sent", ["{}", '"other", {}', "*"])
async def test_a_change_of_the_version_that_is_meant_is_made(
    service: Any, note: Note, method: str, sent: str
) -> None:
    known = await tag(service)
    answer = await service.request(method, "/", headers={"If-Match": sent.format(known)})
    assert (answer.status_code, note.version) == (200, 2)
    assert answer.headers["etag"] == await tag(service) != known


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH"])
@pytest.mark.parametrize("sent", ['"other"', "W/{}", '"{}"', '""'])
async def test_nothing_is_done_to_another_version(
    service: Any, note: Note, method: str, sent: str
) -> None:
    known = await tag(service)
    sent = sent.format(known.partition(".")[0].strip('"') if sent == '"{}"' else known)
    answer = await service.request(method, "/", headers={"If-Match": sent})
    assert answer.status_code == 412
    assert answer.headers["content-type"] == "application/problem+json"
    assert "etag" not in answer.headers
    assert note.version == 1


async def test_a_change_may_ask_for_an_object_that_is_not_the_one_it_knows(
    service: Any, note: Note
) -> None:
    for sent in ("*", await tag(service)):
        answer = await service.request("PUT", "/", headers={"If-None-Match": sent})
        assert (answer.status_code, note.version) == (412, 1)
    answer = await service.request("PUT", "/", headers={"If-None-Match": '"other"'})
    assert (answer.status_code, note.version) == (200, 2)


async def test_a_change_that_must_name_its_version_and_does_not_is_428(
    service: Any, note: Note
) -> None:
    for headers in ({}, {"If-None-Match": '"other"'}):
        answer = await service.request("PATCH", "/", headers=headers)
        assert (answer.status_code, note.version) == (428, 1)
    assert (await service.request("PUT", "/")).status_code == 200


@pytest.mark.parametrize("field", ["If-Match", "If-None-Match"])
@pytest.mark.parametrize("sent", ["", ",", "a", '"a', '"a" "b"', '*, "a"', 'w/"a"', '"a b"'])
async def test_what_is_no_list_of_tags_is_refused(service: Any, field: str, sent: str) -> None:
    answer = await service.request("PUT", "/", headers={"If-Match": "*", field: sent})
    assert answer.status_code == 400
    assert field in answer.json()["detail"]


async def test_a_long_list_of_tags_is_read_in_linear_time(service: Any) -> None:
    sent = ", ".join(['"a"'] * 15_000)
    assert (await service.request("GET", "/", headers={"If-None-Match": sent})).status_code == 200
    assert (await service.request("GET", "/", headers={"If-Match": f"{sent},"})).status_code == 412
    assert (
        await service.request("GET", "/", headers={"If-Match": f"{sent}{', ' * 9_000}a"})
    ).status_code == 400


@pytest.mark.parametrize(
    ("method", "tells", "checks", "missing"),
    [("GET", False, True, "etag"), ("PUT", False, True, "etag"), ("PUT", True, False, "if_match")],
)
async def test_a_handler_that_forgets_the_version_is_told(
    service: Any, note: Note, method: str, tells: bool, checks: bool, missing: str
) -> None:
    note.tells, note.checks = tells, checks
    answer = await service.request(method, "/", headers={"If-Match": "*"})
    assert answer.status_code == 500
    assert f"context.{missing}" in answer.json()["detail"]
    assert not [
        event for session in service.store.sessions for event in session.events if event == "commit"
    ]


async def test_without_x_etag_there_is_no_version_to_name(service: Any, note: Note) -> None:
    service.add("POST", "/", note.read)
    assert (await service.request("POST", "/")).status_code == 500


async def test_a_new_document_has_its_own_form_but_takes_changes_of_the_old_version(
    service: Any, note: Note
) -> None:
    known = await tag(service)
    service.served_by(None)
    service.paths["/"]["get"]["summary"] = "The next release."
    assert await tag(service) != known
    read = await service.request("GET", "/", headers={"If-None-Match": known})
    assert read.status_code == 200
    changed = await service.request("PUT", "/", headers={"If-Match": known})
    assert (changed.status_code, note.version) == (200, 2)


class Text(Result):
    status = 200
    media_type = "text/plain"


async def test_each_media_type_has_a_tag_of_its_own(service: Any, note: Note) -> None:
    content = {"application/json": {"schema": {}}, "text/plain": {"schema": {}}}

    async def read(context: Any) -> Any:
        context.etag(1)
        return Text(body="1") if context.media_type == "text/plain" else 1

    service.add(
        "GET",
        "/two",
        read,
        etag=ETag(),
        results=(Text,),
        responses={"200": {"description": "", "content": content}},
    )
    as_json, as_text = [
        await service.request("GET", "/two", headers={"Accept": accept}) for accept in content
    ]
    assert as_json.headers["etag"] != as_text.headers["etag"]


async def test_an_answer_from_the_cache_has_its_tag_and_is_not_sent_twice(
    service: Any, note: Note
) -> None:
    service.add("GET", "/kept", note.read, etag=ETag(), cache=Cache(ttl=30))
    known = (await service.request("GET", "/kept")).headers["etag"]
    note.version = 2
    answer = await service.request("GET", "/kept", headers={"If-None-Match": known})
    assert (answer.status_code, answer.headers["age"]) == (304, "0")
    assert answer.headers["cache-control"] == "public, max-age=30"


async def test_what_is_not_there_is_made_only_if_it_is_not_there(service: Any) -> None:
    made: list[int] = []

    async def put(context: Any) -> Any:
        if context.is_conditional:
            context.if_match(*made)
        made[:] = [1]
        context.etag(1)
        return {}

    parameters = [
        {"name": name, "in": "header", "schema": {"type": "string"}}
        for name in ("If-Match", "If-None-Match")
    ]
    declaration = {"x-etag": {}, "parameters": parameters}
    service.add("PUT", "/new", put, etag=ETag(), declaration=declaration)
    for field, sent, status in (
        ("If-Match", "*", 412),
        ("If-Match", '"a"', 412),
        ("If-None-Match", "*", 200),
        ("If-None-Match", "*", 412),
    ):
        answer = await service.request("PUT", "/new", headers={field: sent})
        assert answer.status_code == status
