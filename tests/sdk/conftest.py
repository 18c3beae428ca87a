"""The SDKs against the real service, on servers of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from exactapi.project.settings import Project

from scripts.accounts.identities import PASSWORD, make_identities
from scripts.fuzz.service import ROOT, RunningService, running_service
from tests.sdk.javascript import compiled
from users_service import Client, models


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A service of their own, its worker and a TypeScript compiler take seconds."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def service() -> Iterator[RunningService]:
    with running_service() as running, _worker(running):
        make_identities(running.settings, running.folder)
        yield running


@contextmanager
def _worker(service: RunningService) -> Iterator[None]:
    """What follows from events follows here, too."""
    settings = {name.upper(): str(value) for name, value in service.settings.items()}
    command = [sys.executable, "-m", "impl.worker"]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | settings) as worker:
        try:
            yield
        finally:
            worker.terminate()


@pytest.fixture(scope="session")
def operation_ids() -> set[str]:
    """All that the document declares, but for the upgrade to a WebSocket."""
    document = json.loads((ROOT / "generated/openapi.json").read_text(encoding="utf-8"))
    return {
        operation["operationId"]
        for item in document["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict)
        and "operationId" in operation
        and "101" not in operation["responses"]
    }


@pytest.fixture(scope="session")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(Project.find(ROOT), tmp_path_factory.mktemp("typescript"))


@pytest.fixture
def anonymous(service: RunningService) -> Iterator[Client]:
    with Client(service.url) as client:
        yield client


def log_in(client: Client, name: str) -> models.TokenPair:
    """The tokens of one of the service's identities: alice, bob or admin."""
    return client.auth.log_in(
        body=models.Credentials(email=f"{name}@example.com", password=PASSWORD)
    )
