"""The external tools, one after the other: memory in use is what the largest needs, not the sum."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from exactapi.errors import ExactAPIError


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is for people; `folder` is the working directory."""

    name: str
    arguments: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)


class ToolError(ExactAPIError):
    """A tool is missing or ended with an error; the message holds what it printed last."""


def run(command: Command) -> None:
    """Run it to its end. Hash seed and warnings are fixed: neither may change what is written.

    Raises:
        ToolError: it could not be started or failed.
    """
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "ignore"}
    try:
        done = subprocess.run(
            command.arguments,
            cwd=command.folder,
            env=environment | dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as error:
        raise ToolError(
            f"{command.name} cannot be started ({error}); pip install 'exactapi[generate]'"
        ) from error
    if done.returncode != 0:
        raise ToolError(f"{command.name} failed:\n{done.stdout.strip()[-2000:]}")
