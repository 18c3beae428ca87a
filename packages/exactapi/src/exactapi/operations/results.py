"""Typed results: one generated class per declared success that is not a plainly returned model."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

WITHOUT_CONTENT: Final = frozenset({204, 205, 304})
"""Statuses that HTTP sends without content, whatever is declared (RFC 9110, section 15)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A declared response: a status, perhaps a body of one media type, perhaps headers.

    Generated subclasses set the class variables and declare `body` and a field per header.
    """

    media_type: ClassVar[str | None] = None
    headers: ClassVar[Mapping[str, str]] = {}
    """Wire name of each declared header -> name of the field that holds it."""

    body: Any = None

    @property
    def status(self) -> int:
        """A constant of each subclass, or its field where the document gives a range."""
        raise NotImplementedError(f"{type(self).__name__} has no status")
