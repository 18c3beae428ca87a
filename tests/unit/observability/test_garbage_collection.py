import gc
from collections.abc import Iterator

import pytest

from impl.observability.garbage_collection import gc_tuned_for_serving


@pytest.fixture(autouse=True)
def _pythons_own_threshold() -> Iterator[None]:
    """The application of other tests may be serving meanwhile, and have set its own."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


def test_what_is_there_is_left_alone_for_as_long_as_requests_are_served() -> None:
    before = gc.get_threshold()
    mine: list[object] = []
    mine.append(mine)
    with gc_tuned_for_serving():
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > before[0]
        assert not any(each is mine for each in gc.get_objects())
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == before
    assert any(each is mine for each in gc.get_objects())


def test_garbage_that_requests_leave_is_found() -> None:
    class Cycle:
        alive = 0

        def __init__(self) -> None:
            self.me = self
            Cycle.alive += 1

        def __del__(self) -> None:
            Cycle.alive -= 1

    with gc_tuned_for_serving():
        for _ in range(20_000):
            Cycle()
        assert Cycle.alive < 10_000
