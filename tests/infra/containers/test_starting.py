"""`task up` ends with a stack that serves, or says what is wrong and harms nothing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.stack.engine import Engine, NotStarted
from scripts.stack.start import start
from scripts.stack.variables import variables
from tests.infra.containers.stack import Stack

pytestmark = pytest.mark.infra

NEWER = "9999"
BROKEN = """
revision, down_revision = "9999", {head!r}

def upgrade():
    from alembic import op
    op.execute("CREATE TABLE half_done (id int)")
    op.execute("SELECT 1 / 0")
"""


def test_it_ends_with_the_urls_and_how_to_make_an_administrator(stack: Stack) -> None:
    ready, administrator = stack.said.splitlines()[-2:]
    url = f"http://localhost:{stack.port}"
    assert ready == f"ready: {url}   the API: {url}/openapi.json"
    assert stack.ask("GET", "/openapi.json")[0] == 200
    assert administrator == "an administrator: ./scripts/task stack:admin create YOU@EXAMPLE.COM"


def test_a_second_start_replaces_nothing_that_is_as_it_should_be(stack: Stack) -> None:
    before = containers(stack)
    start(stack.engine, variables())
    assert containers(stack) == before


def test_a_weak_secret_is_told_in_one_line_before_anything_is_touched(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CURSOR_SECRET", "short")
    with unharmed(stack), pytest.raises(NotStarted, match="nothing was started or replaced"):
        start(stack.engine, variables())
    said = said_by(capfd)
    assert "CURSOR_SECRET needs at least 32 bytes" in said
    assert "Traceback" not in said


def test_compose_alone_says_where_its_secrets_come_from(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CURSOR_SECRET")
    nothing = ("--env-file", os.devnull)
    done = stack.engine.compose(*nothing, "config", quiet=True, check=False)
    assert done.returncode != 0
    assert "run ./scripts/task up" in done.stderr


def test_a_migration_that_fails_stops_the_release_and_leaves_no_half(
    stack: Stack, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "9999_broken.py"
    file.write_text(BROKEN.format(head=revision(stack)))
    file.chmod(0o644)
    for parent in tmp_path.parents[:2]:
        parent.chmod(0o755)
    tmp_path.chmod(0o755)
    volume = f"{file}:/app/migrations/versions/9999_broken.py:ro"
    release = with_override(stack, tmp_path, {"migrate": {"volumes": [volume]}})
    before = revision(stack)
    with unharmed(stack), pytest.raises(NotStarted, match="the migrations failed"):
        start(release, variables())
    assert "division by zero" in said_by(capfd)
    assert revision(stack) == before
    assert sql(stack, "SELECT to_regclass('half_done') IS NULL") == "t"


def test_an_older_image_on_a_newer_schema_is_refused_by_name(
    stack: Stack, capfd: pytest.CaptureFixture[str]
) -> None:
    """The replicas that run go on: a release that has migrated is replacing them."""
    current = revision(stack)
    sql(stack, f"UPDATE alembic_version SET version_num = '{NEWER}'")
    try:
        with unharmed(stack), pytest.raises(NotStarted, match="the migrations failed"):
            start(stack.engine, variables())
        assert "the database is newer than this code" in said_by(capfd)
    finally:
        sql(stack, f"UPDATE alembic_version SET version_num = '{current}'")


@contextmanager
def unharmed(stack: Stack) -> Iterator[None]:
    """The same containers serve afterwards as before."""
    before = containers(stack)
    yield
    assert containers(stack) == before
    assert stack.ask("GET", "/readyz")[0] == 200


def containers(stack: Stack) -> dict[str, str]:
    """The time at which each started, by its id."""
    names = [stack.container(part) for part in ("nginx", "api-1", "api-2", "postgres", "valkey")]
    told = stack.run("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", *names)
    return dict(line.split(maxsplit=1) for line in told.splitlines())


def said_by(capfd: pytest.CaptureFixture[str]) -> str:
    return "".join(capfd.readouterr())


def with_override(stack: Stack, folder: Path, services: dict[str, Any]) -> Engine:
    file = folder / "compose.override.yml"
    file.write_text(yaml.safe_dump({"services": services}))
    return replace(stack.engine, files=(*stack.engine.files, file))


def sql(stack: Stack, statement: str) -> str:
    return stack.inside("postgres", "psql", "-qAt", "-U", "app", "-c", statement, "app").strip()


def revision(stack: Stack) -> str:
    return sql(stack, "SELECT version_num FROM alembic_version")
