"""Mocks of small documents: what is answered where there is little to answer with."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from exactapi.generate.load import load
from exactapi.mock.app import create_app
from exactapi.mock.package import generated_package

pytestmark = pytest.mark.slow  # a package is generated for each

HEAD = 'openapi: 3.1.0\ninfo: {title: Small, version: "1"}\npaths:\n'
DESCRIBED = "{ description: x }"


def mock_of(folder: Path, paths: str) -> Any:
    spec = folder / "openapi.yaml"
    spec.write_text(HEAD + paths, encoding="utf-8")
    loaded = load(spec)
    return create_app(generated_package(loaded, spec.name), overlay=loaded.overlay)


async def answer(app: Any, url: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://mock") as client:
        return await client.get(url, headers=headers)


@pytest.mark.parametrize("errors", ["", ', "4XX": { description: e }, "5XX": { description: f }'])
async def test_an_operation_that_only_changes_the_protocol_answers_426(
    tmp_path: Path, errors: str
) -> None:
    app = mock_of(tmp_path, f'  /o: {{ get: {{ responses: {{ "101": {DESCRIBED}{errors} }} }} }}\n')
    response = await answer(app, "/o")
    assert response.status_code == 426
    assert "protocol" in response.json()["detail"]


async def test_a_426_that_the_document_describes_is_made_up(tmp_path: Path) -> None:
    text = "{ description: e, content: { text/plain: { example: No. } } }"
    responses = f'"101": {DESCRIBED}, "400": {DESCRIBED}, "426": {text}'
    app = mock_of(tmp_path, f"  /o: {{ get: {{ responses: {{ {responses} }} }} }}\n")
    response = await answer(app, "/o")
    assert (response.status_code, response.text) == (426, "No.")


@pytest.mark.parametrize(
    ("schema", "is_loaded"),
    [
        ({"type": "string", "pattern": "^[A-Z]{3}$"}, True),
        ({"items": [{"type": "string", "format": "email", "maxLength": 10}]}, True),
        ({"type": "string", "format": "email"}, False),
        ({"type": "object"}, False),
    ],
)
def test_what_draws_values_is_loaded_before_the_first_request_if_a_schema_may_need_it(
    schema: object, *, is_loaded: bool
) -> None:
    lines = [
        "import sys",
        "from exactapi.mock.samples.draw import prepare",
        f"prepare({{'components': {{'schemas': {{'A': {schema!r}}}}}}})",
        f"assert ('schemathesis' in sys.modules) is {is_loaded}",
    ]
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)


MADE = "{ required: [n], properties: { n: { type: integer, example: 7 } }, example: { n: 5 } }"


def answering(content: str) -> str:
    return (
        f'  /o: {{ get: {{ responses: {{ "200": {{ description: d, content: {content} }} }} }} }}\n'
    )


async def test_dynamic_answers_leave_examples_aside_and_differ(tmp_path: Path) -> None:
    content = f"{{ application/json: {{ schema: {MADE}, example: {{ n: 1 }} }} }}"
    app = mock_of(tmp_path, answering(content))
    assert (await answer(app, "/o")).json() == {"n": 1}
    found = [await answer(app, "/o", Prefer="dynamic=true") for _ in range(12)]
    assert {each.headers["preference-applied"] for each in found} == {"dynamic=true"}
    assert len({each.json()["n"] for each in found}) > 2
    assert (await answer(app, "/o", Prefer="dynamic=false")).json() == {"n": 1}


@pytest.mark.parametrize(
    ("media_type", "start", "end"),
    [
        ("image/png", "89504e470d0a1a0a", "49454e44ae426082"),
        ("image/jpeg", "ffd8ffe0", "ffd9"),
        ("image/gif", b"GIF89a".hex(), "3b"),
        ("image/webp", b"RIFF".hex(), "ff00"),
        ("application/pdf", b"%PDF-1.4".hex(), b"%%EOF\n".hex()),
    ],
)
@pytest.mark.parametrize("schema", ["", "schema: { type: string, format: binary }"])
async def test_pictures_and_documents_are_files_that_programs_open(
    tmp_path: Path, media_type: str, start: str, end: str, schema: str
) -> None:
    content = f"{{ {media_type}: {{ {schema} }} }}"
    app = mock_of(tmp_path, answering(content))
    response = await answer(app, "/o")
    assert response.headers["content-type"] == media_type
    assert response.content.hex().startswith(start)
    assert response.content.hex().endswith(end)


async def test_a_file_that_is_too_long_for_its_schema_is_not_sent(tmp_path: Path) -> None:
    content = "{ image/png: { schema: { type: string, format: binary, maxLength: 10 } } }"
    app = mock_of(tmp_path, answering(content))
    assert len((await answer(app, "/o")).content) <= 10
