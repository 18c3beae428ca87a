"""Types that lead from one to the next without end: where Pydantic is to stop and begin anew.

Pydantic builds a model with all that it leads to, by recursion. A chain of hundreds would end the
process, and a ring of them would be built once for each of its models. So no type leads through
more than `LONGEST` others: what would, is deferred, and builds on its own when it is first used.
Documents that people write by hand have nothing of the kind, and nothing is deferred in them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from exactapi.generate.models.shapes.shapes import Models, named

LONGEST: Final = 100

_Member = tuple[str, str | None]
"""A class and a member's name, or an alias and None: what may be deferred."""


@dataclass(frozen=True, slots=True)
class _Edge:
    member: _Member
    target: str


def deferred(models: Models) -> Models:
    """Return the same models, with the members deferred that lead too far."""
    edges = _edges(models)
    cut: set[_Member] = set()
    for ring in list(_rings(edges, cut)):
        if len(ring) > LONGEST:
            cut |= _closing(ring, edges)
    _cut_chains(list(_rings(edges, cut)), edges, cut)
    return Models(
        classes={
            name: replace(
                cls,
                fields=tuple(
                    replace(each, deferred=(name, each.name) in cut) for each in cls.fields
                ),
            )
            for name, cls in models.classes.items()
        },
        aliases={
            name: replace(alias, deferred=(name, None) in cut)
            for name, alias in models.aliases.items()
        },
    )


def _edges(models: Models) -> dict[str, list[_Edge]]:
    edges: dict[str, list[_Edge]] = {}
    for name, cls in models.classes.items():
        edges[name] = [_Edge((name, f.name), to) for f in cls.fields for to in named(f.shape)]
    for name, alias in models.aliases.items():
        edges[name] = [_Edge((name, None), to) for to in named(alias.shape)]
    return edges


def _targets(name: str, edges: Mapping[str, list[_Edge]], cut: set[_Member]) -> Iterator[str]:
    return (edge.target for edge in edges[name] if edge.member not in cut)


def _rings(edges: Mapping[str, list[_Edge]], cut: set[_Member]) -> Iterator[list[str]]:
    """Groups of types that lead to each other, what a group leads to before it (Tarjan)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_: list[str] = []
    is_open: set[str] = set()
    for root in edges:
        if root in number:
            continue
        work = [(root, _targets(root, edges, cut))]
        number[root] = lowest[root] = len(number)
        open_.append(root)
        is_open.add(root)
        while work:
            name, targets = work[-1]
            target = next(targets, None)
            if target is None:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[name])
                if lowest[name] == number[name]:
                    ring = _popped(open_, name)
                    is_open.difference_update(ring)
                    yield ring
            elif target not in number:
                number[target] = lowest[target] = len(number)
                open_.append(target)
                is_open.add(target)
                work.append((target, _targets(target, edges, cut)))
            elif target in is_open:
                lowest[name] = min(lowest[name], number[target])


def _popped(open_: list[str], last: str) -> list[str]:
    ring: list[str] = []
    while not ring or ring[-1] != last:
        ring.append(open_.pop())
    return ring


def _closing(ring: Iterable[str], edges: Mapping[str, list[_Edge]]) -> set[_Member]:
    """Return the members that close circles within a large group: without them it has none."""
    group = set(ring)
    state: dict[str, bool] = {}  # whether it is on the way at the moment
    found: set[_Member] = set()
    for root in sorted(group):
        if root in state:
            continue
        state[root] = True
        work = [(root, iter(edges[root]))]
        while work:
            name, remaining = work[-1]
            edge = next(remaining, None)
            if edge is None:
                state[name] = False
                work.pop()
            elif edge.target in group and edge.member not in found:
                if edge.target not in state:
                    state[edge.target] = True
                    work.append((edge.target, iter(edges[edge.target])))
                elif state[edge.target]:
                    found.add(edge.member)
    return found


def _cut_chains(
    rings: Iterable[list[str]], edges: Mapping[str, list[_Edge]], cut: set[_Member]
) -> None:
    """Defers what leads through too many; `rings` come with what they lead to first."""
    height: dict[str, int] = {}
    for ring in rings:
        group, highest = set(ring), 0
        for name in ring:
            for edge in edges[name]:
                if edge.target in group or edge.member in cut:
                    continue
                if height[edge.target] + len(ring) > LONGEST:
                    cut.add(edge.member)
                else:
                    highest = max(highest, height[edge.target])
        height |= dict.fromkeys(ring, highest + len(ring))
