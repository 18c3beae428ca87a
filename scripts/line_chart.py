"""Line charts as SVG, one panel below the other, with one scale for what lies along."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import cycle
from typing import Final, TypeAlias

_COLOURS: Final = (
    *("#2563eb", "#9ca3af", "#f59e0b", "#10b981", "#14b8a6", "#eab308", "#ef4444", "#a855f7"),
)
_LEFT, _WIDTH, _HEIGHT, _GAP, _TOP = 70, 520, 150, 56, 52
_TICKS: Final = 4

Points: TypeAlias = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines by their names; all of them begin at zero, unless `is_log`."""

    title: str
    lines: Mapping[str, Points]
    is_log: bool = False


def chart(title: str, along: str, panels: Sequence[Panel]) -> str:
    """Return the SVG; its text is grey, so that it reads on light and on dark pages."""
    names = list(dict.fromkeys(name for panel in panels for name in panel.lines))
    colours = dict(zip(names, cycle(_COLOURS), strict=False))
    places = sorted({x for panel in panels for line in panel.lines.values() for x, _ in line})
    height = _TOP + len(panels) * (_HEIGHT + _GAP)
    parts = [_legend(colours)] if len(names) > 1 else []
    for number, panel in enumerate(panels):
        parts += _panel(panel, colours, places, _TOP + number * (_HEIGHT + _GAP))
    parts.append(_text(_LEFT + _WIDTH / 2, height - 12, along, "middle"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 30} {height}" '
        'font-family="system-ui, sans-serif" font-size="12" fill="#6b7280">\n'
        f"<title>{escape(title)}</title>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _panel(
    panel: Panel, colours: Mapping[str, str], places: Sequence[float], top: float
) -> list[str]:
    heights = [y for line in panel.lines.values() for _, y in line if not panel.is_log or y > 0]
    highest = max(heights, default=1.0) or 1.0
    lowest = min(heights, default=1.0) if panel.is_log else 0.0
    start, span = places[0], (places[-1] - places[0]) or 1.0

    def across(x: float) -> float:
        return _LEFT + (x - start) / span * _WIDTH

    def share(y: float) -> float:
        if not panel.is_log:
            return y / highest
        return math.log(max(y, lowest) / lowest) / (math.log(highest / lowest) or 1.0)

    def down(y: float) -> float:
        return top + _HEIGHT * (1 - share(y))

    parts = [_text(_LEFT, top - 8, panel.title)]
    for tick in range(_TICKS + 1):
        part = tick / _TICKS
        value = lowest * (highest / lowest) ** part if panel.is_log else highest * part
        parts.append(
            f'<line x1="{_LEFT}" x2="{_LEFT + _WIDTH}" y1="{down(value):.1f}" '
            f'y2="{down(value):.1f}" stroke="#6b7280" stroke-opacity="0.25"/>'
        )
        parts.append(_text(_LEFT - 6, down(value) + 4, _number(value), "end"))
    step = max(1, len(places) // 8)
    parts += [_text(across(x), top + _HEIGHT + 16, f"{x:g}", "middle") for x in places[::step]]
    for name, line in panel.lines.items():
        points = " ".join(f"{across(x):.1f},{down(y):.1f}" for x, y in line)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colours[name]}" stroke-width="2"/>'
        )
    return parts


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _legend(colours: Mapping[str, str]) -> str:
    return "\n".join(
        f'<rect x="{10 + place * 76}" y="8" width="10" height="10" fill="{colour}"/>'
        + _text(24 + place * 76, 17, name)
        for place, (name, colour) in enumerate(colours.items())
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
