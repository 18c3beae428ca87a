"""A repository with a first commit, also where git knows neither a user nor a default branch."""

import os
import subprocess
from pathlib import Path
from typing import Final

from exactapi.errors import ExactAPIError

_UNKNOWN: Final = ("-c", "user.name=exactapi", "-c", "user.email=exactapi@localhost")
"""The author of the first commit where git does not know its user."""


_MISLEADING: Final = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"}
"""Set by a git that runs us, for another repository."""


class GitError(ExactAPIError):
    """The message is one line."""


def check() -> None:
    """Check that git can be run.

    Raises:
        GitError: it cannot.
    """
    _git(Path(), "--version")


def begin(root: Path, message: str) -> None:
    """Make `root` a repository, with all its files in a first commit.

    Raises:
        GitError: git is missing, or refuses.
    """
    _git(root, "init", "--quiet", "--initial-branch=main")
    _git(root, "add", "--all")
    identity = () if _knows_its_user(root) else _UNKNOWN
    _git(root, *identity, "-c", "commit.gpgsign=false", "commit", "-qnm", message)


def tracked(root: Path) -> list[Path]:
    """Return the files of a repository, those included that are new and not ignored.

    Raises:
        GitError: git is missing, or `root` is in no repository.
    """
    said = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return [Path(name) for name in said.split("\0") if name and (root / name).is_file()]


def changes(root: Path) -> list[str]:
    """Return one line for each change that is not committed.

    Raises:
        GitError: git is missing, or `root` is in no repository.
    """
    return _git(root, "status", "--porcelain", ".").splitlines()


def _knows_its_user(root: Path) -> bool:
    try:
        _git(root, "var", "GIT_AUTHOR_IDENT")
        _git(root, "var", "GIT_COMMITTER_IDENT")
    except GitError:
        return False
    return True


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    try:
        done = subprocess.run(  # noqa: S603  no shell, and nothing from outside but paths
            command, check=False, capture_output=True, text=True, env=environment
        )
    except FileNotFoundError:
        raise GitError("git is needed; install it and try again") from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        reason = said[-1] if said else f"exit code {done.returncode}"
        raise GitError(f"git {arguments[0]}: {reason}")
    return done.stdout
