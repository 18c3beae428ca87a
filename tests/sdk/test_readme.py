"""What the READMEs of the SDKs show, run against a mock of the document."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from exactapi.sdk.typescript.node import NODE
from exactapi.sdk.typescript.package import tools

from scripts.fuzz.service import ROOT
from tests.sdk.test_sockets import sending

CLIENTS = ROOT / "generated/clients"
ORIGIN = "https://api.example.com"


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    """The address of a mock of the service's document."""
    command = [sys.executable, "-m", "exactapi", "mock", "openapi/openapi.yaml", "--port", "0"]
    served = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert served.stdout is not None
    try:
        found = re.search(r"http://\S+", served.stdout.readline())
        assert found
        yield found[0].rstrip("/")
    finally:
        served.terminate()
        served.wait(timeout=30)
        served.stdout.close()


@pytest.fixture
def socket() -> Iterator[str]:
    """The address of a service with a WebSocket, which a mock does not serve."""
    with sending('{"type": "pong"}', waits=True) as url:
        yield url


def snippets(page: str, language: str) -> list[str]:
    text = (CLIENTS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("number", range(len(snippets("python/README.md", "python"))))
def test_python_readme(
    number: int, mock: str, socket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code = snippets("python/README.md", "python")[number]
    served = socket if ".sockets" in code else mock
    exec(compile(code.replace(ORIGIN, served), "README.md", "exec"), {})


def test_every_call_of_the_python_sdk(mock: str, operation_ids: set[str]) -> None:
    setting, *calls = snippets("python/API.md", "python")
    assert len(calls) == len(operation_ids)
    names: dict[str, object] = {}
    exec(setting.replace(ORIGIN, mock), names)
    try:
        for call in calls:
            exec(call, names)
    finally:
        exec("client.close()", names)


def test_typescript_readme(mock: str, socket: str, tmp_path: Path, sdk: Path) -> None:
    package = tmp_path / "node_modules" / "users-service"
    package.parent.mkdir()
    package.symlink_to(sdk, target_is_directory=True)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (sdk / "package.json").write_text('{"type": "module", "exports": "./index.js"}')
    files = []
    for number, code in enumerate(snippets("typescript/README.md", "ts")):
        files.append(tmp_path / f"snippet{number}.ts")
        files[-1].write_text(code.replace(ORIGIN, socket if "sockets." in code else mock))
    compiler = tools() / "node_modules/typescript/bin/tsc"
    options = ["--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2023,dom"]
    command = [str(NODE), str(compiler), *options, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    for file in files:
        ran = [str(NODE), str(file.with_suffix(".js"))]
        done = subprocess.run(ran, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
