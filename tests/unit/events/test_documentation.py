"""The event and the consumer that docs/events.md shows work as they stand there."""

import textwrap
from types import SimpleNamespace
from uuid import uuid4

import pytest

from impl.events.consumers import Consumers
from impl.events.consuming import Consuming
from impl.events.outbox import Outbox
from impl.settings import Settings
from impl.storage import Database
from tests.unit.events.shown import code_of, imported

SHOWN = code_of("events.md")
ACCOUNTING = """
booked = []

class AccountingService:
    def __init__(self, work, resources):
        self._work = work

    async def book(self, order):
        booked.append(order)
"""


async def test_the_consumer_has_what_the_service_publishes(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Database
) -> None:
    accounting = imported(monkeypatch, "impl.features.accounting.service", ACCOUNTING)
    events = imported(
        monkeypatch, "impl.features.orders.events", SHOWN["impl.features.orders.events"]
    )
    consumers = imported(
        monkeypatch, "impl.features.orders.consumers", SHOWN["impl.features.orders.consumers"]
    )
    of_the_service = Consumers(consumers.BOOK)
    order = SimpleNamespace(id=uuid4(), customer=uuid4())
    await _publish(events, Outbox(of_the_service), database, order)
    assert await Consuming(settings, database, of_the_service, None).consume_one()
    assert accounting.booked == [order.id]


async def _publish(
    events: object, outbox: Outbox, database: Database, order: SimpleNamespace
) -> None:
    service = SHOWN["impl.features.orders.service"]
    names = dict(vars(events))
    exec(f"async def pay(self, order):\n{textwrap.indent(service, '    ')}", names)
    session = database.write()
    itself = SimpleNamespace(_outbox=outbox, _unit_of_work=SimpleNamespace(write=session))
    await names["pay"](itself, order)
    await session.commit()
    await session.close()
