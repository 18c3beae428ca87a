"""The service works with every version of PostgreSQL and Redis that the README promises."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.infra.development import ROOT
from tests.infra.servers.at_hand import POSTGRESQL, REDIS, postgresql, redis

# Each runs a suite, which takes three minutes alone and a quarter of an hour beside others.
pytestmark = [pytest.mark.infra, pytest.mark.slow, pytest.mark.timeout(7200)]

OF_POSTGRESQL = ("tests/unit/storage", "tests/unit/events", "tests/migrations", "tests/api")
OF_REDIS = ("tests/unit/storage/redis", "tests/unit/events", "tests/api")


@pytest.mark.parametrize("version", POSTGRESQL)
def test_storage_migrations_and_api_on_a_postgresql(version: str) -> None:
    programs = postgresql(version)
    assert f" {version}." in said_by(programs / "postgres")
    passes(OF_POSTGRESQL, DEV_POSTGRESQL=programs)


@pytest.mark.parametrize("version", REDIS)
def test_limits_sessions_and_events_on_a_redis(version: str) -> None:
    program = redis(version)
    assert f"v={version}." in said_by(program)
    passes(OF_REDIS, DEV_REDIS=program)


def said_by(program: Path) -> str:
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout


def passes(folders: tuple[str, ...], **servers: Path) -> None:
    options = ("-n2", "-q", "-m", "not infra and not thorough")
    command = [sys.executable, "-m", "pytest", *options, *folders]
    environment = os.environ | {name: str(path) for name, path in servers.items()}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert re.search(r"\d{2,} passed", done.stdout), done.stdout[-1000:]
