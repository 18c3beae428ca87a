"""The AsyncAPI document, by the schema that its authors publish."""

import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from exactapi.document.asyncapi import asyncapi
from exactapi.generate.load import load
from exactapi.sdk.typescript.node import NODE
from generator.golden import CASES

SPECS = "@asyncapi/specs@6.11.1"
REPOSITORY = Path(__file__).parents[5]
CACHE = REPOSITORY / ".exactapi" / "asyncapi"


@pytest.fixture(scope="module")
def published() -> jsonschema_rs.Validator:
    """The schema of AsyncAPI 3.0, from the npm package that holds it; kept beside other caches."""
    schema = CACHE / "3.0.0.json"
    if not schema.exists():
        _fetch(schema)
    return jsonschema_rs.validator_for(json.loads(schema.read_text(encoding="utf-8")))


def _fetch(schema: Path) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    npm = NODE.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(NODE), str(npm), "pack", SPECS, "--silent"]
    packed = subprocess.run(
        command, cwd=CACHE, capture_output=True, text=True, check=False, timeout=120
    )
    if packed.returncode:
        pytest.skip(f"NOT PROVED HERE: npm cannot fetch {SPECS}: {packed.stderr[-200:]}")
    archive = CACHE / packed.stdout.strip().splitlines()[-1]
    with tarfile.open(archive) as files:
        found = files.extractfile("package/schemas/3.0.0.json")
        assert found is not None
        with schema.open("wb") as target:
            shutil.copyfileobj(found, target)
    archive.unlink()


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return dict(load(CASES / "websockets" / "openapi.yaml").api.document)


def written(document: dict[str, Any]) -> dict[str, Any]:
    described = asyncapi(document)
    assert described is not None
    return described


def faults(published: jsonschema_rs.Validator, described: Any) -> list[str]:
    return [f"{error.instance_path} {error.message}" for error in published.iter_errors(described)]


def test_it_is_valid_by_its_published_schema(
    published: jsonschema_rs.Validator, document: dict[str, Any]
) -> None:
    assert faults(published, written(document)) == []


def test_that_of_this_repositorys_service_is_valid_too(
    published: jsonschema_rs.Validator,
) -> None:
    service = json.loads((REPOSITORY / "generated" / "openapi.json").read_text(encoding="utf-8"))
    described = written(service)
    assert described["channels"]["connect"]["messages"].keys() >= {"Subscribe", "Subscribed"}
    assert faults(published, described) == []


@pytest.mark.parametrize(
    "scheme",
    [
        {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "A token."},
        {"type": "http", "scheme": "basic"},
        {"type": "apiKey", "in": "header", "name": "X-Key"},
        {"type": "openIdConnect", "openIdConnectUrl": "https://id.example"},
        {"type": "mutualTLS"},
        {
            "type": "oauth2",
            "flows": {"password": {"tokenUrl": "https://id.example/token", "scopes": {"a": "A."}}},
        },
    ],
    ids=lambda scheme: scheme["type"],
)
def test_each_security_scheme_is_valid(
    published: jsonschema_rs.Validator, document: dict[str, Any], scheme: dict[str, Any]
) -> None:
    schemes = {"securitySchemes": {"key": scheme}}
    secured = document | {"components": document["components"] | schemes}
    secured["security"] = [{"key": ["a"] if scheme["type"] == "oauth2" else []}]
    secured["servers"] = [{"url": "https://api.example/v1"}, {"url": "/"}]
    described = written(secured)
    assert described["operations"]["joinRoom.send"]["security"]
    assert described["servers"] == {"server1": {"host": "api.example", "protocol": "wss"}}
    assert faults(published, described) == []


def test_the_application_receives_what_clients_send(document: dict[str, Any]) -> None:
    operations = written(document)["operations"]
    received = [each["$ref"] for each in operations["joinRoom.receive"]["messages"]]
    assert received == [f"#/channels/joinRoom/messages/{name}" for name in ("Say", "Leave")]
    assert operations["tick.receive"]["messages"] == [{"$ref": "#/channels/tick/messages/Leave"}]


def test_all_schemas_that_messages_lead_to_come_along(document: dict[str, Any]) -> None:
    schemas = written(document)["components"]["schemas"]
    assert {"Said", "ErrorMessage", "ErrorMessageItem"} <= schemas.keys()
    assert "ServerMessage" not in schemas
    assert schemas["Said"]["properties"]["const"]["description"]


def test_a_member_may_be_named_like_a_keyword_of_openapi(document: dict[str, Any]) -> None:
    said = document["components"]["schemas"]["Said"]
    extended = {**said, "properties": {**said["properties"], "xml": {"type": "string"}}}
    components = document["components"]
    changed = {**components, "schemas": {**components["schemas"], "Said": extended}}
    schemas = written({**document, "components": changed})["components"]["schemas"]
    assert schemas["Said"]["properties"]["xml"] == {"type": "string"}


def test_a_document_without_sockets_has_none() -> None:
    assert asyncapi({"paths": {"/": {"get": {"responses": {}}}}}) is None
