"""Operations of all methods: `query`, and `additionalOperations` as the document writes them."""

import socket
import subprocess
import sys
from pathlib import Path

import httptools
import pytest

from conformance.service import HEAD, TAKEN, GeneratedService, errors
from exactapi.generate.load import load
from exactapi.schemas.operations import PARSED

HEAD_32 = HEAD.replace("3.1.0", "3.2.0")
DOCUMENT = """
paths:
  /o/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
    query:
      operationId: ask
      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [a] } } } }
      responses: { "204": { description: Answered. } }
    additionalOperations:
      COPY:
        operationId: copy
        requestBody: { required: true, content: { application/json: { schema: { type: object, required: [a] } } } }
        responses: { "204": { description: Copied. } }
      x-Link:
        operationId: link
        responses: { "204": { description: Linked. } }
"""  # noqa: E501  # one line per body reads better


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> GeneratedService:
    return GeneratedService(tmp_path_factory.mktemp("methods"), DOCUMENT, HEAD_32)


@pytest.mark.parametrize("method", ["QUERY", "COPY"])
async def test_a_method_is_served_like_any_other(service: GeneratedService, method: str) -> None:
    assert await service.status(method, "/o/1", json={"a": 1}) == TAKEN
    assert errors(await service.send(method, "/o/1", json={})) == [("#/a", "required")]
    assert errors(await service.send(method, "/o/x", json={"a": 1}))[0][0] == "path.id"


async def test_the_methods_are_listed_as_they_are_written(service: GeneratedService) -> None:
    response = await service.send("OPTIONS", "/o/1")
    assert response.headers["allow"] == "COPY, OPTIONS, QUERY, x-Link"
    assert await service.status("GET", "/o/1") == 405


def test_a_mock_serves_a_method_of_mixed_case_over_a_socket(tmp_path: Path) -> None:
    spec = tmp_path / "openapi.yaml"
    spec.write_text(HEAD_32 + DOCUMENT, encoding="utf-8")
    command = [sys.executable, "-m", "exactapi", "mock", str(spec), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as mock:
        try:
            assert mock.stdout is not None
            port = int(mock.stdout.readline().rstrip("/\n").rpartition(":")[2])
            assert answered(port, "x-Link") == b"HTTP/1.1 204"
            assert answered(port, "X-LINK") == b"HTTP/1.1 405"
        finally:
            mock.terminate()


def answered(port: int, method: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(f"{method} /o/1 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        return connection.recv(12)


@pytest.mark.parametrize("method", ["POST", "post", "Query", "a b", ""])
def test_what_has_a_member_of_its_own_or_is_no_method_is_refused(
    tmp_path: Path, method: str
) -> None:
    loaded = load(written(tmp_path, method))
    assert [(each.code, each.location.line) for each in loaded.refusals] == [("method-invalid", 6)]
    assert loaded.api.operations[0].refused == ("method-invalid",)


@pytest.mark.parametrize("method", ["FOO", "copy", "CONNECT"])
def test_a_method_that_only_h11_reads_is_warned_of(tmp_path: Path, method: str) -> None:
    loaded = load(written(tmp_path, method))
    assert [each.code for each in loaded.warnings] == ["method-invalid"]
    assert not loaded.refusals


def written(folder: Path, method: str) -> Path:
    spec = folder / "openapi.yaml"
    operation = '{responses: {"204": {description: d}}}'
    lines = f"paths:\n  /o:\n    additionalOperations:\n      {method!r}: {operation}\n"
    spec.write_text(HEAD_32 + lines, encoding="utf-8")
    return spec


@pytest.mark.parametrize("method", [*sorted(PARSED), "CONNECT", "FOO", "copy", "get"])
def test_httptools_parses_what_we_say_that_it_does(method: str) -> None:
    seen: list[bytes] = []

    class Protocol:
        def on_url(self, url: bytes) -> None:
            seen.append(url)

    parser = httptools.HttpRequestParser(Protocol())
    try:
        parser.feed_data(f"{method} /o HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        seen.clear()
    assert (seen == [b"/o"]) is (method in PARSED)
