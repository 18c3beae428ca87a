"""The peers of `task bench` start and answer as the service does, whatever its document becomes."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts.bench.comparison import peers
from scripts.bench.comparison.pythons import VERSIONS
from scripts.bench.comparison.results import SERVICE
from scripts.bench.comparison.servers import Server, serving
from scripts.bench.comparison.surroundings import Surroundings, surroundings
from scripts.bench.comparison.works import disagreements, seed
from scripts.dev.interpreters import interpreter

pytestmark = pytest.mark.slow

CORES = frozenset(os.sched_getaffinity(0))
INSTALLED = {"connexion", "fastify", "glue", "litestar"}


def _peers() -> list[Any]:
    """Return all peers; those that something is installed for first are thorough."""
    pythons = {f"python{each}": interpreter(each) for each in VERSIONS}
    return [
        pytest.param(
            name,
            marks=[
                *([pytest.mark.thorough] if name in INSTALLED | pythons.keys() else []),
                pytest.mark.skipif(
                    name in pythons and pythons[name] is None, reason=f"no {name} is installed"
                ),
            ],
        )
        for name in peers.commands({}, Path())
        if name != SERVICE
    ]


@dataclass(frozen=True, slots=True)
class Running:
    """The service with its stores, and users in them."""

    around: Surroundings
    service: Server
    ids: list[str]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with surroundings() as around:
        log = around.folder / "service.log"
        with serving(peers.service(around.environment), CORES, log) as service:
            yield Running(around, service, seed(service.url, around.token))


@pytest.mark.parametrize("name", _peers())
def test_a_peer_answers_as_the_service_does(name: str, running: Running) -> None:
    around = running.around
    command = peers.commands(around.environment, around.folder)[name]()
    with serving(command, CORES, around.folder / f"{name}.log") as peer:
        urls = {SERVICE: running.service.url, name: peer.url}
        assert disagreements(urls, around.token, running.ids) == []
