"""What every generated file says of itself."""

from exactapi.release import RELEASE


def notice(source: str, command: str = "generate") -> str:
    """`source` is the document."""
    return f"Generated from {source} by `exactapi {command}` {RELEASE}; do not edit."
