"""What grew, and by how much."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Growth:
    """One work at two sizes; `times` may be `most` at the most.

    `times` is the cost of the larger one over that of the smaller one, for each unit of what grew
    where the cost has to grow with it: one means flat, or linear.
    """

    what: str
    small: str
    large: str
    times: float
    most: float

    @property
    def is_met(self) -> bool:
        return self.times <= self.most


def per_unit(
    what: str, unit: str, sizes: tuple[int, int], costs: tuple[float, float], most: float
) -> Growth:
    """Return the growth of a cost that has to be linear; `unit` is that of the costs."""
    small, large = (cost / size for cost, size in zip(costs, sizes, strict=True))
    return Growth(what, f"{small:,.2f} {unit}", f"{large:,.2f} {unit}", large / small, most)


def table(growths: Iterable[Growth]) -> str:
    lines = ["| what | small | large | times | goal |", "|---|---:|---:|---:|---:|"]
    lines += [
        f"| {each.what} | {each.small} | {each.large} | {each.times:.2f}"
        f"{'' if each.is_met else ' ✗'} | {each.most:g} |"
        for each in growths
    ]
    return "\n".join(lines)
