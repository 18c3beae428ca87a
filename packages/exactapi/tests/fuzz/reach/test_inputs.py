"""Bodies of every kind are read, and what they give is judged by their schemas."""

import pytest

from fuzz.reach.seeded import BODY, PET, document, exchange, reached, sides

FORM = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nab\r\n--b--\r\n'


@pytest.mark.parametrize(
    ("media_type", "sent", "good"),
    [
        ("application/json", "application/json; charset=utf-8", b'{"a": "ab"}'),
        ("application/*+json", "application/merge-patch+json", b'{"a": "ab"}'),
        ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded", b"a=ab"),
        ("multipart/form-data", "multipart/form-data; boundary=b", FORM),
        ("application/xml", "application/xml", b"<pet><a>ab</a></pet>"),
    ],
)
def test_a_body_of_each_kind(media_type: str, sent: str, good: bytes) -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"minLength": 2, "type": "string"}},
        "xml": {"name": "pet"},
    }
    contract = document(schema, media_type=media_type)
    below = BODY.replace("application~1json", media_type.replace("/", "~1"))
    short = good.replace(b"ab", b"a")
    exchanges = exchange(good, 200, media_type=sent), exchange(short, 422, media_type=sent)
    assert sides(reached(contract, *exchanges), below=below)["properties/a/minLength"] == (
        "broken kept"
    )


def test_each_item_of_a_sequence() -> None:
    contract = document({"type": "object", "required": ["a"]}, media_type="application/x-ndjson")
    below = BODY.replace("application~1json", "application~1x-ndjson")
    lines = exchange(b'{"a": 1}\n{}\n', 422, media_type="application/x-ndjson")
    assert sides(reached(contract, lines), below=below)["required"] == "broken"


def test_octets_are_there_and_have_no_keywords() -> None:
    contract = document({"maxLength": 9}, media_type="application/octet-stream")
    sent = exchange(b"abc", 200, media_type="application/octet-stream")
    there = "/paths/~1pets~1{id}/put/requestBody"
    assert sides(reached(contract, sent), below=there) == {"required": "kept"}


def test_what_was_filtered_out_of_the_report_is_there_and_not_judged() -> None:
    token = {"name": "token", "in": "query", "required": True, "schema": {"maxLength": 3}}
    url = f"/v1/pets/{PET}?token=%5BFiltered%5D"
    contract = document({"type": "object"}, parameters=(token,))
    found = reached(contract, exchange([], 422, url=url), exchange({}, 200, url=url))
    below = "/paths/~1pets~1{id}/put/parameters/1"
    assert sides(found, below=below) == {"required": "kept", "schema/maxLength": ""}
    assert sides(found, below=BODY) == {"type": "broken kept"}
