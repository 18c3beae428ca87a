"""What ends before a time is up, in the order of the event loop: a busy machine delays both."""

import asyncio
from typing import Any

_TURNS = 50
"""Of the event loop, for what was due before the time was up and is not finished yet."""


async def ends_within(seconds: float, task: asyncio.Task[Any]) -> bool:
    """Return whether the task has ended when a timer that starts now has."""
    timer = asyncio.create_task(asyncio.sleep(seconds))
    await asyncio.wait({task, timer}, return_when=asyncio.FIRST_COMPLETED)
    timer.cancel()
    return await ends_at_once(task)


async def ends_at_once(task: asyncio.Task[Any]) -> bool:
    """Return whether the task ends without waiting for anything outside the process."""
    for _ in range(_TURNS):
        if task.done():
            break
        await asyncio.sleep(0)
    return task.done()
