"""Any document in place of ours: `task generate`, and the service boots and serves it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from exactapi.generate.pipeline import check, generate
from exactapi.project.settings import Project

ROOT = Path(__file__).parents[2]
SPEC = """
openapi: 3.0.3
info: {title: Zoo, version: "1"}
servers: [{url: /zoo}]
paths:
  /me: {get: {operationId: getKeeper, tags: [users], responses: {"200": {description: d}}}}
  /pets:
    get:
      security: [{key: []}]
      responses: {"200": {description: d, content: {application/json: {schema: {$ref: pet.yaml}}}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
"""
PROGRAM = """
import asyncio, json
import httpx2 as httpx
from impl.app import DOCUMENT, create_app
from impl.settings import Settings

async def main():
    transport = httpx.ASGITransport(app=create_app(Settings(_env_file=None)))
    async with httpx.AsyncClient(transport=transport, base_url="http://zoo") as client:
        answers = [
            await client.get("/zoo/me"),
            await client.get("/zoo/pets"),
            await client.get("/zoo/pets", headers={"X-Key": "1"}),
            await client.get("/api/v1/users/me"),
            served := await client.get("/openapi.json"),
        ]
    assert served.content == DOCUMENT.read_bytes()
    print(json.dumps([each.status_code for each in answers]))

asyncio.run(main())
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Our own checkout as far as it is shipped, with another document."""
    project = tmp_path / "project"
    for folder in ("impl", "generated"):
        shutil.copytree(ROOT / folder, project / folder)
    (project / "openapi").mkdir()
    (project / "openapi" / "openapi.yaml").write_text(SPEC)
    (project / "openapi" / "pet.yaml").write_text(
        "type: object\nproperties: {name: {type: string}}"
    )
    return project


def statuses(project: Path) -> Any:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=project, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


@pytest.mark.slow
def test_the_service_boots_and_answers_501_for_what_is_not_implemented(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One tag is new, one has other operations than ours, the others are gone."""
    spec = project / "openapi" / "openapi.yaml"
    generate(spec, Project(root=project))
    assert statuses(project) == [501, 401, 501, 404, 200]
    said = capsys.readouterr().err
    for line in (
        "impl/routers.py: default_router: added",
        "impl/routers.py: auth_router: removed, since no operation has its tag any more",
        "impl/routers.py: 'key': added with a verifier that answers 501",
        "impl/features/auth/handlers.py: serves no operation any more",
        "impl/features/users/handlers.py: list_users: belongs to no operation",
        "generated.routers.users.CreateUserCreated: import removed",
    ):
        assert line in said
    assert check(spec, Project(root=project)) == []
