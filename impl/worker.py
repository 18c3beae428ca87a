"""The process that runs relay and consumers: python -m impl.worker.

SIGTERM and SIGINT let it end what is under way. Any number of workers may run.
"""

import asyncio
import signal

from impl.consumers import CONSUMERS
from impl.events.worker import Worker
from impl.observability.logging import configure_logging
from impl.resources import Resources
from impl.settings import Settings, read_settings


async def run(settings: Settings) -> None:
    resources = Resources.create(settings, CONSUMERS)
    worker = Worker(settings, resources.database, CONSUMERS, resources)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    try:
        await worker.run()
    finally:
        await resources.close()


def main() -> None:
    settings = read_settings(Settings)
    configure_logging(settings)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
