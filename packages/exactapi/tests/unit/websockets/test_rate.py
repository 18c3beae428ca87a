from exactapi.operations.policies import MessageRate
from exactapi.websockets.rate import Meter


def test_a_burst_is_admitted_and_then_the_steady_rate() -> None:
    meter = Meter(MessageRate(limit=4, window=8))
    assert [meter.admits(100.0) for _ in range(5)] == [True] * 4 + [False]
    assert [meter.admits(102.0) for _ in range(2)] == [True, False]
    assert [meter.admits(200.0) for _ in range(5)] == [True] * 4 + [False]


def test_who_goes_on_after_as_many_refusals_as_messages_abuses_it() -> None:
    meter = Meter(MessageRate(limit=2, window=60))
    for _ in range(4):
        meter.admits(1.0)
    assert not meter.is_abused
    meter.admits(1.0)
    assert meter.is_abused


def test_who_waits_is_forgiven() -> None:
    meter = Meter(MessageRate(limit=2, window=2))
    for _ in range(5):
        meter.admits(1.0)
    assert meter.admits(9.0)
    assert not meter.is_abused
