"""The outcome of an account tool: one sentence and an exit code."""

import sys
from collections.abc import Callable

from pydantic import ValidationError

from impl.features.users.errors import EmailTaken
from impl.settings import Settings
from impl.storage.errors import is_unavailable
from impl.storage.postgres.revisions import SchemaUnfit


class ToolError(Exception):
    """The tool cannot do this; the message says why, and what to do."""


def report(tool: str, work: Callable[[], str]) -> int:
    """Print what `work` returns, or why it failed; return the exit code.

    A defect of the tool keeps its traceback.
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
    """Refuse to go on outside development.

    Raises:
        ToolError: the message says what to do `instead`.
    """
    if settings.environment != "development":
        raise ToolError(f"refused, because ENVIRONMENT is {settings.environment}; {instead}")


def _reason(error: Exception) -> str | None:
    if isinstance(error, ToolError | SchemaUnfit):
        return str(error)
    if isinstance(error, EmailTaken):
        return "the address belongs to a deleted account and stays reserved; choose another one"
    if isinstance(error, ValidationError) and error.title == Settings.__name__:
        return "; ".join(
            ": ".join([*(str(name).upper() for name in each["loc"]), _sentence(each["msg"])])
            for each in error.errors(include_url=False)
        )
    if is_unavailable(error):
        said = str(error) or "no answer in time"
        return f"PostgreSQL cannot be used ({said}); is it running, and is DATABASE_URL right?"
    return None


def _sentence(message: str) -> str:
    """Return a message without the prefix that Pydantic adds."""
    return message.removeprefix("Value error, ")
