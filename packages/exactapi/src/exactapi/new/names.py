"""The names of a new service: in Python, in containers, in its document."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from exactapi.errors import ExactAPIError

LONGEST: Final = 40
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RESERVED: Final = {"exactapi", "generated", "impl", "scripts", "tests"}

_OF_THE_REFERENCE: Final = ("exact-service", "users-service")
_PACKAGE_OF_THE_REFERENCE: Final = "users_service"
_TITLE_OF_THE_REFERENCE: Final = "Users service"


class InvalidNameError(ExactAPIError):
    """The message is one line, with an example of a name that will do."""


@dataclass(frozen=True, slots=True)
class ServiceName:
    """`slug` is its name in pyproject.toml, Compose and PostgreSQL; `title` in its document."""

    slug: str
    title: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a name as `book-shop` or `Book shop`.

        Raises:
            InvalidNameError: it cannot name a Python distribution and a container.
        """
        slug = re.sub(r"[\s_-]+", "-", text.strip().lower())
        if slug in _RESERVED:
            raise InvalidNameError(
                f"{text!r} cannot name a service: a package of it has this name; take another one, "
                "as in 'book-shop'"
            )
        if not _NAME.fullmatch(slug) or len(slug) > LONGEST:
            raise InvalidNameError(
                f"{text!r} cannot name a service: use at most {LONGEST} letters, digits and "
                "hyphens, as in 'book-shop'"
            )
        words = slug.replace("-", " ")
        return cls(slug, words[0].upper() + words[1:])

    def replacements(self) -> Mapping[str, str]:
        """Return what is written instead of the names of the reference service."""
        return dict.fromkeys(_OF_THE_REFERENCE, self.slug) | {
            _PACKAGE_OF_THE_REFERENCE: self.slug.replace("-", "_"),
            _TITLE_OF_THE_REFERENCE: self.title,
        }
