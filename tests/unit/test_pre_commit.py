"""The hooks run on this checkout as it is, and nothing is downloaded for them."""

import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
REPOSITORIES = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
HOOKS = [hook for repository in REPOSITORIES for hook in repository["hooks"]]


def test_all_hooks_are_local() -> None:
    assert {repository["repo"] for repository in REPOSITORIES} == {"local"}
    assert {hook["language"] for hook in HOOKS} == {"system"}


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_accepts_what_is_committed(hook: dict[str, str]) -> None:
    files = ["README.md"] if hook.get("types") == ["text"] else ["impl/app.py"]
    given = files if hook.get("pass_filenames", True) else []
    result = subprocess.run(
        [*shlex.split(hook["entry"]), *given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
