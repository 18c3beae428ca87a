"""What is served over a WebSocket is apart from the plain calls of a client."""

import tomllib
from pathlib import Path

import pytest

from exactapi.sdk.build import write_sdk_elsewhere
from generator.golden import CASES


@pytest.fixture
def sdk(tmp_path: Path) -> Path:
    return tmp_path / "sdk"


def test_a_python_client_opens_sockets_beside_its_calls(sdk: Path) -> None:
    write_sdk_elsewhere("python", CASES / "websockets" / "openapi.yaml", sdk)
    (package,) = [each for each in (sdk / "src").iterdir() if each.is_dir()]
    resources = "".join(each.read_text() for each in (package / "resources").glob("*.py"))
    assert "def list_rooms" in resources
    assert "join_room" not in resources
    sockets = (package / "sockets.py").read_text()
    assert "-> Socket[models.ClientMessage, models.ServerMessage]:" in sockets
    assert "def join_room(" in sockets
    assert "self.sockets = AsyncSockets(calls)" in (package / "client.py").read_text()
    project = tomllib.loads((sdk / "pyproject.toml").read_text())["project"]
    assert list(project["optional-dependencies"]) == ["sockets"]


def test_a_python_client_without_sockets_has_nothing_for_them(sdk: Path) -> None:
    write_sdk_elsewhere("python", CASES / "tuples" / "openapi.yaml", sdk)
    assert not [*sdk.rglob("sockets.py")]
    assert "optional-dependencies" not in (sdk / "pyproject.toml").read_text()


def test_a_typescript_client_opens_sockets_beside_its_calls(sdk: Path) -> None:
    write_sdk_elsewhere("typescript", CASES / "websockets" / "openapi.yaml", sdk)
    calls = (sdk / "src/gen/sdk.gen.ts").read_text()
    assert "export const listRooms" in calls
    assert "joinRoom" not in calls
    sockets = " ".join((sdk / "src/sockets.ts").read_text().split())
    message = "Promise<Socket<schemas.ClientMessage, schemas.ServerMessage>>"
    assert f"export function joinRoom(options: SocketOptions): {message}" in sockets
    assert "export * as sockets from './sockets.js';" in (sdk / "src/index.ts").read_text()


def test_a_typescript_client_without_sockets_has_nothing_for_them(sdk: Path) -> None:
    write_sdk_elsewhere("typescript", CASES / "minimal" / "openapi.yaml", sdk)
    assert not [*sdk.rglob("sockets.ts")]
