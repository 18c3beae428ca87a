"""Every setting, in one frozen object, read from the environment and `.env`.

Names are the customary ones (`DATABASE_URL`, `REDIS_URL`, `JWT_SECRET_KEY` ...).
Development starts with working secrets; everywhere else a weak or missing one stops the start,
with one line that names every variable that is wrong, and the cure.
"""

from typing import TypeVar

from pydantic import ValidationError

from impl.settings.accounts import AccountSettings  # feature: accounts
from impl.settings.database import EXAMPLE, DatabaseSettings
from impl.settings.events import EventSettings
from impl.settings.outbound import OutboundSettings
from impl.settings.realtime import RealtimeSettings  # feature: realtime
from impl.settings.secret import CURE, SHORTEST_SECRET
from impl.settings.service import ServiceSettings
from impl.settings.telemetry import TelemetrySettings
from impl.settings.webhooks import WebhookSettings  # feature: webhooks

__all__ = ["SHORTEST_SECRET", "DatabaseSettings", "Settings", "read_settings"]


class Settings(
    ServiceSettings,
    EventSettings,
    OutboundSettings,
    TelemetrySettings,
    RealtimeSettings,  # feature: realtime
    AccountSettings,  # feature: accounts
    WebhookSettings,  # feature: webhooks
):
    """All settings, read from the environment and `.env`."""


AnySettings = TypeVar("AnySettings", bound=DatabaseSettings)


def read_settings(kind: type[AnySettings]) -> AnySettings:
    """Return the settings of the environment and `.env`.

    Raises:
        SystemExit: some are missing or weak; one line lists them all.
    """
    try:
        return kind()
    except ValidationError as error:
        raise SystemExit(f"The settings are wrong: {_in_one_line(error)}") from None


def _in_one_line(error: ValidationError) -> str:
    """Every fault with its variable; what cures several of them is said once, last."""
    faults = []
    cures = dict.fromkeys((EXAMPLE, CURE), False)
    for each in error.errors(include_url=False, include_input=False):
        name = ".".join(map(str, each["loc"])).upper()
        said = each["msg"].removeprefix("Value error, ")
        for cure in cures:
            said, found, _ = said.partition(f"; {cure}")
            cures[cure] |= bool(found)
        faults.append(said if name in said else f"{name}: {said}")
    needed = [cure for cure, is_needed in cures.items() if is_needed]
    return "; ".join(faults) + (f" ({'; '.join(needed)})" if needed else "")
