"""What is served over a WebSocket has no method in a client."""

from pathlib import Path

import pytest

from exactapi.sdk.build import write_sdk_elsewhere
from generator.golden import CASES


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_a_client_has_the_other_operations_alone(language: str, tmp_path: Path) -> None:
    write_sdk_elsewhere(language, CASES / "websockets" / "openapi.yaml", tmp_path / "sdk")
    files = [*(tmp_path / "sdk").rglob("*.py"), *(tmp_path / "sdk").rglob("*.ts")]
    text = "\n".join(each.read_text(encoding="utf-8") for each in files)
    method, socket = {
        "python": ("def list_rooms", "join_room"),
        "typescript": ("export const listRooms", "joinRoom"),
    }[language]
    assert method in text
    assert socket not in text
