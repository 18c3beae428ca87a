"""A mock answers as its document says, after the runtime has read, checked and authorised."""

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import httpx2 as httpx
import pytest
from jsonschema_rs import Draft202012Validator
from starlette.testclient import TestClient

from exactapi.cli.mock import main
from exactapi.generate.load import load
from exactapi.mock.app import create_app
from exactapi.mock.package import generated_package
from generator.golden import CASES

SPEC = Path(__file__).with_name("openapi.yaml")
KEY = {"X-Key": "anything"}
THING = {
    "type": "object",
    "required": ["id", "name"],
    "additionalProperties": False,
    "properties": {"id": {"type": "integer", "minimum": 1}, "name": {"type": "string"}},
}


@pytest.fixture(scope="module")
def app() -> Any:
    loaded = load(SPEC)
    return create_app(generated_package(loaded, SPEC.name), overlay=loaded.overlay)


@pytest.fixture
async def client(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://mock/v1") as client:
        yield client


async def test_the_first_valid_example_is_the_answer(client: httpx.AsyncClient) -> None:
    response = await client.get("/things", headers=KEY)
    assert (response.status_code, response.json()) == (200, [{"id": 1, "name": "One"}])


async def test_required_headers_are_there(client: httpx.AsyncClient) -> None:
    response = await client.get("/things", headers=KEY)
    assert int(response.headers["x-total"]) >= 0


async def test_without_an_example_the_schema_is_sampled(client: httpx.AsyncClient) -> None:
    response = await client.get("/things/1")
    assert Draft202012Validator(THING).is_valid(response.json())


async def test_the_same_request_has_the_same_answer(client: httpx.AsyncClient) -> None:
    bodies = [(await client.get(f"/things/{number % 4}")).content for number in range(8)]
    assert bodies[:4] == bodies[4:]
    assert len(set(bodies)) == 4


async def test_a_code_is_preferred(client: httpx.AsyncClient) -> None:
    response = await client.get("/things/1", headers={"Prefer": "code=404"})
    assert (response.status_code, response.json()) == (404, {"why": "There is none."})
    assert response.headers["preference-applied"] == "code=404"


async def test_an_undeclared_code_is_not_applied(client: httpx.AsyncClient) -> None:
    response = await client.get("/things/1", headers={"Prefer": "code=299"})
    assert response.status_code == 200
    assert "preference-applied" not in response.headers


async def test_an_example_is_preferred(client: httpx.AsyncClient) -> None:
    response = await client.get("/things", headers=KEY | {"Prefer": "example=none"})
    assert response.json() == []
    assert response.headers["preference-applied"] == 'example="none"'


async def test_an_example_that_is_invalid_is_never_sent(client: httpx.AsyncClient) -> None:
    response = await client.get("/things", headers=KEY | {"Prefer": "example=broken"})
    assert response.json() == [{"id": 1, "name": "One"}]
    assert "preference-applied" not in response.headers


async def test_the_client_chooses_the_media_type(client: httpx.AsyncClient) -> None:
    response = await client.get("/things", headers=KEY | {"Accept": "text/csv"})
    assert response.text == "id,name\n"
    refused = await client.get("/things", headers=KEY | {"Accept": "image/png"})
    assert refused.status_code == 406


async def test_xml_is_xml(client: httpx.AsyncClient) -> None:
    response = await client.get("/things/1", headers={"Accept": "application/xml"})
    thing = fromstring(response.content)
    assert (thing.tag, [child.tag for child in thing]) == ("Thing", ["id", "name"])
    assert response.headers["content-type"] == "application/xml"


@pytest.mark.parametrize("headers", [KEY, {"Authorization": "Bearer whatever"}])
async def test_any_well_formed_credential_is_taken(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await client.get("/things", headers=headers)).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic bW9jazptb2Nr"}])
async def test_none_or_one_of_another_kind_is_refused(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await client.get("/things", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    "headers", [{"X-Key": "INVALID"}, {"Authorization": "Bearer an-invalid-token"}]
)
async def test_a_credential_that_calls_itself_invalid_is_refused(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await client.get("/things", headers=headers)).status_code == 401


async def test_requests_are_checked(client: httpx.AsyncClient) -> None:
    assert (await client.get("/things?limit=10", headers=KEY)).status_code == 422
    assert (await client.get("/things/one")).status_code == 422
    assert (await client.delete("/things/1")).status_code == 204
    assert (await client.put("/things/1")).status_code == 405


async def test_what_nothing_can_satisfy_is_not_implemented(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (await client.get("/things/1/impossible")).status_code == 501
    assert "no value satisfies this schema" in capsys.readouterr().err


async def test_a_success_of_which_the_document_says_nothing_is_a_success(
    client: httpx.AsyncClient,
) -> None:
    answers = [await client.put("/silent"), await client.get("/failing")]
    assert [(each.status_code, each.content) for each in answers] == [(200, b"{}")] * 2


async def test_errors_of_the_runtime_are_never_made_up(client: httpx.AsyncClient) -> None:
    """A 101 is none that a mock can answer with, and a 400 would blame a request that is right."""
    response = await client.get("/upgrade")
    assert response.status_code == 426


async def test_the_document_is_served(client: httpx.AsyncClient) -> None:
    response = await client.get("http://mock/openapi.json")
    assert response.json()["info"]["title"] == "Shop"


def test_the_command_ends_with_ctrl_c() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "exactapi", "mock", str(SPEC), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.fullmatch(r"Shop: 7 operations on (http://127\.0\.0\.1:\d+/)\n", line)
        assert found, line + process.communicate(timeout=10)[1]
        response = httpx.get(found[1] + "v1/things", headers=KEY, timeout=60)
        assert (response.status_code, "server" in response.headers) == (200, False)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, "Traceback" in errors) == (0, False)


def test_a_broken_document_is_refused_in_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("openapi: [", encoding="utf-8")
    finished = subprocess.run(
        [sys.executable, "-m", "exactapi", "mock", str(broken)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1
    assert "broken.yaml:1:" in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize("port", ["65536", "-1", "x"])
def test_what_is_no_port_is_one_line(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(SPEC), f"--port={port}"])
    assert f"'{port}' is no port: a number up to 65535" in capsys.readouterr().err


async def test_a_socket_is_answered_with_made_up_messages() -> None:
    spec = CASES / "websockets" / "openapi.yaml"
    loaded = load(spec)
    app = create_app(generated_package(loaded, spec.name), overlay=loaded.overlay)
    said = Draft202012Validator(
        {"$ref": "#/components/schemas/ServerMessage", **loaded.api.document}
    )

    def talk() -> list[Any]:
        with TestClient(app).websocket_connect("/rooms/blue?key=k") as client:
            heard = []
            for message in ({"type": "say", "text": "hello"}, {"type": "leave"}, {"type": "?"}):
                client.send_json(message)
                heard.append(client.receive_json())
            return heard

    first, second, third = await asyncio.to_thread(talk)
    assert said.is_valid(first)
    assert said.is_valid(second)
    assert (third["type"], third["code"]) == ("error", "invalid")


async def test_what_the_runtime_adds_is_not_made_up_beside_it(tmp_path: Path) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text(
        """
openapi: 3.1.0
info: {title: Old, version: "1"}
x-rate-limit: {limit: 60, window: 60}
components: {securitySchemes: {token: {type: http, scheme: bearer}}}
paths:
  /old:
    post:
      security: [{token: []}]
      deprecated: true
      x-sunset: {since: "2026-01-01", at: "2027-01-01"}
      x-idempotency: {}
      responses: {"200": {description: Fine.}}
"""
    )
    loaded = load(spec)
    app = create_app(generated_package(loaded, spec.name), overlay=loaded.overlay)
    with TestClient(app) as client:
        answer = client.post("/old", headers={"Authorization": "Bearer any"})
    assert answer.headers.get_list("deprecation") == ["@1767225600"]
    assert answer.headers.get_list("sunset") == ["Fri, 01 Jan 2027 00:00:00 GMT"]
    assert answer.headers.get_list("ratelimit") == ['"default";r=59;t=1']
    assert "idempotency-replayed" not in answer.headers
