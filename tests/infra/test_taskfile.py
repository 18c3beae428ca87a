"""The tasks run wherever the checkout lies."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.infra.development import ROOT

TASKS = yaml.safe_load((ROOT / "Taskfile.yml").read_text())["tasks"]
TASK = Path(sys.executable).parent / "task"
PYTHON = '#!/bin/sh\nprintf "%s|" "$@"\n'


@pytest.fixture(params=["plain", "with space", "o'clock", 'a "quoted" $HOME'])
def checkout(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """One with a Python that says what it is given."""
    folder = tmp_path / str(request.param)
    for name, text in (("scripts/setup", "#!/bin/sh\n"), (".venv/bin/python", PYTHON)):
        program = folder / name
        program.parent.mkdir(parents=True)
        program.write_text(text)
        program.chmod(0o755)
    shutil.copy(ROOT / "Taskfile.yml", folder)
    return folder


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        (["status"], "-m|exactapi|status|"),
        (["types"], "-m|mypy|-m|exactapi|status|--unfinished|"),
        (["generate:any", "--", "a b.yaml", "it's"], "-m|exactapi|generate|a b.yaml|it's|"),
        (["mock", "SPEC=it's a.yaml", "PORT=1"], "-m|exactapi|mock|it's a.yaml|--port|1|"),
    ],
)
def test_a_task_gives_its_command_what_it_was_given(
    checkout: Path, arguments: list[str], given: str
) -> None:
    command = [TASK, "--taskfile", checkout / "Taskfile.yml", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.stdout, result.returncode) == (given, 0), result.stderr


def test_without_a_name_the_tasks_are_listed(checkout: Path) -> None:
    command = [TASK, "--taskfile", checkout / "Taskfile.yml"]
    plain = os.environ | {"NO_COLOR": "1"}  # in CI Task writes in colours
    result = subprocess.run(command, env=plain, capture_output=True, text=True, check=True)
    assert "* generate:" in result.stdout


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        ([], ""),
        (["up"], "up"),
        (["stack:admin", "ARGS=create you@example.com"], "stack:admin create you@example.com"),
    ],
    ids=["alone", "a name", "a name with arguments"],
)
def test_make_forwards_every_name_and_lists_them_alone(
    tmp_path: Path, arguments: list[str], given: str
) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    task = tmp_path / "scripts/task"
    task.parent.mkdir()
    task.write_text('#!/bin/sh\necho "given: $*"\n')
    task.chmod(0o755)
    command = ["make", "--no-print-directory", "-C", tmp_path, *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == f"given: {given}".strip()


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if "desc" in task])
def test_every_task_has_a_help_of_its_own(name: str) -> None:
    shown = subprocess.run(
        [ROOT / "scripts/task", name, "--help"],
        env=os.environ | {"DATABASE_URL": "postgresql://nowhere/x", "REDIS_URL": "redis://nowhere"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    first = shown.stdout.splitlines()[0]
    assert re.match(rf"usage: (\./scripts/task {name}|exactapi \w+)( |$)", first), first


def test_the_runner_has_a_help_of_its_own() -> None:
    shown = run_task("--help")
    assert shown.stdout.startswith("usage: ./scripts/task NAME")
    assert "  generate:check " in shown.stdout


def test_a_name_that_is_none_is_told_with_the_one_that_was_meant() -> None:
    shown = run_task("tets")
    assert shown.returncode == 2
    assert shown.stderr == "no task is named tets; did you mean test? ./scripts/task lists them\n"
    assert shown.stdout == ""


def run_task(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [ROOT / "scripts/task", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
