"""The bar chart docs/bench.svg: each server's rate, relative to the ceiling's."""

from html import escape
from typing import Final

from scripts.bench.comparison.results import CEILING, Results

_COLOURS: Final = {
    "service": "#2563eb",
    "ceiling": "#9ca3af",
    "classic": "#f59e0b",
    "codegen": "#10b981",
    "handwritten": "#14b8a6",
    "litestar": "#eab308",
    "connexion": "#ef4444",
    "fastify": "#a855f7",
    "glue": "#ec4899",
    "python3.13": "#1e40af",
    "python3.14": "#1e3a8a",
}
_BAR, _GAP, _LEFT, _WIDTH, _TOP = 14, 18, 190, 420, 40


def chart(results: Results) -> str:
    """SVG; grey text, so that it reads on light and on dark pages."""
    group = _BAR * len(results.servers) + _GAP
    longest = max(_relative(results, w.name, s) for w in results.works for s in results.servers)
    scale = _WIDTH / max(longest, 1.0)
    parts = [_legend(results.servers)]
    for row, work in enumerate(results.works):
        top = _TOP + row * group
        middle = top + _BAR * len(results.servers) / 2 + 4
        parts.append(
            f'<text x="{_LEFT - 8}" y="{middle:.0f}" text-anchor="end">{work.title}</text>'
        )
        for place, server in enumerate(results.servers):
            parts.append(_bar(results, work.name, server, top + place * _BAR, scale))
    height = _TOP + group * len(results.works)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 110} {height}" '
        'font-family="system-ui, sans-serif" font-size="12" fill="#6b7280">\n'
        "<title>Requests per second, relative to the ceiling</title>\n"
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _bar(results: Results, work: str, server: str, top: float, scale: float) -> str:
    length = _relative(results, work, server) * scale
    label = f"{results.rate(work, server):,.0f}/s"
    return (
        f'<rect x="{_LEFT}" y="{top}" width="{length:.1f}" height="{_BAR - 2}" '
        f'fill="{_COLOURS[server]}"/>'
        f'<text x="{_LEFT + length + 5:.1f}" y="{top + _BAR - 4}" font-size="10">{label}</text>'
    )


def _relative(results: Results, work: str, server: str) -> float:
    return results.rate(work, server) / results.rate(work, CEILING)


def _legend(servers: list[str]) -> str:
    return "\n".join(
        f'<rect x="{10 + place * 79}" y="12" width="10" height="10" fill="{_COLOURS[name]}"/>'
        f'<text x="{24 + place * 79}" y="21">{escape(name)}</text>'
        for place, name in enumerate(servers)
    )
