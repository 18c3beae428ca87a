"""Streams, redirects and hostile answers, with the TypeScript SDK in Node."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sdk.conftest import TRAVEL
from sdk.raw.server import RawServer, answer, raw_server

from exactapi.sdk.build import write_sdk_elsewhere
from exactapi.sdk.typescript.node import NODE
from exactapi.sdk.typescript.package import tools

pytestmark = pytest.mark.slow
EVENTS, JSON = "text/event-stream", "application/json"
DELAYS = [b'data: {"minutes": %d}\n\n' % number for number in range(12)]


@pytest.fixture(scope="module")
def entry(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("typescript")
    write_sdk_elsewhere("typescript", TRAVEL, folder / "sdk")
    compiler = tools() / "node_modules/typescript/bin/tsc"
    command = [str(NODE), str(compiler), "-p", str(folder / "sdk"), "--outDir", str(folder / "js")]
    subprocess.run(command, check=True)
    (folder / "js" / "package.json").write_text('{"type": "module"}')
    return (folder / "js" / "index.js").as_uri()


@pytest.fixture
def server() -> Iterator[RawServer]:
    with raw_server() as running:
        yield running


def run(entry: str, server: RawServer, name: str) -> Any:
    script = str(Path(__file__).with_name("streams.mjs"))
    command = [str(NODE), script, entry, server.url, name]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


def test_a_stream_may_take_longer_than_a_call(entry: str, server: RawServer) -> None:
    server.pieces, server.pause = [answer(200, b"", EVENTS), *DELAYS], 0.05
    assert run(entry, server, "delays") == {"found": [*range(12)]}


def test_an_error_in_place_of_a_stream_is_thrown_and_not_asked_for_again(
    entry: str, server: RawServer
) -> None:
    problem = b'{"type": "urn:gone", "title": "Gone"}'
    server.pieces = [answer(410, problem, "application/problem+json")]
    found = run(entry, server, "delays")
    assert (found["name"], found["status"]) == ("HttpError", 410)
    assert found["content"] == problem.decode()
    assert len(server.seen) == 1


def test_another_answer_than_a_stream_is_outside_the_contract(
    entry: str, server: RawServer
) -> None:
    server.pieces = [answer(200, b"<p>", "text/html")]
    found = run(entry, server, "delays")
    assert (found["name"], found["requestId"]) == ("UnexpectedResponse", "the-request")
    assert found["content"] == "<p>"


def test_a_stream_that_breaks_off_says_so(entry: str, server: RawServer) -> None:
    head = answer(200, b"", EVENTS, "transfer-encoding: chunked\r\n")
    server.pieces = [head, b'16\r\ndata: {"minutes": 3}\n\n\r\n', b"ZZ\r\n"]
    found = run(entry, server, "delays")
    assert found["name"] == "ConnectionFailed"
    assert len(server.seen) == 1


def test_a_body_that_comes_byte_by_byte_does_not_take_longer_than_it_may(
    entry: str, server: RawServer
) -> None:
    server.pieces, server.pause = [answer(200, b"", JSON), *([b" "] * 1000)], 0.05
    assert run(entry, server, "booking")["name"] == "TimedOut"


def test_a_head_that_comes_line_by_line_does_not_take_longer_than_it_may(
    entry: str, server: RawServer
) -> None:
    server.pieces = [b"HTTP/1.1 200 OK\r\n", *([b"x: 1\r\n"] * 1000), b"\r\n"]
    server.pause = 0.05
    assert run(entry, server, "booking")["name"] == "TimedOut"


def test_a_webhook_that_is_not_signed_is_refused(entry: str, server: RawServer) -> None:
    refused = "SignatureInvalid: "
    assert run(entry, server, "webhooks")["found"] == [
        "msg",
        f"{refused}no signature fits",
        f"{refused}no signature fits",
        f"{refused}the secret is empty, or not base64; copy it whole",
    ]


def test_credentials_do_not_follow_a_redirect(entry: str, server: RawServer) -> None:
    with raw_server() as other:
        server.pieces = [answer(302, headers=f"location: {other.url}/\r\n")]
        found = run(entry, server, "booking")
        assert (found["name"], found["status"]) == ("UnexpectedResponse", 302)
        assert other.seen == []


def test_an_argument_of_a_path_leads_to_no_other_operation(entry: str, server: RawServer) -> None:
    found = run(entry, server, "elsewhere")
    assert found["name"] == "TypeError"
    assert found["message"] == 'GET /bookings/{id}: ".." leads elsewhere'
    assert server.seen == []
