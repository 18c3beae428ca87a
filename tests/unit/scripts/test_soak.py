"""What grows is found, and what only fills at the start is not."""

import xml.etree.ElementTree as ET

import pytest

from scripts.soak.samples import Sample, faults, plot, slope


def samples(memory: list[float], descriptors: list[int] | None = None) -> list[Sample]:
    counted = descriptors or [20] * len(memory)
    return [Sample(minute, mib, counted[minute], 5, 3) for minute, mib in enumerate(memory)]


FLAT = [100.0, 150, 170, 180, 180, 181, 180, 180, 181]


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (samples(FLAT), []),
        (samples([100.0 + minute for minute in range(9)]), ["memory grows by 1.00 MiB a minute"]),
        (samples(FLAT, [20] * 6 + [30] * 3), ["descriptors grew from 20 to 30"]),
        (samples(FLAT, [20] * 6 + [22] * 3), []),
    ],
)
def test_growth_after_the_first_third_is_found(seen: list[Sample], found: list[str]) -> None:
    assert faults(seen, growth=0.5, more=5) == found


def test_one_sample_has_no_slope() -> None:
    assert slope(samples([100.0])) == 0


def test_the_plot_has_a_line_for_each_number() -> None:
    lines = ET.fromstring(plot(samples(FLAT))).findall("{http://www.w3.org/2000/svg}polyline")
    points = [
        [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
        for line in lines
    ]
    memory, *counted = points
    assert len(counted) == 3
    assert all(len(line) == len(FLAT) for line in points)
    assert memory[0][1] > memory[-1][1]  # more memory is further up
