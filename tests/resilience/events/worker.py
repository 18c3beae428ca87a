"""The worker as it is shipped, with the consumer of `ticks`.

`python -m tests.resilience.events.worker` reads its settings from standard input.
"""

import asyncio
import sys

from pydantic import BaseModel

import impl.worker
from impl.observability.logging import configure_logging
from tests.resilience.events.ticks import CONSUMERS
from tests.service import settings_for


class Task(BaseModel):
    database_url: str
    redis_url: str
    settings: dict[str, float | int | str]


if __name__ == "__main__":
    task = Task.model_validate_json(sys.stdin.read())
    settings = settings_for(task.database_url, task.redis_url, **task.settings)
    configure_logging(settings)
    impl.worker.CONSUMERS = CONSUMERS
    asyncio.run(impl.worker.run(settings))
