"""What followers can be told of what they have missed, and when they cannot."""

from impl.events.stream import START, EntryId, StreamedEvent
from impl.realtime.history import Entry, History


def entry(number: int) -> Entry:
    event = StreamedEvent(EntryId(number, 0), number, "user.created", 1, {}, "")
    return Entry(event, ["users"])


def filled(*numbers: int, length: int = 10) -> History:
    history = History(length)
    for number in numbers:
        history.add(entry(number))
    return history


def after(history: History, number: int) -> list[int]:
    return [each.event.id for each in history.after(EntryId(number, 0))]


def test_what_came_after_a_place_comes_in_order() -> None:
    history = filled(1, 3, 5)
    assert after(history, 1) == [3, 5]
    assert after(history, 2) == [3, 5]
    assert after(history, 5) == after(history, 9) == []


def test_an_empty_history_continues_only_from_the_start() -> None:
    history = filled()
    assert history.reaches_back_to(START)
    assert not history.reaches_back_to(EntryId(1, 0))


def test_it_does_not_claim_to_know_what_was_before_its_first_event() -> None:
    history = filled(5, 6)
    assert history.reaches_back_to(EntryId(5, 0))
    assert not history.reaches_back_to(EntryId(4, 0))


def test_it_forgets_the_oldest_and_knows_that_it_has() -> None:
    history = filled(*range(1, 22), length=10)
    assert after(history, 0) == [*range(12, 22)]
    assert not history.reaches_back_to(EntryId(10, 0))
    assert history.reaches_back_to(EntryId(11, 0))
    assert history.has(12)
    assert not history.has(11)
