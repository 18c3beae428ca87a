"""The version that changes need (Semantic Versioning 2.0.0), and whether the document has it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from exactapi.diff.changes import Change
from exactapi.diff.rules import Level
from exactapi.errors import ExactAPIError

_CORE: Final = re.compile(
    r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})"
    r"(?P<rest>(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)"
)


class NoVersionError(ExactAPIError):
    """A version is no semantic version; the message is one line, with the cure."""


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """The three numbers that decide; what may follow them (`-rc.1`, `+build`) does not."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str, where: str) -> Self:
        """Read a version.

        Raises:
            NoVersionError: it is none.
        """
        match = _CORE.fullmatch(text)
        if match is None:
            raise NoVersionError(
                f"{where}: info.version {text!r} is no semantic version; write 1.2.3"
            )
        return cls(*map(int, match.groups()[:3]))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def after(self, level: Level) -> "Version":
        """Return the lowest version for such changes; before 1.0 a break raises the minor."""
        if level is Level.MAJOR and self.major:
            return Version(self.major + 1, 0, 0)
        if level is Level.MAJOR or (level is Level.MINOR and self.major):
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)


def needed(base: Version, changes: Iterable[Change]) -> Version:
    """Return the lowest version that a document with these changes may have."""
    level = max((change.level for change in changes), default=None)
    return base if level is None else base.after(level)
