"""How the tools for accounts end: with a sentence for whoever called them, and an exit status."""

import sys
from collections.abc import Callable

from pydantic import ValidationError

from impl.features.users.errors import EmailTaken
from impl.settings import Settings
from impl.storage.errors import is_unavailable
from impl.storage.postgres.revisions import SchemaOutdated


class Refused(Exception):
    """The message says why, and what to do."""


def told(tool: str, work: Callable[[], str]) -> int:
    """Print what `work` answers, or why it could not: 0 or 1.

    A defect of ours, which nobody at the command line can help, passes with its traceback.
    """
    try:
        print(work())
    except Exception as error:
        reason = _reason(error)
        if reason is None:
            raise
        print(f"{tool}: {reason}", file=sys.stderr)
        return 1
    return 0


def refuse_outside_development(settings: Settings, instead: str) -> None:
    """Raises: `Refused`."""
    if settings.environment != "development":
        raise Refused(f"refused, because ENVIRONMENT is {settings.environment}; {instead}")


def _reason(error: Exception) -> str | None:
    if isinstance(error, Refused | SchemaOutdated):
        return str(error)
    if isinstance(error, EmailTaken):
        return "the address belonged to an account that was deleted, and stays taken; take another"
    if isinstance(error, ValidationError) and error.title == Settings.__name__:
        return "; ".join(
            ": ".join([*(str(name).upper() for name in each["loc"]), _sentence(each["msg"])])
            for each in error.errors(include_url=False)
        )
    if is_unavailable(error):
        said = str(error) or "no answer in time"
        return f"PostgreSQL cannot be used ({said}); is it there, and is DATABASE_URL right?"
    return None


def _sentence(message: str) -> str:
    """Without Pydantic's word for where it came from."""
    return message.removeprefix("Value error, ")
