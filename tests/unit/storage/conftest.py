"""Storage is tested on both event loops: production runs on uvloop, which differs in details."""

import pytest

_LOOPS = {name: ("asyncio", {"use_uvloop": name == "uvloop"}) for name in ("asyncio", "uvloop")}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "anyio_backend" in metafunc.fixturenames:
        metafunc.parametrize(
            "anyio_backend", _LOOPS.values(), ids=_LOOPS, indirect=True, scope="session"
        )
