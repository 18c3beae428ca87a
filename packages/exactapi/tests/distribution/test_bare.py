"""The bare install serves a generated service, with nothing but what serving needs."""

import json
import subprocess
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from exactapi.cli.main import EXTRAS, main

from .conftest import Install

pytestmark = pytest.mark.infra
SPEC = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /orders:
    post:
      tags: [orders]
      operationId: order
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/Order"}}
          multipart/form-data: {schema: {$ref: "#/components/schemas/Order"}}
      responses:
        "200":
          description: As it was ordered.
          content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
components:
  schemas:
    Order:
      type: object
      required: [amount]
      properties: {amount: {type: integer, minimum: 1}, note: {type: string}}
"""
PROGRAM = """
import asyncio, json, sys
from importlib.metadata import distributions
from exactapi.runtime import Contract, ContractRoutes, ExactAPI
from generated.routers.orders import orders_router
from pathlib import Path

class Orders:
    def __init__(self, context): ...
    async def order(self, *, body): return body

contract = Contract.load(Path("generated/openapi.json"))
routes = ContractRoutes(contract, [orders_router(Orders)], verifiers={}, resources=None)
app = ExactAPI(routes)

async def post(media_type, body):
    sent = []
    async def receive(): return {"type": "http.request", "body": body, "more_body": False}
    async def send(message): sent.append(message)
    headers = [(b"content-type", media_type), (b"content-length", b"%d" % len(body))]
    await app({
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": "/orders", "raw_path": b"/orders", "query_string": b"",
        "root_path": "", "headers": headers, "client": ("127.0.0.1", 1), "server": ("t", 80),
    }, receive, send)
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent).decode()

async def answers():
    form = b'--x\\r\\nContent-Disposition: form-data; name="amount"\\r\\n\\r\\n2\\r\\n--x--\\r\\n'
    return [
        await post(b"application/json", b'{"amount": 1}'),
        await post(b"application/json", b'{"amount": 0}'),
        await post(b"multipart/form-data; boundary=x", form),
    ]

print(json.dumps({
    "answers": asyncio.run(answers()),
    "modules": sorted({name.partition(".")[0] for name in sys.modules}),
    "installed": sorted(each.name.lower() for each in distributions()),
}))
"""
TOOLS = {name for names in EXTRAS.values() for name in names} | {"hypothesis", "jinja2", "black"}


@pytest.fixture(scope="module")
def programs(install: Install) -> Path:
    return install()


@pytest.fixture(scope="module")
def served(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "shop.yaml").write_text(SPEC)
    assert main(["generate", str(folder / "shop.yaml"), str(folder)]) == 0
    result = subprocess.run(
        [programs / "python", "-c", PROGRAM],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_it_serves_what_was_generated_elsewhere(served: dict[str, Any]) -> None:
    good, refused, form = served["answers"]
    assert good == [200, '{"amount":1}']
    assert refused[0] == 422
    assert form == [200, '{"amount":2}']


def test_serving_imports_none_of_the_tools_and_installs_none(served: dict[str, Any]) -> None:
    assert TOOLS & set(served["modules"]) == set()
    assert {name.replace("_", "-") for name in TOOLS} & set(served["installed"]) == set()


def test_serving_imports_everything_that_is_installed_for_it(served: dict[str, Any]) -> None:
    declared = [Requirement(text) for text in requires("exactapi") or ()]
    bare = {each.name.replace("-", "_") for each in declared if each.marker is None}
    assert bare - set(served["modules"]) == set()


@pytest.mark.parametrize("command", ["generate", "check", "status", "mock", "fuzz"])
def test_a_command_without_its_extra_says_what_to_install(
    command: str, programs: Path, tmp_path: Path
) -> None:
    result = subprocess.run(
        [programs / "exactapi", command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"exactapi {command}: this needs exactapi[")
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
