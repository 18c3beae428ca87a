"""What runs the containers of these tests: Docker, or podman with stand-ins for the base images.

Stand-ins bear the names that our files ask for and hold the distribution's versions; CONTAINER_RIG
names the script that makes them (../shared/container-rig/prepare beside the checkout). Known of it:
health checks are recorded and never run, and a restarted container gets another MAC address.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scripts.stack.engine import INFRA, ROOT, Engine, NoEngine, find_engine

PREPARE = Path(os.environ.get("CONTAINER_RIG", ROOT.parent / "shared/container-rig/prepare"))
_NOISE = re.compile("systemd|syslog")
PYTHON = "python:3.13-slim-bookworm"


def engine() -> Engine:
    """Skip, and say why, where nothing can run containers."""
    try:
        found = find_engine()
        if found.name == "docker":
            return found
    except NoEngine as missing:
        reason = f"NOT TESTED: {missing}"
        if not PREPARE.exists() or os.geteuid() != 0:
            pytest.skip(reason)
    if PREPARE.exists() and os.geteuid() == 0:
        _prepare()
    return find_engine()


def _prepare() -> None:
    said = subprocess.run([PREPARE, "env"], check=True, capture_output=True, text=True).stdout
    for name, value in re.findall(r"(\w+)=(\S+)", said):
        os.environ[name] = value
    services = yaml.safe_load((INFRA / "compose.yml").read_text())["services"]
    images = [f"python={PYTHON}"]
    images += [f"{name}={services[name]['image']}" for name in ("nginx", "postgres", "valkey")]
    sys.stderr.write("making stand-ins for the base images (about two minutes, once) ...\n")
    subprocess.run([PREPARE, "images", *images], check=True, capture_output=True)


def container(name: str, *arguments: str, check: bool = True) -> str:
    """What the engine's own command says on both outputs; containers log on the second."""
    done = subprocess.run(
        [name, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0 or not check, done.stdout
    return "\n".join(line for line in done.stdout.splitlines() if not _NOISE.search(line))
