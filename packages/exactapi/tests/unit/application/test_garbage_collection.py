import gc
from collections.abc import Iterator

import pytest

from exactapi.application.garbage_collection import collector_paused


@pytest.fixture(autouse=True)
def enabled() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_nothing_is_collected_within() -> None:
    @collector_paused()
    def made() -> bool:
        return gc.isenabled()

    assert not made()
    assert gc.isenabled()


def test_it_is_enabled_again_after_an_error() -> None:
    with pytest.raises(LookupError), collector_paused():
        raise LookupError
    assert gc.isenabled()


def test_who_has_disabled_it_keeps_it_so() -> None:
    gc.disable()
    with collector_paused():
        pass
    assert not gc.isenabled()
