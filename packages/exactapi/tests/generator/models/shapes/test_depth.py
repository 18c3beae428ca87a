"""Hundreds of types that lead from one to the next are built without end of the process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exactapi.generate.load import load
from exactapi.generate.models.shapes.depth import LONGEST, deferred
from exactapi.generate.models.shapes.shapes import (
    Alias,
    Field,
    ModelClass,
    Models,
    Named,
    Shape,
    named,
)
from exactapi.generate.models.shapes.unions import union
from exactapi.generate.package.emit import Package, emit

VALUES = 60
"""Objects in one value, each in the one before."""


def models_of(links: dict[str, list[str]], *, aliases: frozenset[str] = frozenset()) -> Models:
    models = Models()
    for name, targets in links.items():
        if name in aliases:
            shape: Shape = union(map(Named, targets))
            models.aliases[name] = Alias(name, "", shape)
        else:
            fields = tuple(Field(to, to.lower(), Named(to), required=False) for to in targets)
            models.classes[name] = ModelClass(name, "", fields, closed=False)
    return models


def marks(models: Models) -> list[Any]:
    found: list[Any] = [f.name for c in models.classes.values() for f in c.fields if f.deferred]
    return found + [alias.name for alias in models.aliases.values() if alias.deferred]


def deepest(models: Models) -> int:
    """The most types on one way through what is not deferred, tried from every type."""
    targets: dict[str, list[str]] = {
        name: [to for f in cls.fields if not f.deferred for to in named(f.shape)]
        for name, cls in models.classes.items()
    }
    for name, alias in models.aliases.items():
        targets[name] = [] if alias.deferred else list(named(alias.shape))
    most = 0
    for root, reached in targets.items():
        seen, way, work = {root}, 1, [iter(reached)]
        while work:  # as Pydantic does: what is being built already is referred to
            target = next(work[-1], None)
            if target is None:
                work.pop()
            elif target not in seen:
                seen.add(target)
                work.append(iter(targets[target]))
            way = max(way, len(work))
        most = max(most, way)
    return most


def names(count: int) -> list[str]:
    return [f"T{number}" for number in range(count)]


def graphs() -> Iterator[Any]:
    for count in (LONGEST, LONGEST + 1, 350):
        every = names(count)
        following = dict(zip(every, [*([to] for to in every[1:]), []], strict=True))
        yield pytest.param(models_of(following), id=f"chain of {count}")
        ring = following | {every[-1]: [every[0]]}
        yield pytest.param(models_of(ring), id=f"ring of {count}")
        half = frozenset(every[::2])
        yield pytest.param(models_of(ring, aliases=half), id=f"ring of {count}, half aliases")
        both = {name: [*ring[name], every[index - 1]] for index, name in enumerate(every)}
        yield pytest.param(models_of(both), id=f"ring of {count}, there and back")
    every = names(LONGEST + 20)
    yield pytest.param(models_of(dict.fromkeys(every, every)), id="each to each")
    rings = {
        f"{n}x{r}": [f"{(n + 1) % 60}x{r}", f"0x{(r + 1) % 9}"] for r in range(9) for n in range(60)
    }
    yield pytest.param(models_of(rings), id="rings in a ring")


@pytest.mark.parametrize("models", list(graphs()))
def test_no_type_leads_through_too_many(models: Models) -> None:
    found = deferred(models)
    assert deepest(found) <= LONGEST
    assert bool(marks(found)) == (len(models.classes) + len(models.aliases) > LONGEST)


KINDS = {
    "reference": lambda to: to,
    "nullable": lambda to: {"anyOf": [to, {"type": "null"}]},
    "list": lambda to: {"type": "array", "items": to},
    "map": lambda to: {"type": "object", "additionalProperties": to},
    "union": lambda to: {
        "oneOf": [to, {"$ref": "#/components/schemas/End"}],
        "discriminator": {"propertyName": "kind"},
    },
    "named list": lambda to: to,
}
LENGTHS = dict.fromkeys(KINDS, 2 * LONGEST + 10) | {"reference": 700}
PROGRAM = """
import json, sys
from generated import models
from exactapi.text.conversion import Conversion
from pydantic_core import to_json
for name, value in json.load(sys.stdin):
    model = getattr(models, name)
    made = Conversion(model).json(value)
    assert type(made) is model
    assert json.loads(to_json(made, by_alias=True)) == value, to_json(made)
    again = model(kind="link", next=made.next)
    assert json.loads(to_json(again, by_alias=True))["next"] == value["next"]
"""


def link(kind: str, number: int) -> str:
    return f"{kind.title().replace(' ', '')}{number % LENGTHS[kind]}"


def schemas(kind: str) -> Iterator[tuple[str, Any]]:
    """A ring of objects, of which each has the next one as a member."""
    for number in range(LENGTHS[kind]):
        to: Any = {"$ref": f"#/components/schemas/{link(kind, number + 1)}"}
        if kind == "named list":
            yield f"Items{number}", {"type": "array", "items": to}
            to = {"$ref": f"#/components/schemas/Items{number}"}
        time = {"type": "string", "format": "date-time"}
        yield (
            link(kind, number),
            {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"const": "link"}, "at": time, "next": KINDS[kind](to)},
            },
        )


def document() -> dict[str, Any]:
    end = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "end"}, "on-time": {"type": "boolean"}},
    }
    listed = {name: schema for kind in KINDS for name, schema in schemas(kind)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Links", "version": "1"},
        "paths": {},
        "components": {"schemas": {"End": end} | listed},
    }


def value(kind: str) -> Any:
    made: Any = {"kind": "end", "on-time": True} if kind == "union" else {"kind": "link", "x": 1}
    for _ in range(VALUES):
        inner = {"list": [made], "named list": [made], "map": {"a b": made}}.get(kind, made)
        made = {"kind": "link", "at": "2026-01-02T03:04:05Z", "next": inner}
    return made


@pytest.mark.slow
def test_rings_of_models_read_and_write_their_values(tmp_path: Path) -> None:
    """In a process of its own, which a deep recursion would end."""
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(document()))
    loaded = load(spec)
    out = tmp_path / "generated"
    emit(Package(loaded.api, loaded.overlay, "openapi.json", Path("handlers")), out)
    values = [
        (link(kind, place), value(kind)) for kind in KINDS for place in (0, LENGTHS[kind] // 2, -1)
    ]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        input=json.dumps(values),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
