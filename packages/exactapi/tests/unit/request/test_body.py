"""Bodies become arguments, or the right refusal."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, create_model
from starlette.requests import ClientDisconnect
from starlette.types import Message

from exactapi.model import Model
from exactapi.rejections import (
    ContentTooLarge,
    InvalidRequest,
    MalformedRequest,
    UnsupportedMediaType,
)
from exactapi.request.incoming import announces_content
from exactapi.text.decimals import DecimalNumber
from unit.bodies import (
    FORM,
    JSON,
    MULTIPART,
    UPLOAD,
    codes,
    read,
    reader,
    refused,
)


class Point(BaseModel):
    x: int
    y: float = 0.0


POINT = {
    "type": "object",
    "required": ["x"],
    "properties": {"x": {"type": "integer"}, "y": {"type": "number"}},
}


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


@pytest.mark.parametrize("sent", ["text/plain", "nonsense"])
async def test_what_is_not_declared_is_told_with_what_is(sent: str) -> None:
    problem = await refused(UnsupportedMediaType, reader({JSON: {}}), b"{}", sent)
    told = f"The media type of the body is not declared; send one of: {JSON}."
    assert problem.detail == told


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
    problem = await refused(ContentTooLarge, subject, b'"123456789"', content_length="5")
    assert problem.detail == "The body must have at most 10 bytes."


async def test_a_client_that_goes_away_is_noticed() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    fields = [(b"content-type", b"application/json"), (b"content-length", b"5")]
    with pytest.raises(ClientDisconnect):
        await reader({JSON: {}}).read(fields, receive)


@pytest.mark.parametrize("length", ["x", "-1", "1e3", "٣"])
async def test_a_length_that_is_no_number_is_a_400(length: str) -> None:
    problem = await refused(MalformedRequest, reader({JSON: {}}), b"{}", content_length=length)
    assert problem.detail == "The Content-Length field is no number."


async def test_an_absent_optional_body_is_no_argument() -> None:
    subject = reader({JSON: POINT}, {JSON: Point}, required=False)
    assert await read(subject, b"", None) == {}
    assert await read(subject, b"", JSON) == {}
    assert await read(subject, b'{"x": 1}') == {"body": Point(x=1)}
    await refused(InvalidRequest, subject, b"null")


async def test_a_chunked_body_is_read_although_no_length_announces_it() -> None:
    chunked = {"content_length": "0", "transfer_encoding": "chunked"}
    for required in (True, False):
        subject = reader({JSON: POINT}, {JSON: Point}, required=required)
        assert await read(subject, [b'{"x"', b": 1}"], **chunked) == {"body": Point(x=1)}
    problem = await refused(MalformedRequest, reader(None), b"x", None, **chunked)
    assert problem.detail == "This operation takes no body."
    await refused(MalformedRequest, reader(None), [b"", b"x"], None, **chunked)


@pytest.mark.parametrize(
    ("framing", "missing"),
    [
        ((b"transfer-encoding", b"chunked"), [("#/file", "required"), ("#/meta", "required")]),
        ((b"content-length", b"0"), []),
    ],
)
async def test_an_optional_form_is_read_where_it_is_announced(
    framing: tuple[bytes, bytes], missing: list[tuple[str, str]]
) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"--b--\r\n"}

    subject = reader({MULTIPART: UPLOAD}, required=False)
    fields = [(b"content-type", b"multipart/form-data; boundary=b"), framing]
    found: list[tuple[str, str]] = []
    try:
        assert await subject.read(fields, receive) == {}
    except InvalidRequest as problem:
        found = codes(problem)
    assert found == missing


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (b"transfer-encoding", b"chunked", True),
        (b"content-length", b"10", True),
        (b"content-length", b"00", False),
        (b"content-type", b"text/plain", False),
    ],
)
def test_content_is_announced_by_its_length_or_in_chunks(
    name: bytes, value: bytes, *, expected: bool
) -> None:
    assert announces_content([(b"host", b"a"), (name, value)]) is expected


async def test_an_absent_required_body_is_refused() -> None:
    subject = reader({JSON: POINT})
    (error,) = (await refused(InvalidRequest, subject, b"", None)).errors
    assert (error.pointer, error.code, error.detail) == ("#", "required", "is required")
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


@pytest.mark.parametrize("annotations", [{"text/plain": str}, {}])
async def test_a_text_of_which_nothing_is_said_is_no_number(annotations: dict[str, Any]) -> None:
    assert await read(reader({"text/plain": {}}, annotations), b"5", "text/plain") == {"body": "5"}


async def test_lines_are_counted_as_the_schema_of_all_says() -> None:
    lines = "application/jsonl"
    subject = reader({lines: {"type": "array", "maxItems": 1}})
    assert await read(subject, b"1\n", lines) == {"body": [1]}
    assert codes(await refused(InvalidRequest, subject, b"1\n2\n", lines)) == [("#", "maxItems")]


async def test_a_decimal_that_would_lose_digits_is_refused_by_what_was_sent() -> None:
    subject = reader({JSON: {"type": "number"}}, {JSON: DecimalNumber})
    assert await read(subject, b"0.125") == {"body": Decimal("0.125")}
    problem = await refused(InvalidRequest, subject, b"0.12345678901234567890123")
    assert codes(problem) == [("#", "unsupported")]


async def test_octets_are_counted() -> None:
    octets = "application/octet-stream"
    subject = reader({octets: {"type": "string", "maxLength": 2}}, {octets: bytes})
    assert await read(subject, b"\xff\0", octets) == {"body": b"\xff\0"}
    problem = await refused(InvalidRequest, subject, b"\xff\0\0", octets)
    assert codes(problem) == [("#", "maxLength")]


async def test_bytes_are_handed_on() -> None:
    octets = "application/octet-stream"
    for annotations in ({octets: bytes}, {}):
        assert await read(reader({octets: {}}, annotations), b"\xff\0", octets) == {
            "body": b"\xff\0"
        }


async def test_bytes_that_should_be_a_value_are_refused_with_their_media_type() -> None:
    octets = "application/octet-stream"
    problem = await refused(
        UnsupportedMediaType, reader({octets: {}}, {octets: Point}), b"1", octets
    )
    assert problem.detail == "A body of type application/octet-stream cannot be read as a value."


@settings(max_examples=200)
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


async def test_a_decimal_in_a_form_is_read() -> None:
    price = create_model("Price", __base__=Model, price=(DecimalNumber, ...))
    schema = {"type": "object", "properties": {"price": {"type": "number"}}}
    body = (await read(reader({FORM: schema}, {FORM: price}), b"price=0.125", FORM))["body"]
    assert body.price == Decimal("0.125")
