"""The README's API page lists what is public: no name too many, none too few."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from exactapi import runtime
from exactapi.project.settings import Project

PAGE = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def listed(title: str) -> list[str]:
    """The first column of the table below a heading."""
    section = PAGE.partition(f"### {title}\n")[2].partition("\n### ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def test_every_name_of_the_runtime_is_listed_once() -> None:
    assert sorted(listed("`exactapi.runtime`")) == sorted(runtime.__all__)


@pytest.mark.parametrize("name", runtime.__all__)
def test_a_public_name_is_there(name: str) -> None:
    assert hasattr(runtime, name)


def test_every_key_of_the_project_is_listed_once() -> None:
    keys = {each.name.replace("_", "-") for each in fields(Project)} - {"root"}
    assert sorted(listed("`[tool.exactapi]` in pyproject.toml")) == sorted(keys)


def test_every_command_is_listed_once() -> None:
    usage = subprocess.run(
        [sys.executable, "-m", "exactapi", "--help"], capture_output=True, text=True, check=True
    ).stdout
    commands = re.findall(r"^    (\w+) ", usage, re.MULTILINE)
    assert commands
    assert sorted(listed("The command line")) == sorted(f"exactapi {name}" for name in commands)
