"""`exactapi new`: what it makes works at once, and what it refuses is left as it was."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from exactapi.cli.new import main

OPERATION = """
  /greeting:
    get:
      operationId: getGreeting
      tags: [greetings]
      security: []
      parameters:
        - { name: loud, in: query, schema: { type: boolean } }
      responses:
        "200":
          description: A greeting.
          content: { application/json: { schema: { type: object, properties: { text: { type: string } } } } }
"""  # noqa: E501  a line of YAML


def test_a_folder_that_is_not_empty_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").write_text("mine")
    assert main([str(tmp_path), "--name", "book-shop"]) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["mine"]
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "name a folder that does not exist yet" in said


def test_a_name_that_will_not_do_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "shop"), "--name", "b/c"]) == 1
    assert not (tmp_path / "shop").exists()
    assert capsys.readouterr().err.count("\n") == 1


def test_what_is_no_wheel_is_refused_and_nothing_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = tmp_path / "other.whl"
    wheel.write_text("no wheel")
    assert main([str(tmp_path / "shop"), "--library", str(wheel)]) == 1
    assert not (tmp_path / "shop").exists()
    assert "is no wheel of exactapi" in capsys.readouterr().err


@pytest.mark.infra
@pytest.mark.parametrize("options", [[], ["--bare"]], ids=["with accounts", "bare"])
def test_a_service_of_ones_own_is_tested_and_fuzzed_at_once(
    tmp_path: Path, options: list[str]
) -> None:
    shop = tmp_path / "shop"
    nobody = {"HOME": str(tmp_path), "GIT_CONFIG_GLOBAL": os.devnull}
    command = [sys.executable, "-m", "exactapi", "new", str(shop), "--name", "book-shop", *options]
    subprocess.run(command, check=True, env=os.environ | nobody)
    assert run(shop, "git", "status", "--porcelain") == ""
    assert run(shop, "git", "log", "--format=%s").startswith("Book shop: begun with exactapi")
    assert "exact-service" not in (shop / "pyproject.toml").read_text()
    assert (shop / "impl/features/users").exists() == (not options)
    run(shop, "./scripts/task", "lint")
    run(shop, "./scripts/task", "types")
    run(shop, "./scripts/task", "test", "tests/api", "tests/unit/settings", "-q")
    document = shop / "openapi/openapi.yaml"
    text = document.read_text()
    document.write_text(text.replace("\npaths:\n", f"\npaths:{OPERATION}", 1))
    run(shop, "./scripts/task", "generate")
    handlers = shop / "impl/features/greetings/handlers.py"
    stub = 'raise NotImplementedError("getGreeting")'
    assert stub in handlers.read_text()
    assert "1 operations are stubs" in run(shop, "./scripts/task", "test:fuzz", "--max-examples=10")
    answer = 'return models.GetGreetingResponse(text="HELLO" if loud else "hello")'
    handlers.write_text(handlers.read_text().replace(stub, answer))
    assert "fuzz: 0 findings" in run(shop, "./scripts/task", "test:fuzz", "--max-examples=10")


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
