"""What a process holds, seen from outside, and whether that grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import psutil

from scripts.line_chart import Panel, chart

_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sample:
    """At `minute`: memory in MiB, open descriptors, threads, connections to PostgreSQL."""

    minute: float
    memory: float
    descriptors: int
    threads: int
    connections: int


def sample(process: psutil.Process, minute: float, database_port: int) -> Sample:
    with process.oneshot():
        return Sample(
            minute=minute,
            memory=process.memory_info().rss / _MIB,
            descriptors=process.num_fds(),
            threads=process.num_threads(),
            connections=sum(
                bool(each.raddr) and each.raddr.port == database_port
                for each in process.net_connections()
            ),
        )


def slope(samples: Sequence[Sample]) -> float:
    """Return the growth of memory in MiB a minute, by least squares."""
    minutes = [each.minute for each in samples]
    center = sum(minutes) / len(minutes)
    mean = sum(each.memory for each in samples) / len(samples)
    spread = sum((each - center) ** 2 for each in minutes)
    covered = sum((each.minute - center) * (each.memory - mean) for each in samples)
    return covered / spread if spread else 0.0


def faults(samples: Sequence[Sample], *, growth: float, more: int) -> list[str]:
    """Say what grows: memory by more than `growth` MiB a minute, the rest by more than `more`.

    The first third is left out, in which caches and pools fill.
    """
    settled = samples[len(samples) // 3 :]
    found = []
    if (grown := slope(settled)) > growth:
        found.append(f"memory grows by {grown:.2f} MiB a minute")
    for name in ("descriptors", "threads", "connections"):
        numbers = [getattr(each, name) for each in settled]
        if numbers[-1] - numbers[0] > more:
            found.append(f"{name} grew from {numbers[0]} to {numbers[-1]}")
    return found


def plot(samples: Sequence[Sample]) -> str:
    """Return an SVG of memory above, and of descriptors, threads and connections below."""
    counted = {
        name: [(each.minute, float(getattr(each, name))) for each in samples]
        for name in ("descriptors", "threads", "connections")
    }
    memory = {"memory": [(each.minute, each.memory) for each in samples]}
    return chart("A soak", "minutes", [Panel("memory, MiB", memory), Panel("numbers", counted)])
