"""Fewer requests at once while the processor is busy all the time; again as many after that."""

import pytest
from structlog.testing import capture_logs

from impl.middleware import admission as module
from impl.middleware.admission import Admission
from impl.observability.metrics import Metrics


class Clocks:
    """The time of day and that of the processor, as a test wants them."""

    now = used = 1000.0

    def monotonic(self) -> float:
        return self.now

    def thread_time(self) -> float:
        return self.used

    def pass_by(self, seconds: float, share: float) -> None:
        self.now += seconds
        self.used += seconds * share


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setattr(module, "time", clocks)
    return clocks


def admitted(admission: Admission) -> int:
    """How many requests have a place at once; all of them leave."""
    count = 0
    while not admission.is_full:
        admission.enter()
        count += 1
    for _ in range(count):
        admission.leave()
    return count


def work(admission: Admission, clocks: Clocks, share: float, *, seconds: float) -> list[int]:
    """How many are admitted, interval by interval."""
    counts = []
    for _ in range(round(seconds / 0.1)):
        counts.append(admitted(admission))
        clocks.pass_by(0.1, share)
    return counts


def test_a_busy_processor_admits_fewer_but_no_fewer_than_forty(clocks: Clocks) -> None:
    counts = work(Admission(100, Metrics()), clocks, 1.0, seconds=2)
    assert counts[0] == 100
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 40


def test_a_lower_limit_of_the_settings_stands(clocks: Clocks) -> None:
    assert set(work(Admission(10, Metrics()), clocks, 1.0, seconds=2)) == {10}


def test_those_who_wait_for_others_are_as_many_as_the_settings_say(clocks: Clocks) -> None:
    assert set(work(Admission(100, Metrics()), clocks, 0.5, seconds=2)) == {100}


def test_it_comes_back_when_the_processor_has_time(clocks: Clocks) -> None:
    admission = Admission(100, Metrics())
    work(admission, clocks, 1.0, seconds=2)
    counts = work(admission, clocks, 0.5, seconds=5)
    assert counts == sorted(counts)
    assert counts[-1] == 100


def test_a_few_requests_that_take_long_lower_nothing(clocks: Clocks) -> None:
    admission = Admission(100, Metrics())
    for _ in range(20):
        admission.enter()
        clocks.pass_by(0.2, 1.0)
        admission.leave()
    assert admitted(admission) == 100


def test_refusals_are_counted_and_told_once_a_second(clocks: Clocks) -> None:
    metrics = Metrics()
    admission = Admission(0, metrics)
    with capture_logs() as events:
        for _ in range(5):
            admission.refused()
        clocks.pass_by(1, 1)
        admission.refused()
    assert [(each["event"], each["refused"]) for each in events] == [
        ("overloaded", 1),
        ("overloaded", 5),
    ]
    assert metrics.registry.get_sample_value("http_server_refused_requests_total") == 6
