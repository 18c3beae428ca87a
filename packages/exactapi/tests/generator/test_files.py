"""A document in many files becomes one service, from its files to answers over HTTP.

`files/` has each layout that people use: schemas and path items in files of their own, a `$ref`
to a whole file and into one, components of a second OpenAPI document, references back to the
root, two schemas of the same name, and recursion over files.
"""

from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from exactapi.cli.generate import main
from exactapi.mock.app import create_app

FILES = Path(__file__).parent / "files"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    out = tmp_path_factory.mktemp("files")
    assert main([str(FILES / "api.yaml"), str(out)]) == 0
    return create_app(out / "generated")


PET = {"id": 1, "name": "Rex", "tag": "abc"}


@pytest.mark.parametrize(
    ("method", "path", "body", "wrong"),
    [
        ("GET", "/v1/pets?limit=10", None, None),
        ("GET", "/v1/pets?limit=11", None, "query.limit"),
        ("GET", "/v1/pets/1", None, None),
        ("GET", "/v1/pets/0", None, "path.id"),
        ("POST", "/v1/pets", PET, None),
        ("POST", "/v1/pets", PET | {"name": "R"}, "#/name"),
        ("POST", "/v1/pets", PET | {"tag": "abcd"}, "#/tag"),
        ("POST", "/v1/pets", PET | {"id": 0}, "#/id"),
        ("POST", "/v1/pets", PET | {"owner": {"name": "abcdef"}}, "#/owner/name"),
        ("POST", "/v1/pets", PET | {"owner": {"pets": [{"id": 1}]}}, "#/owner/pets/0/name"),
        ("POST", "/v1/pets", PET | {"parent": PET | {"id": 0}}, "#/parent/id"),
        ("POST", "/v1/nodes", {"next": {"error": {"code": 1}}}, None),
        ("POST", "/v1/nodes", {"next": {"error": {"code": "1"}}}, "#/next/error/code"),
    ],
)
async def test_every_file_has_its_say(
    app: Any, method: str, path: str, body: Any, wrong: str | None
) -> None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://files") as client:
        response = await client.request(method, path, json=body)
    if wrong is None:
        assert response.status_code in (200, 201)
    else:
        assert response.status_code == 422
        assert [error["pointer"] for error in response.json()["errors"]] == [wrong]
