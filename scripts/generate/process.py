"""The external tools, run side by side."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is for people; `folder` is the working directory."""

    name: str
    arguments: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)


class ToolFailed(Exception):
    """A tool is missing or ended with an error; the message holds what it printed last."""


def run(commands: Sequence[Command]) -> None:
    """Run all at once and wait for all.

    Raises:
        ToolFailed: one of them could not be started or failed.
    """
    started = [(command, _start(command)) for command in commands]
    outputs = [(command, process, process.communicate()[0]) for command, process in started]
    for command, process, output in outputs:
        if process.returncode != 0:
            raise ToolFailed(f"{command.name} failed:\n{output.strip()[-2000:]}")


def _start(command: Command) -> "subprocess.Popen[str]":
    """Hash seed and warnings are fixed: neither may change what is written."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "ignore"}
    try:
        return subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=environment | dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except OSError as error:
        raise ToolFailed(
            f"{command.name} cannot be started ({error}); run ./scripts/task setup first"
        ) from error
