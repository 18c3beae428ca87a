"""Bodies from a kilobyte to a megabyte: read strictly, checked by the schema, made a model."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from impl.observability.garbage_collection import gc_tuned_for_serving
from scripts.bench.growth.growth import Growth, per_unit
from scripts.bench.validation import body, microseconds, pydantic_alone, whole_runtime

TITLE: Final = "**A body**, from 1 kB to 1 MB: read, checked and made a model (by the kilobyte)"

_ITEMS: Final = (9, 11_000)
_TIMES: Final = 1_000
"""Readings of the small one in a round, of which the best counts: as long as one of the large."""


def grow(_folder: Path, *, quick: bool) -> list[Growth]:
    with gc_tuned_for_serving():
        return [
            _grow("as the runtime does", whole_runtime(), 10 if quick else 100),
            _grow("by Pydantic alone", pydantic_alone, 10 if quick else 100),
        ]


def _grow(what: str, read: Callable[[bytes], object], rounds: int) -> Growth:
    small, large = (body(items) for items in _ITEMS)
    costs = (
        1000 * microseconds(lambda: read(small), rounds, _TIMES),
        1000 * microseconds(lambda: read(large), rounds, 1),
    )
    return per_unit(what, "µs", (len(small), len(large)), costs, 1.2)
