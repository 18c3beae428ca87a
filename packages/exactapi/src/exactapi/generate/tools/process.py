"""The external tools. They work one after the other, so that memory holds the largest, not all.

A tool in Python takes longer to import than to work, so it may be started while its input is still
being made.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from exactapi.errors import ExactAPIError

_WAITING: Final = Path(__file__).with_name("waiting.py")


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is for people; `folder` is the working directory."""

    name: str
    arguments: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def python_tool(
    python: str, imports: Sequence[str], module: str, options: Sequence[str]
) -> tuple[str, ...]:
    """Return the arguments for a tool that is a module; it imports `imports`, and waits."""
    return (python, "-P", str(_WAITING), ",".join(imports), module, *options)


class ToolError(ExactAPIError):
    """A tool is missing or ended with an error; the message holds what it printed last."""


class Process:
    """A tool that was started. One that `python_tool` describes begins its work at `finish`.

    Hash seed and warnings are fixed: neither may change what is written.

    Raises:
        ToolError: it cannot be started.
    """

    def __init__(self, command: Command) -> None:
        self.name = command.name
        environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONWARNINGS": "ignore"}
        try:
            self._process = subprocess.Popen(
                command.arguments,
                cwd=command.folder,
                env=environment | dict(command.environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        except OSError as error:
            raise ToolError(
                f"{command.name} cannot be started ({error}); pip install 'exactapi[generate]'"
            ) from error

    def finish(self) -> None:
        """Let it work, to its end.

        Raises:
            ToolError: it failed.
        """
        printed, _ = self._process.communicate("\n")
        if self._process.returncode != 0:
            raise ToolError(f"{self.name} failed:\n{printed.strip()[-2000:]}")

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def end(self) -> None:
        """End it, whatever it does."""
        if not self.ended:
            self._process.kill()
        self._process.communicate()


def run(command: Command) -> None:
    """Start a tool and run it to its end.

    Raises:
        ToolError: it could not be started or failed.
    """
    Process(command).finish()
