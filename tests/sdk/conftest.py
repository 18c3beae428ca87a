"""The SDKs against the real service, on servers of its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from exactapi.project.settings import Project

from scripts.accounts.identities import PASSWORD, make_identities
from scripts.fuzz.service import ROOT, RunningService, running_service
from tests.sdk.javascript import compiled
from users_service import Client, models


@pytest.fixture(scope="session")
def service() -> Iterator[RunningService]:
    with running_service() as running:
        make_identities(running.settings, running.folder)
        yield running


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
