"""The engine of the containers: Docker with its compose plug-in, or podman with podman-compose."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INFRA = ROOT / "infra"


class NoEngine(Exception):
    """Nothing on this machine runs containers; the message says what was looked for."""


class NotStarted(Exception):
    """A part of the stack is not ready; the message says which and why."""


@dataclass(frozen=True)
class Engine:
    """`compose` runs the files `files`; both commands say themselves what goes wrong."""

    name: str
    compose_command: tuple[str, ...]
    files: tuple[Path, ...] = (INFRA / "compose.yml",)

    def image_id(self, image: str) -> str:
        """Return the id of an image that is here, which says what it is made of."""
        command = (self.name, "image", "inspect", "--format", "{{.Id}}", image)
        return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()

    def compose(
        self, *arguments: str, quiet: bool = False, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run it in the foreground; `quiet` keeps what it says instead of showing it."""
        files = [word for file in self.files for word in ("-f", str(file))]
        return subprocess.run(
            [*self.compose_command, *files, *arguments],
            check=check,
            text=True,
            capture_output=quiet,
            cwd=ROOT,
        )


def terminal() -> list[str]:
    """Return compose's arguments for a command that may or may not have a terminal."""
    return [] if sys.stdin.isatty() else ["-T"]


def find_engine(overrides: Sequence[str] = ()) -> Engine:
    """Return the engine, for compose.yml and the files `compose.NAME.yml` of `overrides`.

    A Docker client may be there without an engine, so it is asked.

    Raises:
        NoEngine: there is none.
    """
    files = (INFRA / "compose.yml", *(INFRA / f"compose.{name}.yml" for name in overrides))
    if _works("docker", "info") and _works("docker", "compose", "version"):
        return Engine("docker", ("docker", "compose"), files)
    compose = shutil.which("podman-compose") or str(ROOT / ".tools/infra/bin/podman-compose")
    if _works("podman", "info") and Path(compose).exists():
        return Engine("podman", (compose,), (*files, INFRA / "compose.podman.yml"))
    raise NoEngine(
        "no container engine answers: start Docker with its compose plug-in (`docker info` and "
        "`docker compose version` succeed), or podman with podman-compose"
    )


def _works(*command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
