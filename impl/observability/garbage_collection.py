"""How often Python looks for garbage in cycles, while the application serves requests."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_THRESHOLD: Final = 5_000
"""Objects made and not yet freed. A list on each of 32 connections stays below it, so that the
collector runs for what leaks, not for what is in use: its default of 700 is passed at every turn.
"""


@contextmanager
def gc_tuned_for_serving() -> Iterator[None]:
    """What start-up made lives as long as the process, so it is left out of every search.

    With it a full search stops all requests for a tenth of a second, again and again.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_THRESHOLD, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
