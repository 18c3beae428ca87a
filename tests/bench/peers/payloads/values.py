"""What all of them answer with."""

TICKS = 200
TEXT = "the quick brown fox jumps over the lazy dog"
MOST = 8 * 1024 * 1024
"""Bytes of a body."""
