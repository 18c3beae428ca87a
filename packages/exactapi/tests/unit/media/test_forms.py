"""Urlencoded and multipart bodies become objects, texts and files."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx2
import pytest
from fastapi import UploadFile
from pydantic import BaseModel

from exactapi.rejections import (
    ContentTooLarge,
    InvalidRequest,
    MalformedRequest,
)
from unit.bodies import (
    FORM,
    MULTIPART,
    UPLOAD,
    codes,
    read,
    reader,
    refused,
)


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


@pytest.mark.parametrize(
    ("text", "value"), [("auto", "auto"), ('{"n": 1}', {"n": 1}), ("5", 5), ("null", None)]
)
async def test_a_field_that_may_be_a_text_or_an_object_is_what_its_schema_takes(
    text: str, value: object
) -> None:
    inner = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    either = [{"enum": ["auto"]}, {"type": "integer"}, inner, {"type": "null"}]
    subject = reader({FORM: {"type": "object", "properties": {"a": {"anyOf": either}}}})
    assert (await read(subject, urlencode({"a": text}).encode(), FORM))["body"] == {"a": value}
    assert codes(await refused(InvalidRequest, subject, b"a=%7Bx", FORM)) == [("#/a", "anyOf")]


async def test_an_empty_form_is_an_empty_object() -> None:
    assert await read(reader({FORM: {"type": "object"}}), b"", FORM) == {"body": {}}
    optional = reader({FORM: {"type": "object", "required": ["name"]}}, required=False)
    await refused(InvalidRequest, optional, b"", FORM)
    assert await read(optional, b"", None) == {}


def multipart(**parts: Any) -> tuple[bytes, str]:
    request = httpx2.Request("POST", "http://x", files=list(parts.items()))
    return request.read(), request.headers["content-type"]


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


async def test_the_first_of_several_media_types_is_that_of_a_part_without_one() -> None:
    properties = {"a": {"type": "array"}, "b": {"type": "string"}}
    encoding = {
        "a": {"contentType": "application/json, text/plain"},
        "b": {"contentType": "text/plain, application/json"},
    }
    schema = {"type": "object", "properties": properties}
    subject = reader({MULTIPART: {"schema": schema, "encoding": encoding}})
    data, content_type = multipart(a=(None, "[1]"), b=(None, "[1]"))
    assert await read(subject, data, content_type) == {"body": {"a": [1], "b": "[1]"}}
    data, content_type = multipart(b=(None, '"x"', "application/json"))
    assert await read(subject, data, content_type) == {"body": {"b": "x"}}


@pytest.mark.parametrize(
    "charset", ["", "; charset=base64", "; charset=nothing", "; charset=utf-8"]
)
@pytest.mark.parametrize("name", ["é".encode(), "é".encode("latin-1")])
async def test_a_name_is_utf_8_or_else_latin_1_whatever_the_charset_of_the_body(
    charset: str, name: bytes
) -> None:
    schema = {"type": "object", "properties": {"é": {"type": "integer"}}}
    part = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n1\r\n--b--\r\n' % name
    subject = reader({MULTIPART: schema})
    found = await read(subject, part, f"multipart/form-data; boundary=b{charset}")
    assert found == {"body": {"é": 1}}


async def test_more_than_a_thousand_parts_are_a_400() -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    for count in (1_000, 1_001):
        data = part * count + b"--b--\r\n"
        subject = reader({MULTIPART: {"type": "object"}}, limit=len(data))
        if count == 1_000:
            assert (
                len((await read(subject, data, "multipart/form-data; boundary=b"))["body"]["a"])
                == count
            )
        else:
            await refused(MalformedRequest, subject, data, "multipart/form-data; boundary=b")
