"""`exactapi new` from the wheel: both kinds of service run, are tested, grow and are fuzzed."""

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .conftest import Install

pytestmark = pytest.mark.infra
BOOK = """
  /books/{isbn}:
    get:
      tags: [books]
      operationId: getBook
      summary: Read a book.
      security: []
      parameters:
        - {name: isbn, in: path, required: true, schema: {type: string, pattern: "^[0-9]{13}$"}}
      responses:
        "200":
          description: The book.
          content:
            application/json:
              schema:
                type: object
                additionalProperties: false
                required: [isbn]
                properties: {isbn: {type: string, maxLength: 13}}
"""
STUB = 'raise NotImplementedError("getBook")'
ISBN = "9780141439846"


@pytest.fixture(scope="module")
def exactapi(install: Install) -> Path:
    return install("[generate]") / "exactapi"


@pytest.fixture(scope="module", params=[(), ("--bare",)], ids=["accounts", "bare"])
def service(
    request: pytest.FixtureRequest, exactapi: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("new") / "shop"
    run(exactapi, "new", folder, "--name", "Book shop", *request.param)
    return folder


def run(*command: str | Path, folder: Path | None = None) -> str:
    left_out = {"VIRTUAL_ENV", "PYTHONPATH"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr[-4000:]
    return result.stdout


def test_uv_and_poetry_are_told_where_the_library_is(service: Path) -> None:
    pyproject = (service / "pyproject.toml").read_text()
    places = re.findall(r'^exactapi = \{ path = "([^"]+)"', pyproject, re.MULTILINE)
    assert len(places) == 3  # uv's sources, Poetry's dependencies, and those for development
    assert all((service / place).is_file() for place in places)


@contextmanager
def dev(service: Path) -> Iterator[str]:
    """`./scripts/task dev` on a free port, until it answers; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url, log = f"http://localhost:{port}", service.parent / "dev.log"
    with (
        log.open("w") as output,
        subprocess.Popen(
            ["./scripts/task", "dev"],
            cwd=service,
            env=os.environ | {"PORT": str(port)},
            stdout=output,
            stderr=output,
        ) as server,
    ):
        try:
            until = time.monotonic() + 300
            while not answers(url):
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.2)
            yield url
        finally:
            server.terminate()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/livez", timeout=10) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def add_operation(service: Path) -> Path:
    """Declare `getBook` once; return the file of its handler."""
    handlers = service / "impl/features/books/handlers.py"
    document = service / "openapi/openapi.yaml"
    if not handlers.exists():
        before, paths, after = document.read_text().partition("\npaths:")
        document.write_text(before + paths + BOOK.rstrip() + after)
        run("./scripts/task", "generate", folder=service)
    return handlers


def test_it_is_committed_as_a_whole_under_its_own_name(service: Path) -> None:
    assert run("git", "status", "--porcelain", folder=service) == ""
    assert run("git", "log", "--format=%s", folder=service).startswith("Book shop: begun with")
    names = "exact-service|users-service|users_service|Users service"
    found = subprocess.run(["git", "grep", "-lE", names], cwd=service, check=False)
    assert found.returncode == 1


def test_it_is_served_at_once_and_an_operation_that_is_added_as_well(service: Path) -> None:
    with dev(service):
        pass
    handlers = add_operation(service)
    with dev(service) as url, pytest.raises(urllib.error.HTTPError, match="501"):
        urllib.request.urlopen(f"{url}/books/{ISBN}", timeout=30)
    text = handlers.read_text()
    (model,) = re.findall(r"-> models\.(\w+):", text)
    handlers.write_text(text.replace(STUB, f"return models.{model}(isbn=isbn)"))
    with dev(service) as url, urllib.request.urlopen(f"{url}/books/{ISBN}", timeout=30) as response:
        assert json.load(response) == {"isbn": ISBN}


def test_its_types_and_style_hold_with_the_operation(service: Path) -> None:
    add_operation(service)
    for task in ("generate:check", "lint", "types"):
        run("./scripts/task", task, folder=service)


@pytest.mark.slow
def test_its_own_tests_pass(service: Path) -> None:
    run("./scripts/task", "test", folder=service)


@pytest.mark.slow
def test_the_fuzz_finds_nothing(service: Path) -> None:
    run("./scripts/task", "test:fuzz", folder=service)
