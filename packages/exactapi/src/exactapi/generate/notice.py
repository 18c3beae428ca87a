"""What every generated file says of itself."""

from exactapi.release import RELEASE


def notice(source: str) -> str:
    """`source` is the document."""
    return f"Generated from {source} by `exactapi generate` {RELEASE}; do not edit."
