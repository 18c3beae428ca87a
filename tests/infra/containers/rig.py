"""What runs the containers of these tests: Docker, or podman with stand-ins for the base images.

Where no base images can be had, CONTAINER_RIG may name a script that makes stand-ins for them: they
bear the names that our files ask for and hold the distribution's versions. It is called as

    SCRIPT env                        prints `export NAME=value` for podman
    SCRIPT images KIND=NAME ...       makes what is missing; KIND is python, nginx, postgres, valkey

With podman, health checks are recorded and never run.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping

import pytest
import yaml

from scripts.stack.engine import INFRA, Engine, NoEngine, find_engine

RIG = os.environ.get("CONTAINER_RIG")
PYTHON = "python:3.13-slim-bookworm"
_NOISE = re.compile("systemd|syslog")


def engine() -> Engine:
    """What can run this stack; where nothing can, skip with the reason in one line."""
    images = {"python": PYTHON}
    for name, service in yaml.safe_load((INFRA / "compose.yml").read_text())["services"].items():
        if name in ("nginx", "postgres", "valkey"):
            images[name] = service["image"]
    try:
        if RIG:
            _prepare(RIG, images)
        found = find_engine()
        for image in images.values():
            _have(found, image)
        # An engine may answer, and yet not be allowed to run anything.
        _try(found.name, "run", "--rm", "--network", "none", images["nginx"], "true")
    except NoEngine as missing:
        pytest.skip(f"NOT TESTED: {missing}")
    except subprocess.CalledProcessError as error:
        pytest.skip(f"NOT TESTED: {shlex.join(map(str, error.cmd))}: {_last_line(error.stderr)}")
    return found


def _prepare(script: str, images: Mapping[str, str]) -> None:
    said = subprocess.run([script, "env"], check=True, capture_output=True, text=True).stdout
    for name, value in re.findall(r"(\w+)=(\S+)", said):
        os.environ[name] = value
    sys.stderr.write("making stand-ins for the base images (about two minutes, once) ...\n")
    named = [f"{kind}={image}" for kind, image in images.items()]
    subprocess.run([script, "images", *named], check=True, capture_output=True, text=True)


def _have(engine: Engine, image: str) -> None:
    """Pull it unless it is there."""
    looked = subprocess.run(
        [engine.name, "image", "inspect", image], capture_output=True, check=False
    )
    if looked.returncode:
        _try(engine.name, "pull", image)


def _try(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it failed without a word"


def container(name: str, *arguments: str, check: bool = True) -> str:
    """What the engine's own command says on both outputs; containers log on the second."""
    done = subprocess.run(
        [name, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0 or not check, done.stdout
    return "\n".join(line for line in done.stdout.splitlines() if not _NOISE.search(line))
