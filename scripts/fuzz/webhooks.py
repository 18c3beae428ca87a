"""A webhook for the fuzz, with deliveries: no worker runs there, so nothing else makes any."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from impl.consumers import CONSUMERS
from impl.features.webhooks.service import WebhookService
from impl.resources import Resources
from impl.settings import Settings

_DELIVERIES: Final = 3
_EVENT: Final = "user.created"


def make_webhook(settings: Mapping[str, Any], _folder: Path) -> dict[str, str]:
    """Make it, and return the variables with which tests/contract/webhooks.py uses it.

    `settings` are those of the running service, by their names.
    """
    return asyncio.run(_make(Settings(_env_file=None, **settings)))


async def _make(settings: Settings) -> dict[str, str]:
    resources = Resources.create(settings, CONSUMERS)
    work = resources.database.unit_of_work()
    try:
        service = WebhookService(work, resources)
        webhook, _ = await service.create(url="https://hooks.example.com/", events=[_EVENT])
        for _ in range(_DELIVERIES):
            await service.send(_EVENT, "{}")
        await work.commit()
        found, _ = await service.deliveries(webhook.id, limit=_DELIVERIES, status=None, after=None)
    finally:
        await work.close()
        await resources.close()
    return {
        "FUZZ_WEBHOOK": str(webhook.id),
        "FUZZ_DELIVERIES": " ".join(str(each.id) for each in found),
    }
