import asyncio

import pytest
from structlog.testing import capture_logs

from impl.storage.probe import Probe


class Dependency:
    def __init__(self) -> None:
        self.asked = 0
        self.error: Exception | None = None

    async def check(self) -> None:
        self.asked += 1
        await asyncio.sleep(0)
        if self.error is not None:
            raise self.error


@pytest.fixture
def dependency() -> Dependency:
    return Dependency()


async def test_says_what_the_check_raised(dependency: Dependency) -> None:
    dependency.error = ConnectionRefusedError()
    assert await Probe("redis", dependency.check).error() is dependency.error


async def test_asks_once_while_the_answer_is_fresh(dependency: Dependency) -> None:
    probe = Probe("redis", dependency.check, fresh_for=3600)
    await asyncio.gather(*(probe.error() for _ in range(20)))
    assert dependency.asked == 1


async def test_asks_again_once_the_answer_is_stale(dependency: Dependency) -> None:
    probe = Probe("redis", dependency.check, fresh_for=0)
    dependency.error = OSError()
    assert await probe.error() is dependency.error
    dependency.error = None
    assert await probe.error() is None


async def test_remembers_a_success_for_good(dependency: Dependency) -> None:
    probe = Probe("redis", dependency.check, fresh_for=0)
    dependency.error = OSError()
    await probe.error()
    assert not probe.succeeded_once
    dependency.error = None
    await probe.error()
    dependency.error = OSError()
    await probe.error()
    assert probe.succeeded_once


async def test_a_change_is_logged_once_with_its_reason(dependency: Dependency) -> None:
    probe = Probe("redis", dependency.check, fresh_for=0)
    with capture_logs() as logs:
        for error in (OSError("no route"), OSError("no route"), OSError("refused"), None, None):
            dependency.error = error
            await probe.error()
    assert [(entry["event"], entry.get("reason")) for entry in logs] == [
        ("dependency_unavailable", "OSError: no route"),
        ("dependency_unavailable", "OSError: refused"),
        ("dependency_back", None),
    ]
