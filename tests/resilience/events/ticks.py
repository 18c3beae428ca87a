"""Events and a consumer of the tests' own; its effects are counted in a table without a key."""

import asyncio
import os
import sys
from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy import text

from impl.events.consumers import Consumer, Consumers
from impl.events.event import Event
from impl.events.outbox import Outbox
from impl.storage import Database, UnitOfWork

_INSERT = text("INSERT INTO effects (key, number, pid) VALUES (:key, :number, :pid)")


class Tick(Event):
    type: ClassVar[str] = "tick"
    about: str
    number: int
    fails: bool = False
    seconds: float = 0.0
    """How long the consumer works on it, after it has written its effect."""

    @property
    def key(self) -> str:
        return self.about


class NewerTick(Tick):
    version: ClassVar[int] = 2


class BrokenTick(Event):
    """Has the type of another event and not its fields."""

    type: ClassVar[str] = "tick"
    about: str

    @property
    def key(self) -> str:
        return self.about


async def count(event: Tick, work: UnitOfWork, _resources: object) -> None:
    await work.write.execute(_INSERT, key=event.about, number=event.number, pid=os.getpid())
    if event.seconds >= 1:
        sys.stdout.write("working\n")
        sys.stdout.flush()
    await asyncio.sleep(event.seconds)
    if event.fails:
        raise RuntimeError("poison")


CONSUMERS = Consumers(Consumer("count", [Tick], count))


async def create_effects(database: Database) -> None:
    await execute(
        database,
        "DROP TABLE IF EXISTS effects",
        "CREATE TABLE effects (id bigserial, key text, number int, pid int)",
    )


async def execute(database: Database, *statements: str) -> None:
    session = database.write()
    for statement in statements:
        await session.execute(text(statement))
    await session.commit()
    await session.close()


async def publish(database: Database, *events: Event) -> None:
    """All in one transaction."""
    session = database.write()
    for event in events:
        await Outbox(CONSUMERS).publish(session, event)
    await session.commit()
    await session.close()


async def rows(database: Database, statement: str) -> Sequence[tuple[object, ...]]:
    session = database.write()
    try:
        return [tuple(row) for row in await session.execute(text(statement))]
    finally:
        await session.close()


async def effects_of(database: Database) -> list[tuple[object, ...]]:
    """Key and number of every effect, in their order."""
    return list(await rows(database, "SELECT key, number FROM effects ORDER BY id"))
