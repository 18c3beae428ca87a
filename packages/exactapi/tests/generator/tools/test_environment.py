"""fastapi-code-generator's environment: made once, whatever came in between, by any installer."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exactapi.generate.tools import environment
from exactapi.generate.tools.cache import cache_folder
from exactapi.generate.tools.environment import PINS, environment_python
from exactapi.generate.tools.process import ToolError

PROGRAM = """
import sys
from pathlib import Path
from exactapi.generate.tools import environment
environment.PINS = Path(sys.argv[1])
print(environment.environment_python(Path(sys.argv[2])))
"""


@pytest.fixture
def pins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of nothing, so that nothing is fetched."""
    pins = tmp_path / "pins.txt"
    pins.write_text("# none\n")
    monkeypatch.setattr(environment, "PINS", pins)
    return pins


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "below" / "tool"


def test_it_is_made_once_and_again_when_the_pins_differ_or_a_run_was_interrupted(
    folder: Path, pins: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    python = environment_python(folder)
    assert subprocess.run([python, "-c", "import sys"], check=False).returncode == 0
    assert "installing 0 packages" in capsys.readouterr().err
    assert environment_python(folder) == python
    assert capsys.readouterr().err == ""

    pins.write_text("# other ones\n")
    environment_python(folder)
    assert "installing" in capsys.readouterr().err

    (folder / "complete").unlink()
    (folder / "half").touch()
    environment_python(folder)
    assert "installing" in capsys.readouterr().err
    assert not (folder / "half").exists()


def test_of_two_at_once_one_installs_and_the_other_waits(folder: Path, pins: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, pins, folder]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=60)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum(each.count("installing 0 packages") for each in said) == 1


def test_an_installer_that_outlives_a_killed_run_is_waited_for(folder: Path, pins: Path) -> None:
    """It still writes into the folder."""
    slow = """
def install(folder, python):
    environment._run("sh", "-c", f"touch '{folder}.begun'; exec sleep 600")
environment._install_with_uv = install
"""
    program = PROGRAM.replace("print(", f"{slow}print(")
    command = [sys.executable, "-c", program, pins, folder]
    with subprocess.Popen(
        command, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as killed:
        while not Path(f"{folder}.begun").exists():
            time.sleep(0.01)
        killed.kill()
    command = [sys.executable, "-c", PROGRAM, pins, folder]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as second:
        assert second.stderr is not None
        assert "waiting for another process" in second.stderr.readline()
        os.killpg(killed.pid, signal.SIGKILL)
        assert "installing 0 packages" in second.stderr.readline()
        second.stderr.read()
    assert second.returncode == 0


@pytest.mark.slow
def test_where_uv_fails_or_is_not_there_pip_or_venv_installs(
    folder: Path, pins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for uv in (shutil.which("false"), None):
        monkeypatch.setattr(shutil, "which", lambda *_, uv=uv, **__: uv)
        assert environment_python(folder).exists()
        (folder / "complete").unlink()


def test_without_any_installer_it_names_what_it_needs(
    folder: Path, pins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ToolError, match=r"there is no uv.*it needs uv, pip or venv"):
        environment_python(folder)
    assert not folder.exists()


@pytest.mark.slow
def test_without_an_index_it_says_why_and_leaves_nothing(
    folder: Path, pins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pins.write_text(f"nowhere==1 --hash=sha256:{'0' * 64}\n")
    for name in ("UV_OFFLINE", "UV_NO_INDEX", "PIP_NO_INDEX"):
        monkeypatch.setenv(name, "1")
    with pytest.raises(ToolError, match=r"nowhere.*a package index that it can reach") as raised:
        environment_python(folder)
    assert "\n" not in str(raised.value)
    assert not folder.exists()


def test_a_place_that_cannot_be_written_is_named_with_the_cure(pins: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ToolError, match="make the folder writable"):
        environment_python(tmp_path / "file" / "tool")


def test_it_lies_in_the_environment_or_else_in_the_users_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache_folder("x") == Path(sys.prefix, "lib", "exactapi", "x")
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    mine = cache_folder("x")
    assert mine.is_relative_to(tmp_path / "exactapi")
    monkeypatch.setattr(sys, "prefix", "/elsewhere")
    assert cache_folder("x") != mine


def test_every_pin_has_a_hash() -> None:
    requirements = re.split(r"\n(?=\S)", PINS.read_text().strip())
    assert len(requirements) > 30
    assert all("==" in each and "--hash=sha256:" in each for each in requirements)
