"""The notice at the top of every generated file."""

from exactapi.release import RELEASE


def notice(source: str, command: str = "generate") -> str:
    """`source` is the document."""
    return f"Generated from {source} by `exactapi {command}` {RELEASE}; do not edit."
