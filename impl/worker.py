"""The process that runs relay and consumers: python -m impl.worker.

SIGTERM and SIGINT let it end what is under way. Any number of workers may run.
"""

import asyncio
import signal

from impl.consumers import CONSUMERS
from impl.events.worker import (
    CLEANING_PAUSES,
    MEASURING_PAUSES,  # feature: webhooks
    Task,
    Worker,
)
from impl.features.webhooks.delivering import Delivering  # feature: webhooks
from impl.observability.logging import configure_logging
from impl.observability.telemetry import Telemetry
from impl.resources import Resources
from impl.settings import Settings, read_settings


async def run(settings: Settings) -> None:
    resources = Resources.create(settings, CONSUMERS)
    telemetry = Telemetry(settings)
    resources.report_to(telemetry.metrics)
    metrics = telemetry.metrics if telemetry.measures else None
    delivering = Delivering(resources, telemetry.metrics)  # feature: webhooks
    tasks: list[Task] = [
        Task("webhooks", delivering.deliver_due),  # feature: webhooks
        Task("webhooks-cleaning", delivering.forget_old, *CLEANING_PAUSES),  # feature: webhooks
    ]
    if metrics is not None:  # feature: webhooks
        measure = delivering.measure  # feature: webhooks
        tasks.append(Task("webhooks-measuring", measure, *MEASURING_PAUSES))  # feature: webhooks
    worker = Worker(settings, resources.database, CONSUMERS, resources, metrics, tasks=tasks)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    with telemetry.running():
        try:
            await worker.run()
        finally:
            await delivering.close()  # feature: webhooks
            await resources.close()


def main() -> None:
    settings = read_settings(Settings)
    configure_logging(settings)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
