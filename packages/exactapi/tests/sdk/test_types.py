"""Both type checkers, and tsc, accept the SDKs of real documents."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sdk.conftest import TRAVEL
from sdk.test_names import NAMES

from exactapi.sdk.build import write_sdk_elsewhere
from exactapi.sdk.typescript.node import NODE, installed
from exactapi.sdk.typescript.package import tools
from generator.golden import CASES

pytestmark = pytest.mark.slow

SPECS = Path(os.environ.get("SPEC_CORPUS", Path(__file__).parents[5] / "shared/specs"))
DOCUMENTS = ["adyen-checkout.json", "twilio-verify.json", "ogen-positive-sample.json"]
CACHE = Path(__file__).parents[4] / ".exactapi"


def document(name: str) -> Path:
    if not name:
        return TRAVEL
    if name == "names":
        return NAMES
    if name == "websockets":
        return CASES / name / "openapi.yaml"
    if not (SPECS / name).exists():
        pytest.skip(f"{SPECS / name} is not there; SPEC_CORPUS names the folder of the documents")
    return SPECS / name


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


KNOWN = ["", "websockets", *(pytest.param(each, marks=pytest.mark.thorough) for each in DOCUMENTS)]
every = pytest.mark.parametrize("name", KNOWN)
with_names = pytest.mark.parametrize(
    "name", [*KNOWN, pytest.param("names", marks=pytest.mark.thorough)]
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What mypy knows of the packages that every SDK imports."""
    return str(tmp_path_factory.mktemp("mypy"))


@with_names
def test_python(name: str, tmp_path: Path, cache: str) -> None:
    write_sdk_elsewhere("python", document(name), tmp_path / "sdk")
    source = str(tmp_path / "sdk/src")
    run(
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "--cache-dir",
        cache,
        source,
    )
    pyright = installed(Path(__file__).parent / "tools", CACHE / "judges") / "node_modules/pyright"
    run(str(NODE), str(pyright / "index.js"), "--pythonpath", sys.executable, source)


@with_names
def test_typescript(name: str, tmp_path: Path) -> None:
    write_sdk_elsewhere("typescript", document(name), tmp_path / "sdk")
    compiler = tools() / "node_modules/typescript/bin/tsc"
    run(str(NODE), str(compiler), "--noEmit", "-p", str(tmp_path / "sdk"))
