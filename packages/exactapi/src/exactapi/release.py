"""Generated code and the library that it runs on are of one release."""

from typing import Final

from exactapi import __version__


def release_of(version: str) -> str:
    """Return major and minor of a version: within one, generated code stays as it is."""
    return ".".join(version.split(".")[:2])


RELEASE: Final = release_of(__version__)


def generated_by(release: str, package: str) -> None:
    """Called by a generated package when it is imported; it comes before all other imports.

    Raises:
        SystemExit: another release wrote it, so that the process ends with one line.
    """
    if release != RELEASE:
        raise SystemExit(
            f"{package} was written by exactapi {release}, but exactapi {RELEASE} is installed; "
            "run `exactapi generate`"
        )
