"""`./scripts/task --help` and `./scripts/task NAME --help`.

python -m scripts.help [NAME]
python -m scripts.help --unknown NAME

A task whose command has a `--help` of its own is left to it; the others have a `summary` in the
Taskfile.
"""

from __future__ import annotations

import difflib
import sys
from typing import Any, Final

import yaml

from scripts.dev.environment import ROOT

_USAGE: Final = """usage: ./scripts/task NAME [ARGUMENTS]
       ./scripts/task NAME --help

Set up what is missing, then run a task. Ctrl-C stops it.
"""


def main(*arguments: str) -> int:
    """Print the help; return 1 if the task's command has its own, and say nothing."""
    tasks: dict[str, Any] = yaml.safe_load((ROOT / "Taskfile.yml").read_text())["tasks"]
    if not arguments:
        sys.stdout.write(f"{_USAGE}\n{_list(tasks)}")
        return 0
    name = arguments[-1]
    if len(arguments) > 1:
        similar = difflib.get_close_matches(name, tasks, 1)
        question = f"did you mean {similar[0]}? " if similar else ""
        sys.stdout.write(f"no task is named {name}; {question}./scripts/task lists them\n")
        return 0
    summary = tasks.get(name, {}).get("summary")
    sys.stdout.write(summary or "")
    return int(summary is None)


def _list(tasks: dict[str, Any]) -> str:
    described = {name: task["desc"] for name, task in tasks.items() if "desc" in task}
    width = max(map(len, described))
    return "".join(f"  {name:{width}}  {desc}\n" for name, desc in described.items())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
