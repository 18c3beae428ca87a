"""`task events` lists what has failed for good, gives it another chance, or gives it up."""

import sys

import pytest

from impl.events import __main__ as command
from impl.settings import Settings
from impl.storage import Database
from tests.resilience.events.ticks import Tick, execute, publish, rows


@pytest.fixture
async def dead(database: Database) -> str:
    """One event that is dead, by its number, and a later one of its key."""
    await publish(database, Tick(about="k", number=1), Tick(about="k", number=2))
    first = "(SELECT min(id) FROM outbox)"
    state = "dead_at = now(), attempts = 5, error = 'RuntimeError: poison'"
    await execute(database, f"UPDATE event_progress SET {state} WHERE event_id = {first}")
    ((number,),) = await rows(database, f"SELECT {first}")
    return str(number)


async def said(monkeypatch: pytest.MonkeyPatch, settings: Settings, *arguments: str) -> str:
    monkeypatch.setattr(sys, "argv", ["events", *arguments])
    monkeypatch.setattr(command, "read_settings", lambda _: settings)
    return await command.run(command._arguments())


async def test_they_are_listed_with_their_reasons(monkeypatch, settings, dead: str) -> None:
    (line,) = (await said(monkeypatch, settings, "dead")).splitlines()
    assert line.startswith(f"{dead}  count  tick  k  ")
    assert line.endswith("5 attempts  RuntimeError: poison")


async def test_there_may_be_none(monkeypatch, settings, database) -> None:
    assert await said(monkeypatch, settings, "dead") == "no event is dead"


@pytest.mark.parametrize("is_named", [True, False])
async def test_they_are_tried_again(
    monkeypatch, settings, database, dead: str, is_named: bool
) -> None:
    named = [dead] if is_named else []
    assert await said(monkeypatch, settings, "replay", *named) == "1 to be tried again"
    assert await said(monkeypatch, settings, "dead") == "no event is dead"
    assert len(await rows(database, "SELECT * FROM event_progress")) == 2


async def test_one_is_given_up(monkeypatch, settings, database, dead: str) -> None:
    assert await said(monkeypatch, settings, "discard", dead) == "1 discarded"
    assert len(await rows(database, "SELECT * FROM event_progress")) == 1


async def test_one_that_is_not_dead_is_neither(monkeypatch, settings, database, dead: str) -> None:
    assert await said(monkeypatch, settings, "replay", "999") == "0 to be tried again"
    assert await said(monkeypatch, settings, "discard", "999") == "0 discarded"


def test_what_is_to_be_given_up_has_to_be_named(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["events", "discard"])
    with pytest.raises(SystemExit):
        command.main()
    assert "id" in capsys.readouterr().err
