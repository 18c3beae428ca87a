import asyncio

import pytest

from impl.storage.turns import Turns


async def test_turns_come_in_the_order_of_asking() -> None:
    turns, seen = Turns(1, patience=5), []

    async def use(number: int) -> None:
        await turns.take()
        seen.append(number)
        await asyncio.sleep(0)
        turns.give_back()

    await asyncio.gather(*map(use, range(5)))
    assert seen == [0, 1, 2, 3, 4]


async def test_no_more_hold_a_turn_than_there_are_places() -> None:
    turns, holding, most = Turns(3, patience=5), 0, 0

    async def use() -> None:
        nonlocal holding, most
        await turns.take()
        holding += 1
        most = max(most, holding)
        await asyncio.sleep(0)
        holding -= 1
        turns.give_back()

    await asyncio.gather(*(use() for _ in range(20)))
    assert most == 3


async def test_who_waits_too_long_gives_up_and_is_passed_over() -> None:
    turns = Turns(1, patience=0.01)
    await turns.take()
    with pytest.raises(TimeoutError):
        await turns.take()
    turns.give_back()
    await turns.take()


async def test_who_is_cancelled_while_waiting_is_passed_over() -> None:
    turns = Turns(1, patience=5)
    await turns.take()
    gone, next_one = asyncio.create_task(turns.take()), asyncio.create_task(turns.take())
    await asyncio.sleep(0)
    gone.cancel()
    turns.give_back()
    await next_one
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_a_turn_that_comes_to_a_cancelled_task_goes_to_the_next() -> None:
    turns = Turns(1, patience=5)
    await turns.take()
    gone, next_one = asyncio.create_task(turns.take()), asyncio.create_task(turns.take())
    await asyncio.sleep(0)
    turns.give_back()
    gone.cancel()
    await next_one
    with pytest.raises(asyncio.CancelledError):
        await gone
