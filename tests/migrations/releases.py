"""Checkouts whose migrations are ahead of this one's, and migrations that run as processes."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

from alembic.script import ScriptDirectory

from tests.service import ROOT

REVISION = "9999"


def with_next_release(folder: Path, migration: str) -> Path:
    """Make a checkout with one migration more; `{head}` in it is the newest of this one."""
    for name in ("pyproject.toml", "impl"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "migrations", folder / "migrations")
    versions = folder / "migrations" / "versions"
    head = ScriptDirectory(str(versions.parent)).get_current_head()
    (versions / f"{REVISION}_next.py").write_text(migration.format(head=head))
    return folder


async def migrate(url: str, checkout: Path, **variables: str) -> None:
    await ended(await starting(url, checkout, **variables))


async def starting(url: str, checkout: Path, **variables: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "alembic", "upgrade", "head"),
        cwd=checkout,
        env=os.environ | variables | {"DATABASE_URL": url},
        stderr=asyncio.subprocess.PIPE,
    )


async def lines(migration: asyncio.subprocess.Process, until: str) -> list[str]:
    """Return what it writes to standard error up to a line with those words."""
    assert migration.stderr is not None
    found = [""]
    while until not in found[-1]:
        line = await migration.stderr.readline()
        assert line, f"it ended without saying: {until}; {found}"
        found.append(line.decode())
    return found


async def ended(migration: asyncio.subprocess.Process) -> str:
    """Wait for its end, and return what it still had to say."""
    _, errors = await migration.communicate()
    assert migration.returncode == 0, errors.decode()
    return errors.decode()
