"""What `task dev` lends to what runs beside it."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.dev.environment import ROOT, environment
from scripts.dev.supervisor import GENERATE


@pytest.fixture(autouse=True)
def servers_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/x")
    monkeypatch.setenv("REDIS_URL", "redis://localhost/0")
    monkeypatch.delenv("JWT_ISSUER", raising=False)


def issuer(data: Path, port: int | None = None) -> str:
    with environment(data, port) as found:
        return found.variables["JWT_ISSUER"]


def test_tokens_are_issued_by_the_address_that_is_served(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert issuer(data) == "http://localhost:8000"
    assert issuer(data, 8123) == "http://localhost:8123"
    assert issuer(data) == "http://localhost:8123"  # `task token`, beside it


def test_an_issuer_that_is_set_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_ISSUER", "https://issuer.example")
    assert issuer(tmp_path, 8123) == "https://issuer.example"


@pytest.mark.slow
def test_what_a_changed_document_runs_is_there() -> None:
    done = subprocess.run(
        [sys.executable, *GENERATE, "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
