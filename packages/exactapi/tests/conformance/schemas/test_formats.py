"""Formats are asserted: those of JSON Schema, and of OpenAPI's registry."""

from typing import Any

import pytest

from conformance.service import TAKEN, GeneratedService, errors

FORMATS: dict[str, tuple[str, list[Any], list[Any]]] = {
    "int8": ("integer", [-128, 127, 1.0], [-129, 128]),
    "int16": ("integer", [-32768, 32767], [-32769, 32768]),
    "int32": ("integer", [-(2**31), 2**31 - 1], [-(2**31) - 1, 2**31]),
    "int64": ("integer", [-(2**63), 2**63 - 1], [-(2**63) - 1, 2**63]),
    "uint8": ("integer", [0, 255], [-1, 256]),
    "uint32": ("integer", [0, 2**32 - 1], [-1, 2**32]),
    "uint64": ("integer", [0, 2**64 - 1], [-1, 2**64]),
    "double-int": ("integer", [2**53 - 1], [2**53]),
    "float": ("number", [3.4028234663852886e38, 0.1], [3.5e38, -1e39]),
    "double": ("number", [1.7e308], []),
    "decimal": ("string", ["1", "-1.50", "+.5"], ["", "1e5", "1,5", "x"]),
    "byte": ("string", ["", "QUJD", "QUI=", "QQ=="], ["QUI", "!!!!", "QUJD\n", "_-_-"]),
    "base64url": ("string", ["_-_-", "QQ", "QUI="], ["+/+/", "Q"]),
    "password": ("string", ["anything"], []),
    "email": ("string", ["ada@example.com"], ["ada", "a@b@c"]),
    "idn-email": ("string", ["\u00e4@\u00f6.de"], ["\u00e4"]),
    "hostname": ("string", ["a.example"], ["-a", "a b"]),
    "idn-hostname": ("string", ["\u00f6.de"], ["\u302e"]),
    "ipv4": ("string", ["127.0.0.1"], ["127.0.0.256", "127.1", "01.2.3.4"]),
    "ipv6": ("string", ["::1"], ["1", ":::1", "::1%eth0"]),
    "uri": ("string", ["urn:a"], ["/a", "a b"]),
    "uri-reference": ("string", ["/a", ""], ["\\\\a"]),
    "uri-template": ("string", ["/a/{b}"], ["/a/{b"]),
    "iri": ("string", ["http://\u00f6.de/"], ["/\u00f6"]),
    "iri-reference": ("string", ["/\u00f6"], ["\\\\"]),
    "uuid": ("string", ["00000000-0000-4000-8000-000000000000"], ["0", "{0}"]),
    "date": ("string", ["2024-02-29"], ["2023-02-29", "2024-2-29", "20240229"]),
    "date-time": ("string", ["2024-01-01T00:00:00.5+01:00"], ["2024-01-01T00:00:00", "now"]),
    "time": ("string", ["12:00:00Z"], ["12:00", "25:00:00Z"]),
    "duration": ("string", ["P1DT2H"], ["1D", "P"]),
    "json-pointer": ("string", ["", "/a~0"], ["a", "/~2"]),
    "relative-json-pointer": ("string", ["0#"], ["/a"]),
    "regex": ("string", ["^a$"], ["("]),
}
WHOLE = {
    "number32": "type: number, format: int32",
    "either": 'type: [number, "null"], format: int32',
    "untyped": "format: int32",
}
MEMBERS = [f"{name}: {{ type: {kind}, format: {name} }}" for name, (kind, *_) in FORMATS.items()]
MEMBERS += [f"{name}: {{ {schema} }}" for name, schema in WHOLE.items()]
DOCUMENT = (
    """
paths:
  /body:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
"""
    + "".join(f"                {member}\n" for member in MEMBERS)
    + """\
      responses: { "204": { description: Taken. } }
  /parameters:
    get:
      parameters:
"""
    + "".join(
        f"        - {{ name: {name}, in: query, schema: {{ type: {kind}, format: {name} }} }}\n"
        for name, (kind, *_) in FORMATS.items()
    )
    + """\
      responses: { "204": { description: Taken. } }
"""
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("formats"), DOCUMENT)


@pytest.mark.parametrize("name", FORMATS)
async def test_members_are_checked_by_their_formats(service: GeneratedService, name: str) -> None:
    _, taken, refused = FORMATS[name]
    for value in taken:
        response = await service.send("POST", "/body", json={name: value})
        assert response.status_code == TAKEN, (value, response.text)
    for value in refused:
        found = errors(await service.send("POST", "/body", json={name: value}))
        assert [place for place, _ in found] == [f"#/{name}"], value


@pytest.mark.parametrize("name", FORMATS)
async def test_parameters_are_checked_by_their_formats(
    service: GeneratedService, name: str
) -> None:
    kind, taken, refused = FORMATS[name]
    for value in taken:
        text = str(int(value)) if kind == "integer" else str(value)
        response = await service.send("GET", "/parameters", params={name: text})
        assert response.status_code == TAKEN, (value, response.text)
    for value in refused:
        found = errors(await service.send("GET", "/parameters", params={name: str(value)}))
        assert [place for place, _ in found] == [f"query.{name}"], value


@pytest.mark.parametrize("name", WHOLE)
async def test_formats_of_integers_mean_integers_whatever_the_type(
    service: GeneratedService, name: str
) -> None:
    for value in (5, 5.0):
        response = await service.send("POST", "/body", json={name: value})
        assert response.status_code == TAKEN, response.text
    for number in (5.5, 2**31):
        assert errors(await service.send("POST", "/body", json={name: number}))
    is_free = "type" not in WHOLE[name]
    text = await service.send("POST", "/body", json={name: "a text"})
    assert (text.status_code == TAKEN) == is_free
