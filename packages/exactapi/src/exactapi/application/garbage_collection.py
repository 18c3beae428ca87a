"""Python's cyclic garbage collector while an application is made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Let nothing be collected; it decorates a function as well.

    What a start makes lasts as long as the process. To look through it again and again, as there
    is more of it, makes the start of a large document cost more for each operation.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
