"""The time and memory that a command takes, including its children."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

import psutil

_INTERVAL: Final = 0.02
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds by the clock and of processor time; megabytes at the peak.

    `largest` is the largest single process, `together` all that ran at one moment: pages that
    processes share count once for each (resident set size).
    """

    seconds: float
    processor: float
    largest: float
    together: float


def measure(arguments: Sequence[str], folder: Path) -> Usage:
    """Run a command to its end.

    Raises:
        SystemExit: it failed; the message is what it printed.
    """
    before, start = os.times(), perf_counter()
    largest = together = 0
    with (
        (folder / "output.txt").open("w+", encoding="utf-8") as output,
        subprocess.Popen(arguments, stdout=output, stderr=output) as process,
    ):
        while process.poll() is None:
            sizes = _sizes(process.pid)
            largest, together = max([largest, *sizes]), max(together, sum(sizes))
            with suppress(subprocess.TimeoutExpired):
                process.wait(_INTERVAL)
        seconds = perf_counter() - start
        output.seek(0)
        if process.returncode:
            sys.exit(f"{' '.join(arguments)} failed:\n{output.read()}")
    after = os.times()
    processor = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    return Usage(seconds, processor, largest / 2**20, together / 2**20)


def middle(usages: Sequence[Usage]) -> Usage:
    """Return the median of each figure."""
    return Usage(
        median(each.seconds for each in usages),
        median(each.processor for each in usages),
        median(each.largest for each in usages),
        median(each.together for each in usages),
    )


def _sizes(pid: int) -> list[int]:
    sizes = []
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for each in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                sizes.append(each.memory_info().rss)
    return sizes
