"""`scripts/setup` makes the environment once, and again when it is not what it should be."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts import bootstrap
from tests.infra.development import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """One whose environment needs no packages."""
    for name in ("setup", "task", "bootstrap.py"):
        target = tmp_path / "scripts" / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "scripts" / name, target)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "dev.txt").touch()
    shutil.copy(ROOT / "requirements/uv.txt", tmp_path / "requirements/uv.txt")
    return tmp_path


def start(checkout: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [checkout / "scripts/setup"], stderr=subprocess.PIPE, cwd="/", text=True
    )


def said(process: subprocess.Popen[str]) -> str:
    _, output = process.communicate(timeout=240)
    assert process.returncode == 0, output
    return output


def test_the_environment_is_made_once_and_again_when_it_should_differ(checkout: Path) -> None:
    output = said(start(checkout))
    assert ".venv: installing" in output
    assert said(start(checkout)) == ""

    (checkout / "requirements/dev.txt").write_text("# other pins\n")
    output = said(start(checkout))
    assert ".venv: installing" in output

    (checkout / ".venv/complete").unlink()  # as an interrupted installation leaves it
    assert ".venv: installing" in said(start(checkout))

    (checkout / ".venv/bin/python").unlink()  # as a removed Python leaves it
    assert ".venv: installing" in said(start(checkout))


def test_of_two_at_once_one_installs_and_the_other_waits(checkout: Path) -> None:
    outputs = [said(process) for process in [start(checkout), start(checkout)]]
    assert sum(output.count(".venv: installing") for output in outputs) == 1


def test_without_any_installer_it_names_the_package_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        bootstrap.install_with_pip(tmp_path / "venv", tmp_path / "dev.txt")


def test_where_uv_fails_pip_installs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    requirements = tmp_path / "dev.txt"
    requirements.touch()
    bootstrap.install("false", tmp_path / "venv", requirements)
    assert "uv could not install it; trying pip" in capfd.readouterr().err
    assert (tmp_path / "venv/bin/python").exists()
