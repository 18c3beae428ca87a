"""A body is accepted exactly when the official JSON Schema tests call it valid.

`exceptions.toml` lists what is answered differently, each entry with its reason. An entry that
is not needed fails as well.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from conformance.schemas.remotes import proxy
from conformance.schemas.suite import DRAFT, document, files, groups
from exactapi.cli import generate
from exactapi.mock.package import router_factories
from exactapi.runtime import Contract, ContractRoutes, ExactAPI

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not DRAFT.is_dir(),
        reason="the official tests are not here: set JSON_SCHEMA_TEST_SUITE to their folder",
    ),
]

EXCEPTIONS = tomllib.loads(Path(__file__).with_name("exceptions.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def required(tmp_path_factory: pytest.TempPathFactory) -> "Service":
    return Service(tmp_path_factory.mktemp("required"), optional=False)


@pytest.fixture(scope="session")
def optional(tmp_path_factory: pytest.TempPathFactory) -> "Service":
    return Service(tmp_path_factory.mktemp("optional"), optional=True)


@pytest.mark.parametrize("file", files(optional=False))
async def test_required(required: "Service", file: str) -> None:
    assert await differences(required, file) == excepted(file)


@pytest.mark.parametrize("file", files(optional=True))
async def test_optional(optional: "Service", file: str) -> None:
    assert await differences(optional, file) == excepted(file)


class Service:
    """The generated service of all groups of the suite, required or optional."""

    def __init__(self, folder: Path, *, optional: bool) -> None:
        wanted = [group for file in files(optional=optional) for group in groups(file)]
        spec = folder / "openapi.json"
        spec.write_text(json.dumps(document(wanted)), encoding="utf-8")
        report = folder / "report.json"
        arguments = [str(spec), str(folder), "--allow-unsupported", "--report", str(report)]
        with pytest.MonkeyPatch.context() as environment, proxy() as address:
            environment.delenv("no_proxy", raising=False)
            environment.setenv("http_proxy", address)
            assert generate.main([*arguments, "--allow-remote"]) == 0
        self.refused = {
            operation["id"]: ", ".join(operation["refused"])
            for operation in json.loads(report.read_text(encoding="utf-8"))["operations"]
            if not operation["honoured"]
        }
        self.app = _app(folder / "generated")


def _app(package: Path) -> ExactAPI:
    operations = ContractRoutes(
        Contract.load(package / "openapi.json"),
        [factory(lambda _: _Accepting()) for factory in router_factories(package)],
        resources=None,
        verifiers={},
    )
    return ExactAPI(operations)


class _Accepting:
    """Every operation answers 204 to what has come as far as this."""

    def __getattr__(self, name: str) -> Any:
        async def accept(**_arguments: Any) -> None:
            return None

        return accept


async def differences(service: Service, file: str) -> dict[str, str]:
    """By group or test, how it is answered: a refusal's code, or a status."""
    found: dict[str, str] = {}
    transport = httpx.ASGITransport(app=service.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://suite") as client:
        for group in groups(file):
            if group.key in service.refused:
                found[group.description] = service.refused[group.key]
                continue
            for test in group.tests:
                response = await client.post(
                    f"/{group.key}",
                    content=json.dumps(test["data"]).encode(),
                    headers={"content-type": "application/json"},
                )
                expected = 204 if test["valid"] else 422
                if response.status_code != expected:
                    name = f"{group.description}: {test['description']}"
                    found[name] = f"{response.status_code}, not {expected}"
    return found


def excepted(file: str) -> dict[str, str]:
    return {
        name: answer
        for entry in EXCEPTIONS.get(file, [])
        for name, answer in entry["answers"].items()
    }
