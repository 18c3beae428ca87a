"""Which parts of a form are files, and what is read of the parts around them (RFC 7578)."""

from typing import Any

import httpx2 as httpx
import pytest
from starlette.datastructures import UploadFile

from conformance.service import TAKEN, GeneratedService

DOCUMENT = """
paths:
  /files:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              additionalProperties: false
              properties:
                optional: { anyOf: [{ type: string, format: binary }, { type: "null" }] }
                referred: { description: One., allOf: [{ $ref: "#/components/schemas/File" }] }
                one_or_more:
                  oneOf:
                    - { type: string, format: binary }
                    - { type: array, items: { type: string, format: binary } }
                some: { anyOf: [{ type: array, items: { format: binary } }, { type: "null" }] }
                file_or_address: { anyOf: [{ format: binary }, { type: string, format: uri }] }
                anything: {}
                described: { properties: { n: { type: integer } } }
                encoded: { contentEncoding: base64, contentMediaType: image/png }
                text: { type: string }
                unencoded: { type: string, contentEncoding: binary }
                image: { type: string, contentEncoding: 8bit, contentMediaType: image/png }
                'a "name"': { type: string }
      responses: { "204": { description: Taken. } }
  /named-freely:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema: { type: object, additionalProperties: { type: string, format: binary } }
      responses: { "204": { description: Taken. } }
components:
  schemas:
    File: { type: string, format: binary, minLength: 1 }
"""
DATA = b"\xff\xd8\xff"
TYPE = "multipart/form-data; boundary=B"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("files"), DOCUMENT)


def body(service: GeneratedService) -> dict[str, Any]:
    assert service.arguments is not None
    value = service.arguments["body"]
    return value if isinstance(value, dict) else value.model_dump(exclude_unset=True, by_alias=True)


async def files_of(value: Any) -> Any:
    if isinstance(value, list):
        return [await files_of(each) for each in value]
    assert isinstance(value, UploadFile)
    return await value.read()


@pytest.mark.parametrize(
    ("path", "name", "count", "held"),
    [
        ("files", "optional", 1, DATA),
        ("files", "referred", 1, DATA),
        ("files", "one_or_more", 1, DATA),
        ("files", "one_or_more", 2, [DATA, DATA]),
        ("files", "some", 1, [DATA]),
        ("files", "file_or_address", 1, DATA),
        ("files", "anything", 1, DATA),
        ("files", "unencoded", 1, DATA),
        ("files", "image", 1, DATA),
        ("named-freely", "mine", 1, DATA),
    ],
)
async def test_a_part_is_a_file_wherever_its_schema_says_so(
    service: GeneratedService, path: str, name: str, count: int, held: Any
) -> None:
    sent = [(name, ("a.jpg", DATA, "image/jpeg"))] * count
    response = await service.send("POST", f"/{path}", files=sent)
    assert response.status_code == TAKEN, response.text
    assert await files_of(body(service)[name]) == held


@pytest.mark.parametrize("name", ["referred", "some", "anything", "undeclared"])
async def test_a_file_field_that_was_left_alone_is_absent(
    service: GeneratedService, name: str
) -> None:
    """A browser sends it all the same, without a name and without content."""
    left_alone = (
        f'--B\r\nContent-Disposition: form-data; name="{name}"; filename=""\r\n'
        "Content-Type: application/octet-stream\r\n\r\n\r\n"
        '--B\r\nContent-Disposition: form-data; name="text"\r\n\r\nsent\r\n--B--\r\n'
    )
    response = await service.post("/files", left_alone, TYPE)
    assert response.status_code == TAKEN, response.text
    assert body(service) == {"text": "sent"}


@pytest.mark.parametrize(
    ("name", "text"),
    [("file_or_address", "https://a.example/"), ("anything", "a"), ("encoded", "YQ==")],
)
async def test_a_part_that_may_be_a_text_is_one_without_a_file_name(
    service: GeneratedService, name: str, text: str
) -> None:
    response = await service.send("POST", "/files", files={name: (None, text)})
    assert response.status_code == TAKEN, response.text
    assert body(service) == {name: text}


async def test_json_with_a_file_name_is_a_value_where_the_schema_speaks_of_members(
    service: GeneratedService,
) -> None:
    blob = ("blob", '{"n": 1}', "application/json")
    response = await service.send("POST", "/files", files={"described": blob})
    assert response.status_code == TAKEN, response.text
    assert body(service)["described"] == {"n": 1}
    wrong = ("blob", '{"n": "1"}', "application/json")
    assert await service.status("POST", "/files", files={"described": wrong}) == 422


def part(fields: str, content: bytes = b"a") -> bytes:
    return f"--B\r\n{fields}\r\n\r\n".encode() + content + b"\r\n"


NAMED = 'Content-Disposition: form-data; name="text"'
CLOSED = b"--B--\r\n"


async def post(service: GeneratedService, *content: bytes) -> httpx.Response:
    return await service.post("/files", b"".join(content), TYPE)


async def test_bytes_without_a_file_name_keep_their_media_type(service: GeneratedService) -> None:
    fields = 'Content-Disposition: form-data; name="optional"\r\nContent-Type: image/jpeg'
    response = await post(service, part(fields, DATA), CLOSED)
    assert response.status_code == TAKEN, response.text
    file = body(service)["optional"]
    assert (file.content_type, await file.read()) == ("image/jpeg", DATA)


@pytest.mark.parametrize(
    ("charset", "content"),
    [("iso-8859-1", b"\xe9"), ("UTF-8", b"\xc3\xa9"), ("utf-16", "é".encode("utf-16"))],
)
async def test_a_part_is_read_in_its_own_charset(
    service: GeneratedService, charset: str, content: bytes
) -> None:
    fields = f"{NAMED}\r\nContent-Type: text/plain; charset={charset}"
    response = await post(service, part(fields, content), CLOSED)
    assert response.status_code == TAKEN, response.text
    assert body(service) == {"text": "é"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ([b"This is no part.\r\n", part(NAMED), CLOSED], "text"),
        ([b"\r\n", part(NAMED), CLOSED, b"Nor is this."], "text"),
        ([part('content-disposition: Form-Data; name="a %22name%22"'), CLOSED], 'a "name"'),
        ([part('Content-Disposition: form-data; name="a \\"name\\""'), CLOSED], 'a "name"'),
    ],
)
async def test_what_the_format_allows_around_a_part_is_no_error(
    service: GeneratedService, content: list[bytes], name: str
) -> None:
    response = await post(service, *content)
    assert response.status_code == TAKEN, response.text
    assert body(service) == {name: "a"}


@pytest.mark.parametrize(
    "content",
    [
        [part('Content-Disposition: attachment; name="text"'), CLOSED],
        [part(f"{NAMED}\r\n{NAMED}"), CLOSED],
        [part(f"{NAMED}\r\nContent-Type: text/plain\r\nContent-Type: text/html"), CLOSED],
        [part(f"{NAMED}\r\nContent-Type: text/plain; charset=klingon"), CLOSED],
        [part(f"{NAMED}\r\nContent-Type: text/plain; charset=utf-16", b"\x00\xd8"), CLOSED],
        [part(NAMED)],
        [b"This is no form."],
    ],
)
async def test_what_the_format_does_not_allow_is_a_400(
    service: GeneratedService, content: list[bytes]
) -> None:
    assert (await post(service, *content)).status_code == 400


async def test_an_optional_form_is_absent_where_nothing_is_sent(service: GeneratedService) -> None:
    assert (await post(service)).status_code == TAKEN
    assert service.arguments == {}
