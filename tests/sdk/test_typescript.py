"""Every operation of the document through the TypeScript SDK, in Node and in a browser."""

import json
import shutil
from pathlib import Path

import pytest

from scripts.fuzz.service import ROOT, RunningService
from tests.sdk.javascript import SCRIPTS, chromium, in_node, nodes
from tests.sdk.proxy import proxy


@pytest.fixture(scope="session")
def operations() -> set[str]:
    """All that the document declares, but for the upgrade to a WebSocket."""
    document = json.loads((ROOT / "generated/openapi.json").read_text(encoding="utf-8"))
    return {
        f"{method.upper()} {path}"
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict)
        and "operationId" in operation
        and "101" not in operation["responses"]
    }


@pytest.mark.parametrize("node", [pytest.param(node, id=name) for name, node in nodes().items()])
def test_every_operation_in_node(
    node: str, service: RunningService, sdk: Path, operations: set[str]
) -> None:
    assert set(in_node(node, "journey.mjs", "journey", sdk, service.url)) == operations


@pytest.mark.thorough
@pytest.mark.skipif(not shutil.which("chromium"), reason="needs Debian's chromium")
def test_every_operation_in_a_browser(
    service: RunningService, sdk: Path, operations: set[str]
) -> None:
    with (
        proxy(service.url, {"sdk": sdk, "test": SCRIPTS}) as server,
        chromium(f"{server.url}/test/page.html"),
    ):
        assert server.arrived.wait(60)
    result = json.loads(server.results[0])
    assert isinstance(result, list), result
    assert set(result) == operations
