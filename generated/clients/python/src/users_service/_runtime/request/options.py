"""What a caller may decide for one call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ..model import UNSET, Unset
from .bodies import Progress
from .retries import Retries


@dataclass(frozen=True, slots=True)
class CallOptions:
    """What is not given is as the client has it.

    `idempotency_key` is sent as `Idempotency-Key`, and lets a POST be repeated: give it where the
    service knows the header. `timeout` counts seconds, in each attempt: for the connection, for the
    whole head of the answer, and for all of its content, or for each part of a stream. None waits
    without end. `part_headers` are headers of the parts of a form, by the names of the parts.
    """

    timeout: float | Unset | None = UNSET
    headers: Mapping[str, str] = field(default_factory=dict)
    retries: Retries | None = None
    idempotency_key: str | None = None
    on_progress: Progress | None = None
    part_headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


DEFAULTS: Final = CallOptions()
