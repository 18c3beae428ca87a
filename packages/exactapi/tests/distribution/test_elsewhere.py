"""From a folder with nothing but a document to a service, with the wheel alone."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .conftest import UV, Install

pytestmark = pytest.mark.infra
SPECS = Path(
    os.environ.get("SPEC_CORPUS", Path(__file__).parents[4].parent / "shared" / "specs")
).resolve()
APP = """
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from exactapi.runtime import Contract, ContractRoutes, ExactAPI, not_implemented
import generated.routers

def served(name):
    router = import_module(f"generated.routers.{name}")
    handlers = import_module(f"impl.features.{name}.handlers")
    (written,) = (
        each for each in vars(handlers).values()
        if isinstance(each, type) and each.__module__ == handlers.__name__
    )
    return getattr(router, f"{name.rstrip('_')}_router")(written)

contract = Contract.load(Path("generated/openapi.json"))
app = ExactAPI(ContractRoutes(
    contract,
    [served(each.name) for each in iter_modules(generated.routers.__path__)],
    verifiers=dict.fromkeys(contract.security_schemes, not_implemented),
    resources=None,
))
"""


@pytest.fixture(scope="module")
def programs(install: Install) -> Path:
    return install("[generate]", "uvicorn")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the document will be, and nothing else."""
    return tmp_path


@contextmanager
def running(programs: Path, folder: Path) -> Iterator[str]:
    """Uvicorn on a port of its own choice; its address."""
    command = [programs / "uvicorn", "app:app", "--port", "0", "--app-dir", "."]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        said = ""
        for line in server.stderr:
            said += line
            if found := re.search(r"running on (http://\S+)", line):
                break
        else:
            pytest.fail(said)
        try:
            yield found[1]
        finally:
            server.terminate()
            server.stderr.read()


def get(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def start(folder: Path, document: str) -> None:
    if not (SPECS / document).is_file():
        pytest.skip(f"{SPECS} has no {document}; name a folder of public documents by SPEC_CORPUS")
    shutil.copy(SPECS / document, folder)


def generate(programs: Path, folder: Path, *arguments: str) -> str:
    """Without a network, unless the environment of the tools is still to be made."""
    made = programs.parent / "lib" / "exactapi" / "fastapi-code-generator" / "complete"
    offline = {"UV_OFFLINE": "1", "PIP_NO_INDEX": "1"} if made.exists() else {}
    result = subprocess.run(
        [programs / "exactapi", "generate", *arguments],
        cwd=folder,
        env=os.environ | offline,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stderr


def test_a_small_document_is_served_and_an_operation_written(programs: Path, folder: Path) -> None:
    start(folder, "oai-petstore-expanded.yaml")
    generate(programs, folder, "--spec", "oai-petstore-expanded.yaml")
    (folder / "app.py").write_text(APP)
    with running(programs, folder) as url:
        assert get(f"{url}/v2/pets")[0] == 501
        assert get(f"{url}/v2/pets?limit=two")[0] == 422
        assert get(f"{url}/openapi.json") == (200, (folder / "generated/openapi.json").read_bytes())

    handlers = folder / "impl/features/default/handlers.py"
    stub = 'raise NotImplementedError("findPets")'
    assert stub in handlers.read_text()
    written = handlers.read_text().replace(stub, 'return [models.Pet(id=limit or 1, name="Rex")]')
    handlers.write_text(written)
    with running(programs, folder) as url:
        status, body = get(f"{url}/v2/pets?limit=2")
        assert (status, json.loads(body)) == (200, [{"id": 2, "name": "Rex"}])


def test_a_large_document_is_served_and_generated_again_without_a_network(
    programs: Path, folder: Path
) -> None:
    start(folder, "adyen-checkout.json")
    generate(programs, folder, "--spec", "adyen-checkout.json")
    (folder / "app.py").write_text(APP)
    with running(programs, folder) as url:
        assert get(f"{url}/v66/paymentLinks/one")[0] == 401
        assert get(f"{url}/openapi.json")[0] == 200
    said = generate(programs, folder, "--spec", "adyen-checkout.json", "--force")
    assert "installing" not in said
    assert "generated/ is up to date: 22 operations in" in said


def test_the_tools_are_found_where_no_script_lies_beside_python(
    wheel: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As after `pip install --user` or `--target`; Python itself may be read-only then."""
    place = tmp_path_factory.mktemp("elsewhere")
    (folder / "api.yaml").write_text(
        'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n'
        'paths: {/a: {get: {responses: {"204": {description: d}}}}}\n'
    )
    venv, target = place / "venv", place / "target"
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, venv], check=True)
    wanted = f"exactapi[generate] @ {wheel.as_uri()}"
    python = venv / "bin" / "python"
    command = [UV, "pip", "install", "--quiet", "--python", python, "--target", target, wanted]
    subprocess.run(command, check=True)
    result = subprocess.run(
        [python, "-m", "exactapi", "generate", "api.yaml", "."],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert (folder / "generated" / "models.py").is_file()
