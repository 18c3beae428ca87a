"""One mutant under the fuzz: a database and a Valkey of its own, its operation, a verdict."""

import asyncio
import dataclasses
import itertools
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg
from exactapi.fuzz.answers import read_answers
from exactapi.fuzz.document import Expected
from exactapi.fuzz.judge import findings, one_sided
from exactapi.fuzz.run import command

from scripts.dev.servers.valkey import Valkey
from scripts.fuzz.fixtures import make_fixtures
from scripts.fuzz.service import ROOT, prepared_servers, running_worker
from scripts.mutants.server import VARIABLE

_DOCUMENT: Final = ROOT / "generated" / "openapi.json"
_CONFIGURATION: Final = ROOT / "tests" / "contract" / "schemathesis.toml"


@dataclass(frozen=True, slots=True)
class Laboratory:
    """Servers with a database that each trial copies; `fixtures` are variables for the hooks."""

    settings: Mapping[str, Any]
    fixtures: Mapping[str, str]
    _numbers: Iterator[int] = dataclasses.field(default_factory=itertools.count)

    @contextmanager
    def service(self, mutant: str, log: Path) -> Iterator[str]:
        """Run the service with the mutant, or without if it is ""; the URL."""
        name = f"trial_{next(self._numbers)}"
        template = self.settings["database_url"].replace("+asyncpg", "")
        asyncio.run(_copy(template, name))
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            valkey = stack.enter_context(Valkey(Path(folder), durable=False))
            settings = {
                **self.settings,
                "database_url": self.settings["database_url"].rpartition("/")[0] + f"/{name}",
                "redis_url": valkey.url,
                VARIABLE: mutant,
            }
            with log.open("wb") as file:
                yield stack.enter_context(
                    running_worker(settings, module="scripts.mutants.server", log=file)
                )


@contextmanager
def laboratory() -> Iterator[Laboratory]:
    with prepared_servers() as (settings, folder):
        yield Laboratory(settings, make_fixtures(settings, folder))


async def _copy(url: str, name: str) -> None:
    administrator = await asyncpg.connect(url.rpartition("/")[0] + "/postgres")
    try:
        original = url.rpartition("/")[2]
        await administrator.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
    finally:
        await administrator.close()


def fuzzed(
    found: Laboratory, mutant: str, operation: str, *, seed: int, examples: int, folder: Path
) -> list[str]:
    """Fuzz the operation of a service with the mutant; return what the fuzz says of it.

    The first finding ends it. Where there is none, what is one-sided counts as it does for
    `exactapi fuzz`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    file = folder / "report.json"
    with (
        found.service(mutant, folder / "service.log") as url,
        (folder / "fuzz.log").open("wb") as log,
    ):
        subprocess.run(
            [
                *command(_DOCUMENT, url, _CONFIGURATION, file),
                *("--include-name", operation, "--phases", "examples,coverage,fuzzing"),
                *("--seed", str(seed), "--max-examples", str(examples), "--max-failures", "1"),
            ],
            cwd=ROOT,
            env={**os.environ, **found.fixtures, "FUZZ_URL": url},
            stdout=log,
            stderr=log,
            check=False,  # the report decides, not the exit code
        )
    report = json.loads(file.read_bytes())
    if report["failures"] or (report["errors"] and not mutant):
        return [*findings(report)]
    with file.with_suffix(".ndjson").open(encoding="utf-8") as exchanges:
        answers = read_answers(exchanges)
    expected = dataclasses.replace(Expected.of(_DOCUMENT, examples), labels=(operation,))
    return [*one_sided(answers, expected)]
