"""Every media type has one kind, which says what the generator, the runtime and the mock do."""

import json
from typing import Any

import pytest

from exactapi.document.contract import Contract, Located
from exactapi.document.media_types import MediaType, parse_media_type
from exactapi.media.codec import Codec
from exactapi.media.kinds import KINDS, codec, kind_of
from exactapi.problems import ContractViolationError
from exactapi.rejections import MalformedRequest, UnsupportedMediaType
from exactapi.schemas.directions import Direction


def bound(media_type: str, schema: Any, direction: Direction = "response") -> Codec:
    content = {"schema": schema}
    document = {"content": content}
    contract = Contract(document, json.dumps(document).encode())
    return codec(contract, media_type, Located("/content", content), direction)


def sent(media_type: str) -> MediaType:
    parsed = parse_media_type(media_type)
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("media_type", "response", "request_"),
    [
        *(("application/json", "Json", "Json"), ("TEXT/JSON; charset=utf-8", "Json", "Json")),
        *(("application/problem+json", "Json", "Json"), ("application/*+json", "Json", "Json")),
        *(("application/xml", "Xml", "Xml"), ("image/svg+xml", "Xml", "Xml")),
        *(("application/yaml", "Yaml", "Binary"), ("text/yaml", "Yaml", "Text")),
        *(("a/b+yaml", "Yaml", "Binary"), ("application/vnd.oai.openapi", "Yaml", "Binary")),
        ("application/vnd.oai.openapi+json", "Json", "Json"),
        *(("text/event-stream", "Events", "Events"), ("application/jsonl", "Lines", "Lines")),
        *(("application/x-ndjson", "Lines", "Lines"), ("a/b+json-seq", "Records", "Records")),
        ("application/x-www-form-urlencoded", "UrlEncoded", "UrlEncoded"),
        *(("multipart/form-data; boundary=b", "Multipart", "Multipart"),),
        *(
            ("multipart/*", "Multipart", "Multipart"),
            ("multipart/mixed", "Binary", "OtherMultipart"),
        ),
        *(("text/plain", "Text", "Text"), ("text/*", "Text", "Text")),
        *(
            ("image/png", "Binary", "Binary"),
            ("*/*", "Binary", "Binary"),
            ("é", "Binary", "Binary"),
        ),
    ],
)
def test_a_media_type_has_one_kind_in_each_direction(
    media_type: str, response: str, request_: str
) -> None:
    assert kind_of(media_type, "response").__name__ == response
    assert kind_of(media_type, "request").__name__ == request_


@pytest.mark.parametrize(
    ("media_type", "kind"), [("text/event-stream", "Text"), ("application/jsonl", "Binary")]
)
def test_a_sequence_without_values_is_handed_over_in_requests_alone(
    media_type: str, kind: str
) -> None:
    assert kind_of(media_type, "request", of_values=False).__name__ == kind
    assert kind_of(media_type, "response", of_values=False).form == "events"


@pytest.mark.parametrize(
    ("media_type", "kind"), [("text/xml", "Text"), ("application/xml", "Binary")]
)
def test_xml_of_octets_is_what_its_name_says_otherwise(media_type: str, kind: str) -> None:
    for direction in ("request", "response"):
        octets = bound(media_type, {"type": "string", "format": "binary"}, direction)
        assert type(octets).__name__ == kind
        assert type(bound(media_type, {"type": "object"}, direction)).__name__ == "Xml"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", [b"as it is", bytearray(b"as it is"), memoryview(b"as it is")])
def test_bytes_are_written_as_they_are(kind: type[Codec], data: Any) -> None:
    contract = Contract({}, b"{}")
    assert kind(contract, "a/b", None, "response").write(data) == b"as it is"


@pytest.mark.parametrize(
    ("media_type", "value", "written"),
    [
        *(("application/json", "a", b'"a"'), ("application/json", None, b"null")),
        *(("application/yaml", "a: 1", b"a: 1"), ("application/yaml", {"a": 1}, b'{"a":1}')),
        *(("text/plain", "a", b"a"), ("text/plain", True, b"true"), ("text/csv", [1, 2], b"1,2")),
        (
            "application/x-www-form-urlencoded",
            {"a": [1, 2], "b": {"c": 1}},
            b"a=1&a=2&b=%7B%22c%22%3A1%7D",
        ),
        *(("image/png", "a", b"a"), ("multipart/form-data", "--b--", b"--b--")),
        ("application/xml", {"a": 1}, b"<root><a>1</a></root>"),
    ],
)
def test_values_are_written_as_their_kind_says(media_type: str, value: Any, written: bytes) -> None:
    schema = {"type": "object", "xml": {"name": "root"}} if "xml" in media_type else True
    found = bound(media_type, schema).write(value)
    assert found.endswith(written)
    assert found == written or "xml" in media_type


@pytest.mark.parametrize(
    ("media_type", "value"),
    [("image/png", 1), ("text/plain", {"a": 1}), ("application/jsonl", 1), ("multipart/*", {})],
)
def test_a_value_without_a_form_in_the_media_type_breaks_the_contract(
    media_type: str, value: Any
) -> None:
    with pytest.raises(ContractViolationError, match="must be bytes or str"):
        bound(media_type, True).write(value)


@pytest.mark.parametrize(
    ("media_type", "schema", "right", "wrong"),
    [
        ("application/json", {"type": "integer"}, b"1", b"1.5"),
        ("application/json", True, b"{}", b"{"),
        ("application/yaml", {"type": "integer"}, b"1", b'"a"'),
        ("text/yaml", {"type": "integer"}, b"1", b"a: b"),
        ("text/plain", {"type": "integer"}, b"1", b"a"),
        ("image/png", {"maxLength": 1}, b"a", b"ab"),
        (
            "application/xml",
            {"type": "object", "properties": {"a": {"type": "integer"}}},
            b"<a><a>1</a></a>",
            b"<a><a>x</a></a>",
        ),
    ],
)
def test_content_that_breaks_its_schema_has_a_fault(
    media_type: str, schema: Any, right: bytes, wrong: bytes
) -> None:
    subject = bound(media_type, schema)
    if media_type == "application/xml":
        schema["xml"] = {"name": "a"}
    assert subject.fault(right, sent(media_type)) is None
    assert str(subject.fault(wrong, sent(media_type))).startswith("body")


@pytest.mark.parametrize(
    ("media_type", "item", "framed"),
    [
        ("application/jsonl", b"1", b"1\n"),
        ("application/json-seq", b"1", b"\x1e1\n"),
        ("text/event-stream", b"1", b"data: 1\n\n"),
        ("application/json", b"1", b"1\n"),
    ],
)
def test_items_are_framed_as_their_media_type_says(
    media_type: str, item: bytes, framed: bytes
) -> None:
    assert bound(media_type, True).frame(item) == framed


@pytest.mark.parametrize("media_type", ["application/json", "text/plain"])
def test_texts_in_other_charsets_are_refused(media_type: str) -> None:
    subject = bound(media_type, {"type": "string"}, "request")
    with pytest.raises(UnsupportedMediaType):
        subject.read(b"1", sent(f"{media_type}; charset=utf-16"))
    with pytest.raises(MalformedRequest):
        subject.read(b"\xff", sent(media_type))
