"""Bodies become arguments, or the right refusal."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import UploadFile
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.requests import ClientDisconnect
from starlette.types import Message

from impl.contract.body import BodyReader
from impl.contract.document import Contract
from impl.contract.operation import Operation
from impl.contract.options import ContractOptions
from impl.contract.problems import Problem
from impl.contract.rejections import (
    ContentTooLarge,
    InvalidRequest,
    MalformedRequest,
    UnsupportedMediaType,
)

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


class Point(BaseModel):
    x: int
    y: float = 0.0


POINT = {
    "type": "object",
    "required": ["x"],
    "properties": {"x": {"type": "integer"}, "y": {"type": "number"}},
}


def reader(
    content: dict[str, Any] | None,
    annotations: dict[str, Any] | None = None,
    *,
    required: bool = True,
    limit: int = 10_000,
) -> BodyReader:
    """`content` maps each media type to its schema, or to a whole Media Type Object."""
    operation: dict[str, Any] = {}
    if content is not None:
        declared = {
            name: each if "encoding" in each or not each else {"schema": each}
            for name, each in content.items()
        }
        operation["requestBody"] = {"required": required, "content": declared}
    document = {"openapi": "3.1.0", "paths": {"/x": {"post": operation}}}
    bound = Operation(
        id="x",
        method="POST",
        path="/x",
        pointer="/paths/~1x/post",
        handler="x",
        body=annotations or {},
    )
    options = ContractOptions(max_body_bytes=limit)
    return BodyReader(Contract(document, json.dumps(document).encode()), bound, options)


async def read(
    subject: BodyReader,
    data: bytes | Iterable[bytes] = b"",
    content_type: str | None = JSON,
    **headers: str,
) -> Any:
    chunks = [data] if isinstance(data, bytes) else list(data)
    messages: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": index < len(chunks)}
        for index, chunk in enumerate(chunks, 1)
    ]
    fields = {"content-length": str(sum(map(len, chunks))), **headers}
    if content_type is not None:
        fields["content-type"] = content_type
    raw = [(name.replace("_", "-").encode(), each.encode()) for name, each in fields.items()]

    async def receive() -> Message:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    return await subject.read(raw, receive)


async def refused(kind: type[Problem], subject: BodyReader, *args: Any, **headers: str) -> Any:
    with pytest.raises(kind) as caught:
        await read(subject, *args, **headers)
    return caught.value


def codes(problem: Problem) -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in problem.errors]


async def test_json_becomes_the_model() -> None:
    subject = reader({JSON: POINT}, {JSON: Point})
    assert await read(subject, b'{"x": 1, "y": 2}') == {"body": Point(x=1, y=2.0)}


async def test_json_without_a_model_stays_json() -> None:
    assert await read(reader({JSON: POINT}), b'{"x": 1}') == {"body": {"x": 1}}
    assert await read(reader({JSON: {}}), b"[null]") == {"body": [None]}


async def test_chunks_are_put_together() -> None:
    assert await read(reader({JSON: POINT}), [b'{"x"', b": ", b"1}"]) == {"body": {"x": 1}}


async def test_errors_point_into_the_body() -> None:
    problem = await refused(InvalidRequest, reader({JSON: POINT}), b'{"y": "SECRET"}')
    assert codes(problem) == [("#/x", "required"), ("#/y", "type")]
    assert "SECRET" not in json.dumps(problem.body("urn:x"))


@pytest.mark.parametrize("data", [b"{", b'{"x":1,"x":2}', b"NaN", b'"\xff"', b"[" * 1000])
async def test_what_is_no_strict_json_is_a_400(data: bytes) -> None:
    await refused(MalformedRequest, reader({JSON: {}}), data)


async def test_whole_floats_are_integers_of_any_size() -> None:
    subject = reader({JSON: POINT}, {JSON: Point})
    assert (await read(subject, b'{"x": 1.0}'))["body"].x == 1
    assert (await read(subject, b'{"x": 1e300}'))["body"].x == int(1e300)


async def test_a_valid_value_that_python_cannot_hold_is_a_422_with_its_place() -> None:
    class Event(BaseModel):
        when: list[datetime]

    schema = {"properties": {"when": {"items": {"type": "string", "format": "date-time"}}}}
    subject = reader({JSON: schema}, {JSON: Event})
    data = b'{"when": ["2026-11-22T09:30:00Z", "0000-01-01T00:00:00Z"]}'
    assert codes(await refused(InvalidRequest, subject, data)) == [("#/when/1", "unsupported")]


@pytest.mark.parametrize(
    ("declared", "sent", "taken"),
    [
        ([JSON], "application/json", True),
        ([JSON], "Application/JSON; Charset=UTF-8", True),
        ([JSON], 'application/json; charset="utf-8"', True),
        ([JSON], "application/json; charset=utf-16", False),
        ([JSON], "application/json; charset=iso-8859-1", False),
        ([JSON], "application/vnd.x+json", False),
        ([JSON], "text/json", False),
        ([JSON], "application/jsonx", False),
        ([JSON], "application", False),
        ([JSON], "", False),
        ([JSON], "/", False),
        ([JSON], "*/*", False),
        ([JSON], "application/json, text/plain", False),
        ([JSON], "application/json;" + "x" * 1000, False),
        (["application/vnd.x+json"], "application/vnd.x+json", True),
        (["application/vnd.x+json"], "application/json", False),
        (["application/*"], "application/anything+json", True),
        (["application/*"], "text/plain", False),
        (["*/*"], "application/json", True),
        (["application/json; version=2"], "application/json; version=2", True),
        (["application/json; version=2"], "application/json; version=1", False),
        (["application/json; charset=utf-8"], "application/json", True),
        (["application/merge-patch+json", "application/*"], "application/merge-patch+json", True),
    ],
)
async def test_only_declared_media_types_are_taken(
    declared: list[str], sent: str, taken: bool
) -> None:
    subject = reader({name: {"type": "object"} for name in declared})
    if taken:
        assert await read(subject, b"{}", sent) == {"body": {}}
    else:
        await refused(UnsupportedMediaType, subject, b"{}", sent)


async def test_the_most_specific_range_decides() -> None:
    schemas = {"*/*": {"const": 0}, "application/*": {"const": 1}, JSON: {"const": 2}}
    subject = reader(schemas)
    assert await read(subject, b"2", JSON) == {"body": 2}
    assert await read(subject, b"1", "application/x+json") == {"body": 1}
    assert await read(subject, b"0", "text/x+json") == {"body": 0}


async def test_the_refusal_says_what_would_be_taken() -> None:
    subject = reader({JSON: {}, "text/plain": {}})
    problem = await refused(UnsupportedMediaType, subject, b"<a/>", "application/xml")
    assert set(problem.accept.split(", ")) == {JSON, "text/plain"}


async def test_a_body_without_a_media_type_is_refused() -> None:
    await refused(UnsupportedMediaType, reader({JSON: {}}), b"{}", None)


async def test_two_media_types_are_refused() -> None:
    fields = [(b"content-type", b"application/json"), (b"content-type", b"text/plain")]

    async def receive() -> Message:
        raise AssertionError

    with pytest.raises(MalformedRequest):
        await reader({JSON: {}}).read(fields, receive)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity, gzip"])
async def test_compressed_content_is_refused(coding: str) -> None:
    problem = await refused(
        UnsupportedMediaType, reader({JSON: {}}), b"{}", content_encoding=coding
    )
    assert problem.accept_encoding == "identity"


async def test_identity_is_no_compression() -> None:
    assert await read(reader({JSON: {}}), b"{}", content_encoding="Identity") == {"body": {}}


async def test_an_announced_size_is_refused_before_anything_is_read() -> None:
    async def receive() -> Message:
        raise AssertionError

    fields = [(b"content-type", b"application/json"), (b"content-length", b"10001")]
    with pytest.raises(ContentTooLarge):
        await reader({JSON: {}}).read(fields, receive)


async def test_reading_stops_at_the_limit() -> None:
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b" " * 1000, "more_body": True}

    fields = [(b"content-type", b"application/json"), (b"transfer-encoding", b"chunked")]
    with pytest.raises(ContentTooLarge):
        await reader({JSON: {}}).read(fields, receive)
    assert taken == 11


async def test_the_largest_body_is_read_and_one_more_byte_is_not() -> None:
    subject = reader({JSON: {}}, limit=10)
    assert await read(subject, b'"12345678"') == {"body": "12345678"}
    await refused(ContentTooLarge, subject, [b'"12345678"', b" "], content_length="5")
    await refused(ContentTooLarge, subject, b'"123456789"', content_length="5")


async def test_a_client_that_goes_away_is_noticed() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    fields = [(b"content-type", b"application/json"), (b"content-length", b"5")]
    with pytest.raises(ClientDisconnect):
        await reader({JSON: {}}).read(fields, receive)


@pytest.mark.parametrize("length", ["x", "-1", "1e3", "٣"])
async def test_a_length_that_is_no_number_is_a_400(length: str) -> None:
    await refused(MalformedRequest, reader({JSON: {}}), b"{}", content_length=length)


async def test_an_absent_optional_body_is_no_argument() -> None:
    subject = reader({JSON: POINT}, {JSON: Point}, required=False)
    assert await read(subject, b"", None) == {}
    assert await read(subject, b"", JSON) == {}
    assert await read(subject, b'{"x": 1}') == {"body": Point(x=1)}
    await refused(InvalidRequest, subject, b"null")


async def test_an_absent_required_body_is_refused() -> None:
    subject = reader({JSON: POINT})
    assert codes(await refused(InvalidRequest, subject, b"", None)) == [("#", "required")]
    await refused(MalformedRequest, subject, b"", JSON)


async def test_an_undeclared_body_is_refused_but_its_absence_is_not() -> None:
    subject = reader(None)
    assert await read(subject, b"", None) == {}
    assert await read(subject, b"", JSON) == {}
    assert await read(subject, b"", None, transfer_encoding="chunked") == {}
    await refused(MalformedRequest, subject, b"{}", JSON)
    await refused(MalformedRequest, subject, b"x", None)


async def test_texts_are_decoded_and_checked() -> None:
    subject = reader({"text/plain": {"type": "string", "maxLength": 3}}, {"text/plain": str})
    assert await read(subject, "äöü".encode(), "text/plain; charset=utf-8") == {"body": "äöü"}
    assert codes(await refused(InvalidRequest, subject, b"abcd", "text/plain")) == [
        ("#", "maxLength")
    ]
    await refused(MalformedRequest, subject, b"\xff", "text/plain")
    await refused(UnsupportedMediaType, subject, b"a", "text/plain; charset=latin-1")


async def test_bytes_are_handed_on() -> None:
    octets = "application/octet-stream"
    for annotations in ({octets: bytes}, {}):
        assert await read(reader({octets: {}}, annotations), b"\xff\0", octets) == {
            "body": b"\xff\0"
        }


async def test_urlencoded_fields_are_read_by_their_schemas() -> None:
    schema = {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "age": {"type": "integer"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "codes": {"type": "array", "items": {"type": "integer"}},
            "address": {"type": "object", "properties": {"zip": {"type": "string"}}},
            "id": {"type": "string", "format": "uuid"},
        },
        "additionalProperties": False,
    }

    class Person(BaseModel):
        name: str
        age: int
        tags: list[str]
        codes: list[int]
        address: dict[str, str]
        id: UUID

    encoding = {"codes": {"style": "pipeDelimited", "explode": False}}
    subject = reader({FORM: {"schema": schema, "encoding": encoding}}, {FORM: Person})
    data = (
        b"name=Ada+L%C3%B6ve&age=36&tags=a&tags=b%2Cc&codes=1%7C2&address=%7B%22zip%22:%221%22%7D"
        b"&id=01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"
    )
    assert (await read(subject, data, FORM))["body"] == Person(
        name="Ada Löve",
        age=36,
        tags=["a", "b,c"],
        codes=[1, 2],
        address={"zip": "1"},
        id=UUID("01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a"),
    )
    problem = await refused(InvalidRequest, subject, b"age=x&other=1", FORM)
    assert ("#/age", "type") in codes(problem)
    assert ("#/name", "required") in codes(problem)
    assert ("#/other", "additionalProperties") in codes(problem)
    await refused(MalformedRequest, subject, b"name=%FF", FORM)
    await refused(MalformedRequest, subject, b"name=a&address=%7B", FORM)


async def test_an_empty_form_is_an_empty_object() -> None:
    assert await read(reader({FORM: {"type": "object"}}), b"", FORM) == {"body": {}}
    optional = reader({FORM: {"type": "object", "required": ["name"]}}, required=False)
    await refused(InvalidRequest, optional, b"", FORM)
    assert await read(optional, b"", None) == {}


def multipart(**parts: Any) -> tuple[bytes, str]:
    request = httpx2.Request("POST", "http://x", files=list(parts.items()))
    return request.read(), request.headers["content-type"]


UPLOAD = {
    "type": "object",
    "required": ["file", "meta"],
    "properties": {
        "file": {"type": "string", "format": "binary", "minLength": 1},
        "meta": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}},
        "count": {"type": "integer"},
        "more": {"type": "array", "items": {"contentMediaType": "application/octet-stream"}},
    },
}


async def test_multipart_parts_are_values_and_files() -> None:
    subject = reader({MULTIPART: UPLOAD})
    data, content_type = multipart(
        file=("a.bin", b"\xff\0" * 10, "image/png"),
        meta=(None, '{"n": 1}'),
        count=(None, "5"),
        more=("b.txt", b"b"),
    )
    body = (await read(subject, data, content_type))["body"]
    assert (body["meta"], body["count"]) == ({"n": 1}, 5)
    assert (body["file"].filename, body["file"].content_type) == ("a.bin", "image/png")
    assert await body["file"].read() == b"\xff\0" * 10
    assert [await each.read() for each in body["more"]] == [b"b"]


async def test_files_reach_the_model_as_files() -> None:
    class Upload(BaseModel):
        file: UploadFile
        meta: dict[str, int]
        more: list[UploadFile] = []

    subject = reader({MULTIPART: UPLOAD}, {MULTIPART: Upload})
    data, content_type = multipart(
        file=("a", b"one"), meta=(None, '{"n": 1}'), more=("b", b"two", "image/png")
    )
    body = (await read(subject, data, content_type))["body"]
    assert [await each.read() for each in (body.file, *body.more)] == [b"one", b"two"]


async def test_multipart_is_validated_with_files_counting_as_present() -> None:
    subject = reader({MULTIPART: UPLOAD})
    data, content_type = multipart(meta=(None, "{}"), count=(None, "x"))
    problem = await refused(InvalidRequest, subject, data, content_type)
    assert set(codes(problem)) == {
        ("#/file", "required"),
        ("#/meta/n", "required"),
        ("#/count", "type"),
    }


async def test_a_part_is_read_as_its_own_media_type_says() -> None:
    subject = reader({MULTIPART: {"properties": {"a": {"type": ["integer", "string"]}}}})
    as_json, content_type = multipart(a=(None, '"1"', "application/json"))
    assert await read(subject, as_json, content_type) == {"body": {"a": "1"}}
    as_text, content_type = multipart(a=(None, "1"))
    assert await read(subject, as_text, content_type) == {"body": {"a": 1}}


async def test_a_file_sent_as_a_text_is_still_a_file() -> None:
    subject = reader({MULTIPART: UPLOAD})
    data, content_type = multipart(file=(None, "abc"), meta=(None, '{"n": 1}'))
    body = (await read(subject, data, content_type))["body"]
    assert await body["file"].read() == b"abc"


async def test_a_text_sent_as_a_file_is_still_a_text() -> None:
    subject = reader({MULTIPART: {"properties": {"a": {"type": "integer"}}}})
    data, content_type = multipart(a=("a.txt", b"7"))
    assert await read(subject, data, content_type) == {"body": {"a": 7}}


async def test_a_large_file_is_on_disk_and_closed_when_nobody_holds_it() -> None:
    subject = reader({MULTIPART: UPLOAD}, limit=2_000_000)
    data, content_type = multipart(file=("a", b"x" * 1_000_000), meta=(None, '{"n": 1}'))
    chunks = [data[start : start + 65536] for start in range(0, len(data), 65536)]
    body = (await read(subject, chunks, content_type))["body"]
    spooled = body["file"].file
    assert spooled.name is not None
    assert len(await body["file"].read()) == 1_000_000
    del body
    assert spooled.closed


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"--b\r\n", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=b"),
        (b"junk", "multipart/form-data; boundary=b"),
        (b"--b\r\n\r\n", "multipart/form-data; boundary=b"),
        (b"--b\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b"),
        (
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx',
            "multipart/form-data; boundary=b",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 1100 + b"--b--\r\n",
            "multipart/form-data; boundary=b",
        ),
        (b"--\r\n", "multipart/form-data; boundary="),
    ],
)
async def test_a_broken_multipart_body_is_a_400(data: bytes, content_type: str) -> None:
    subject = reader({MULTIPART: {"type": "object"}}, limit=1_000_000)
    await refused(MalformedRequest, subject, data, content_type)


async def test_a_multipart_body_beyond_the_limit_is_a_413() -> None:
    data, content_type = multipart(file=("a", b"x" * 20_000))
    subject = reader({MULTIPART: UPLOAD})
    await refused(ContentTooLarge, subject, data, content_type)
    await refused(ContentTooLarge, subject, [data], content_type, content_length="5")


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=80) | st.text(alphabet='{}[]":,xy01.eE-%&=+', max_size=30),
    st.sampled_from([JSON, FORM, "multipart/form-data; boundary=b", "text/plain", "a/b", "é"]),
)
async def test_no_bytes_break_the_reader(data: bytes | str, content_type: str) -> None:
    subject = reader({JSON: POINT, FORM: POINT, MULTIPART: UPLOAD, "text/plain": {}})
    try:
        await read(subject, data if isinstance(data, bytes) else data.encode(), content_type)
    except (InvalidRequest, MalformedRequest, UnsupportedMediaType) as problem:
        json.dumps(problem.body("urn:x"))
