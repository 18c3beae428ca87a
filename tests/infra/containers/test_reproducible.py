"""Whoever builds the image again from the same sources has the same layers."""

import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from scripts.stack.engine import ROOT, Engine
from tests.infra.containers.rig import container

pytestmark = pytest.mark.infra
EPOCH = "1767225600"


def test_two_builds_have_the_same_layers(engine: Engine, tmp_path: Path) -> None:
    """Of two checkouts, whose files have other times and other modes; nothing is cached."""
    if engine.name != "podman":
        pytest.skip("NOT TESTED: to rewrite times, Docker needs a builder of its own (buildx)")
    first = layers(engine, checkout(tmp_path / "first", 0o022, 1_000_000_000))
    second = layers(engine, checkout(tmp_path / "second", 0o077, 1_500_000_000))
    assert len(first) > 1
    assert first == second


def checkout(folder: Path, umask: int, changed: int) -> Path:
    """A copy of this one: what git knows, as a clone with this umask has it."""
    listed = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
            is_program = (ROOT / name).stat().st_mode & stat.S_IXUSR
            (folder / name).chmod((0o777 if is_program else 0o666) & ~umask)
            os.utime(folder / name, (changed, changed))
    return folder


def layers(engine: Engine, folder: Path) -> list[str]:
    """The digests of the layers of what docs/deployment.md builds."""
    tag = f"exact-service-{folder.name}"
    epoch = ("--timestamp", EPOCH, "--build-arg", f"SOURCE_DATE_EPOCH={EPOCH}")
    file = ("-f", str(folder / "infra/Dockerfile"), "--target", "serve")
    container(engine.name, "build", "--no-cache", *epoch, *file, "-t", tag, str(folder))
    try:
        told = container(engine.name, "inspect", "--format", "{{json .RootFS.Layers}}", tag)
        found: list[str] = json.loads(told)
    finally:
        container(engine.name, "rmi", tag)
    return found
