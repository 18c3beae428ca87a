"""The image holds the service and nothing that helps to break it."""

import json
import os
import re
import subprocess

import pytest

from scripts.stack.engine import INFRA, ROOT
from scripts.stack.variables import SECRETS
from tests.infra.containers.stack import Stack

pytestmark = pytest.mark.infra
IMAGE = "exact-service-test:latest"


def test_hadolint_finds_nothing() -> None:
    done = subprocess.run(
        [ROOT / ".tools/infra/bin/hadolint", INFRA / "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_it_runs_as_a_user_that_cannot_write(stack: Stack) -> None:
    assert stack.run("inspect", "--format", "{{.Config.User}}", IMAGE) == "10001:10001"
    for part in ("api-1", "api-2", "nginx"):
        tries = "id -u; (touch /app/impl/app.py || touch /x) 2>/dev/null || echo no"
        assert stack.inside(part, "sh", "-c", tries).splitlines() == ["10001", "no"]


@pytest.mark.parametrize("program", ["pip", "uv", "gcc", "cc", "make", "git", "hatchling", "ruff"])
def test_it_has_no_tools_that_build_or_install(stack: Stack, program: str) -> None:
    assert not stack.inside("api-1", "sh", "-c", f"command -v {program}", check=False)


@pytest.mark.parametrize("module", ["pip", "ensurepip", "pytest", "mypy", "schemathesis"])
def test_it_has_no_modules_for_development(stack: Stack, module: str) -> None:
    tried = stack.inside("api-1", "python", "-c", f"import {module}", check=False)
    assert "ModuleNotFoundError" in tried


def test_its_code_is_compiled(stack: Stack) -> None:
    script = (
        "import os, impl.app, exactapi.runtime as library;"
        "print(all(os.path.exists(each.__cached__) for each in (impl.app, library)))"
    )
    assert stack.inside("api-1", "python", "-c", script) == "True"


def test_its_history_holds_no_secret(stack: Stack) -> None:
    history = stack.run("history", "--no-trunc", "--format", "{{.CreatedBy}}", IMAGE)
    config = stack.run("inspect", "--format", "{{json .Config}}", IMAGE)
    for name in SECRETS:
        assert name not in history + config
        assert os.environ[name] not in history + config


def test_of_the_checkout_it_holds_the_service_alone(stack: Stack) -> None:
    """No .env, which holds secrets, and no infra/.env."""
    parts = {".venv", "generated", "impl", "migrations", "pyproject.toml", "scripts"}
    assert set(stack.inside("api-1", "ls", "-A", "/app").split()) == parts
    assert not stack.inside("api-1", "find", "/app/impl", "/app/scripts", "-name", "*.env")


def test_without_settings_it_ends_with_one_line(stack: Stack) -> None:
    bare = "env -i PATH=$PATH ENVIRONMENT=production JWT_SECRET_KEY=short"
    server = "python -m impl.server --port 8001"
    said = stack.inside("api-1", "sh", "-c", f"{bare} {server}; echo ended with $?", check=False)
    line, end = said.splitlines()
    for name in (
        *("DATABASE_URL", "REDIS_URL", "JWT_SECRET_KEY", "CURSOR_SECRET", "PASSWORD_PEPPER"),
        "WEBHOOK_SECRET_KEY",
    ):
        assert name in line
    assert end == "ended with 1"


def test_its_parts_are_listed() -> None:
    subprocess.run([ROOT / "scripts/task", "sbom"], check=True, capture_output=True)
    parts = json.loads((ROOT / "reports/sbom.json").read_text())["components"]
    pins = re.findall(r"^[\w.-]+==", (ROOT / "requirements/runtime.txt").read_text(), re.MULTILINE)
    assert len(parts) == len(pins)
    assert all(part["externalReferences"][0]["hashes"] for part in parts)
