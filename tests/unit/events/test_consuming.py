"""Effects and progress are one; what fails is tried again, then set aside."""

import pytest

from impl.events.consuming import Consuming
from impl.events.outbox import Outbox
from impl.events.progress import MOST_ATTEMPTS, dead_events, discard, replay
from impl.settings import Settings
from impl.storage import Database
from tests.resilience.events.ticks import (
    CONSUMERS,
    BrokenTick,
    NewerTick,
    Tick,
    effects_of,
    execute,
    publish,
    rows,
)


@pytest.fixture
def consuming(settings: Settings, effects: Database) -> Consuming:
    return Consuming(settings, effects, CONSUMERS, None)


async def drain(consuming: Consuming, database: Database) -> None:
    """Consume until nothing is left that could be tried, without waiting for its time."""
    while True:
        await execute(database, "UPDATE event_progress SET next_at = now()")
        if not await consuming.consume_one():
            return


async def test_events_of_a_key_are_taken_in_their_order(consuming, database) -> None:
    await publish(database, *(Tick(about=f"k{n % 3}", number=n) for n in range(12)))
    await drain(consuming, database)
    assert await effects_of(database) == [(f"k{n % 3}", n) for n in range(12)]
    assert await rows(database, "SELECT * FROM event_progress") == []


async def test_an_event_of_a_change_that_is_rolled_back_never_was(consuming, database) -> None:
    session = database.write()
    await Outbox(CONSUMERS).publish(session, Tick(about="k", number=1))
    await session.close()
    assert not await consuming.consume_one()
    assert await rows(database, "SELECT * FROM outbox") == []


async def test_a_failure_leaves_no_effect_and_waits_longer_each_time(consuming, database) -> None:
    await publish(database, Tick(about="k", number=1, fails=True))
    waits = []
    for _ in range(MOST_ATTEMPTS - 1):
        await execute(database, "UPDATE event_progress SET next_at = now()")
        assert await consuming.consume_one()
        assert not await consuming.consume_one()
        ((wait,),) = await rows(
            database, "SELECT extract(epoch FROM next_at - now())::float FROM event_progress"
        )
        waits.append(wait)
    assert waits == sorted(waits)
    assert await effects_of(database) == []


@pytest.mark.parametrize(
    ("poison", "attempts", "reason"),
    [
        (Tick(about="k", number=1, fails=True), MOST_ATTEMPTS, "RuntimeError: poison"),
        (NewerTick(about="k", number=1), 1, "version 2, and this release knows 1"),
        (BrokenTick(about="k"), 1, "payload of tick is broken"),
    ],
    ids=["fails", "newer version", "broken payload"],
)
async def test_poison_is_dead_and_holds_back_its_key_alone(
    consuming, database, poison, attempts: int, reason: str
) -> None:
    await publish(database, poison, Tick(about="k", number=2), Tick(about="other", number=3))
    await drain(consuming, database)
    assert await effects_of(database) == [("other", 3)]
    (dead,) = await dead_events(database.read())
    assert (dead.key, dead.attempts) == ("k", attempts)
    assert reason in (dead.error or "")


async def test_a_discarded_event_lets_its_key_go_on(consuming, database) -> None:
    await publish(database, BrokenTick(about="k"), Tick(about="k", number=2))
    await drain(consuming, database)
    (dead,) = await dead_events(database.read())
    session = database.write()
    assert await discard(session, dead.event_id) == 1
    await session.commit()
    await session.close()
    await drain(consuming, database)
    assert await effects_of(database) == [("k", 2)]


async def test_a_replayed_event_comes_before_the_later_ones_of_its_key(consuming, database) -> None:
    await publish(database, Tick(about="k", number=1, fails=True), Tick(about="k", number=2))
    await drain(consuming, database)
    await execute(database, """UPDATE outbox SET payload = payload || '{"fails": false}'""")
    session = database.write()
    assert await replay(session, None) == 1
    await session.commit()
    await session.close()
    await drain(consuming, database)
    assert await effects_of(database) == [("k", 1), ("k", 2)]


async def test_a_consumer_of_another_release_is_left_to_it(consuming, database) -> None:
    await publish(database, Tick(about="k", number=1))
    await execute(database, "UPDATE event_progress SET consumer = 'of-another-release'")
    assert not await consuming.consume_one()
