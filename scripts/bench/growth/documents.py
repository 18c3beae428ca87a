"""Documents of a hundred and of three thousand operations; chains and rings of models."""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from exactapi.mock.app import create_app
from starlette.types import Message

from scripts.bench.growth.growth import Growth, per_unit
from scripts.bench.synthetic import write_document
from scripts.bench.usage import Usage, measure

TITLE: Final = (
    "**A document**, from 99 operations to 3,000: processor time and memory for each operation, "
    "of `exactapi generate` and of the start of its mock; a request to one of 12 and of 3,000"
)
MODELS_TITLE: Final = (
    "**Models that lead from one to the next**, from 50 to 500, in a chain and in a ring: "
    "processor time for each, to generate them and to read and write the first of them"
)

_START: Final = (
    "import os, sys; from pathlib import Path; from exactapi.mock.app import create_app; "
    "app = create_app(Path(sys.argv[1])); os._exit(0)"
)
"""It ends at once: to take an application apart is no part of its start."""
_USE: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from generated.models import Link0; "
    "Link0.model_validate({'next': {'next': {'label': 'last'}}}).model_dump_json()"
)
_NOTHING: Final = "import os, exactapi.mock.app; os._exit(0)"
_REQUESTS: Final = 200
_ROUNDS: Final = 40


def grow(folder: Path, *, quick: bool) -> list[Growth]:
    small, large = (33, 200) if quick else (33, 1_000)  # resources, each with three operations
    before = measure([sys.executable, "-c", _NOTHING], folder)
    costs: list[tuple[int, Usage, Usage]] = []
    for resources in (small, large):
        out, generated = _generated(folder, resources)
        start = measure([sys.executable, "-c", _START, str(out)], folder)
        costs.append((3 * resources, generated, start))
    sizes = costs[0][0], costs[1][0]
    few, _ = _generated(folder, 4)
    answers = [_microseconds(out) for out in (few, folder / f"out-{large}" / "generated")]
    linear: list[tuple[str, str, Callable[[Usage, Usage], float]]] = [
        ("`exactapi generate`", "ms", lambda made, _: made.processor),
        ("start of the mock", "ms", lambda _, start: start.processor - before.processor),
        ("memory of the mock", "kB", lambda _, start: start.largest - before.largest),
    ]
    growths = []
    for what, unit, cost in linear:
        first, last = (1000 * cost(made, start) for _, made, start in costs)
        growths.append(per_unit(what, unit, sizes, (first, last), 1.2))
    one, other = answers
    return [*growths, Growth("a request", f"{one:.0f} µs", f"{other:.0f} µs", other / one, 1.1)]


def grow_models(folder: Path, *, quick: bool) -> list[Growth]:
    sizes = (50, 100) if quick else (50, 500)
    growths = []
    for shape, is_ring in (("chain", False), ("ring", True)):
        made, used = [], []
        for count in sizes:
            spec = folder / f"{shape}-{count}.json"
            spec.write_text(json.dumps(_links(count, is_ring=is_ring)), encoding="utf-8")
            out = folder / f"{shape}-{count}"
            made.append(_generate(spec, out).processor * 1e3)
            used.append(measure([sys.executable, "-c", _USE, str(out)], folder).processor * 1e3)
        growths += [
            per_unit(f"a {shape}, generated", "ms", sizes, (made[0], made[1]), 1.2),
            per_unit(f"a {shape}, used", "ms", sizes, (used[0], used[1]), 1.2),
        ]
    return growths


def _generated(folder: Path, resources: int) -> tuple[Path, Usage]:
    spec = write_document(folder, resources)
    out = folder / f"out-{resources}"
    return out / "generated", _generate(spec, out)


def _generate(spec: Path, out: Path) -> Usage:
    ours = ["exactapi", "generate", str(spec), str(out), "--allow-unsupported"]
    return measure([sys.executable, "-m", *ours], spec.parent)


def _links(count: int, *, is_ring: bool) -> dict[str, Any]:
    """Return a document of models, each with the next one as a member; the last with the first."""
    schemas: dict[str, Any] = {}
    for number in range(count):
        members: dict[str, Any] = {"label": {"type": "string", "maxLength": 80}}
        if is_ring or number + 1 < count:
            members["next"] = {"$ref": f"#/components/schemas/Link{(number + 1) % count}"}
        schemas[f"Link{number}"] = {"type": "object", "properties": members}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Link0"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Links", "version": "1"},
        "paths": {
            "/links": {
                "put": {
                    "operationId": "putLinks",
                    "requestBody": {"required": True, "content": content},
                    "responses": {"200": {"description": "As it was sent.", "content": content}},
                }
            }
        },
        "components": {"schemas": schemas},
    }


def _microseconds(generated: Path) -> float:
    """Return the processor time of a request to an operation in the middle, the best of many."""
    app = create_app(generated)
    paths = sorted(json.loads((generated / "openapi.json").read_text())["paths"])
    path = paths[len(paths) // 2].replace("{id}", "0f8fad5b-d9cb-469f-a165-70867728950e")
    scope = {
        "type": "http",
        "method": "DELETE",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message.get("status", 204) != 204:
            raise RuntimeError(f"{path}: {message}")

    async def best() -> float:
        found = float("inf")
        for _ in range(_ROUNDS):
            started = time.thread_time()
            for _ in range(_REQUESTS):
                await app(dict(scope), receive, send)
            found = min(found, time.thread_time() - started)
        return found / _REQUESTS * 1e6

    return asyncio.run(best())
