"""What a run has to reach is read from the document."""

import json
from pathlib import Path
from typing import Any

import pytest

from exactapi.fuzz.document import Expected, FuzzError

PLAIN: dict[str, Any] = {"responses": {"200": {"description": "d"}}}
FULL = PLAIN | {"requestBody": {"content": {}}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "openapi.json"


def write(path: Path, **document: object) -> Path:
    path.write_text(json.dumps(document))
    return path


def test_operations_are_counted_and_those_with_input_want_many_cases(path: Path) -> None:
    paths = {
        "/a": {"summary": "no operation", "get": PLAIN, "post": FULL},
        "/b/{id}": {"parameters": [{"name": "id", "in": "path"}], "delete": PLAIN},
    }
    expected = Expected.of(write(path, paths=paths), 100)
    assert expected == Expected(("GET /a", "POST /a", "DELETE /b/{id}"), 61, "")
    assert Expected.of(path, 5).cases == 11


def test_stubs_are_left_out_and_sockets_are_told_apart(path: Path) -> None:
    socket = PLAIN | {"x-websocket": {}}
    paths = {"/a": {"get": PLAIN, "put": PLAIN}, "/live": {"get": socket}}
    write(path, servers=[{"url": "/v1"}], paths=paths)
    expected = Expected.of(path, 100, {"GET /v1/a"})
    assert expected.labels == ("PUT /a", "GET /live")
    assert expected.sockets == {"GET /live"}
    assert expected.stubs == ("GET /a",)


def test_the_base_path_is_that_of_the_servers(path: Path) -> None:
    write(path, servers=[{"url": "/v1"}], paths={"/a": {"get": PLAIN}})
    assert Expected.of(path, 100).base == "/v1"


def test_several_base_paths_are_refused(path: Path) -> None:
    other = PLAIN | {"servers": [{"url": "/v2"}]}
    write(path, servers=[{"url": "/v1"}], paths={"/a": {"get": PLAIN, "put": other}})
    with pytest.raises(FuzzError, match=r"several base paths \(/v1, /v2\)"):
        Expected.of(path, 100)


@pytest.mark.parametrize("text", [None, "openapi: 3.1.0"])
def test_what_cannot_be_read_is_told_with_the_cure(path: Path, text: str | None) -> None:
    if text is not None:
        path.write_text(text)
    with pytest.raises(FuzzError, match=r"cannot be read .*run `exactapi generate`"):
        Expected.of(path, 100)
