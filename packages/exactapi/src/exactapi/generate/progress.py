"""Shows progress: one line per step on stderr, with seconds."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what was done and how long it took, once it has succeeded."""
    start = perf_counter()
    yield
    print(f"  {what}: {perf_counter() - start:.2f} s", file=sys.stderr, flush=True)
