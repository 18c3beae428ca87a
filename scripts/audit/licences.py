"""The licences of the packages that the service runs on, from their own metadata."""

from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, metadata
from typing import Final

ALLOWED: Final = frozenset(
    {
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "MIT",
        "MIT-0",
        "MPL-2.0",  # of certifi's list of authorities, which is used as it is
        "PSF-2.0",
    }
)
"""Licences (SPDX) that let a closed service use a package as it is."""

_SPDX: Final[Mapping[str, str]] = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2": "Apache-2.0",  # of async-timeout, which early releases of Python 3.11 need
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
}
"""What packages write that do not use SPDX's words."""


def licence(package: str) -> str | None:
    """Return the licence as SPDX writes it, as far as known; None if it is not installed here."""
    try:
        said = metadata(package).json
    except PackageNotFoundError:
        return None
    # Core metadata 2.4 has License-Expression; older packages have free text, or classifiers.
    text = str(said.get("license_expression") or said.get("license") or "")
    if not text or "\n" in text:
        classifiers = [each.rpartition(" :: ")[2] for each in said.get("classifier", ())]
        text = next((each for each in classifiers if each in _SPDX), "unknown")
    return _SPDX.get(text, text)


def is_allowed(expression: str) -> bool:
    """Return whether one of the alternatives consists of allowed licences alone."""
    return any(
        all(part.strip(" ()") in ALLOWED for part in alternative.split(" AND "))
        for alternative in expression.split(" OR ")
    )


def table(packages: Iterable[str]) -> dict[str, str]:
    """Return the licences of those that are installed here."""
    return {name: found for name in packages if (found := licence(name)) is not None}
