"""From the IR to a finished package: `generated/` in a folder of its choice."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from exactapi.document.asyncapi import asyncapi
from exactapi.generate.ir import Api, Pointer
from exactapi.generate.models.render.inputs import empty_module, write_models_inputs
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.package.build import FRESH, build
from exactapi.generate.package.generators import Generators
from exactapi.generate.plan import Module, plan
from exactapi.generate.python.notice import notice
from exactapi.generate.python.text import docstring
from exactapi.generate.routers.modules import view
from exactapi.generate.routers.render.inputs import write_routers_inputs
from exactapi.release import RELEASE

_RELEASED = f"""

from exactapi.release import generated_by

generated_by({RELEASE!r}, __name__)
"""
"""Stands in the package itself, so that it runs before anything else is imported from it."""


@dataclass(frozen=True, slots=True)
class Package:
    """The package to write; `source` names the document in headers, `handlers` is their folder.

    `overlay` are pointers of what the source has not: it gets no models.
    """

    api: Api
    overlay: tuple[Pointer, ...]
    source: str
    handlers: Path

    @property
    def modules(self) -> tuple[Module, ...]:
        return plan(_handled(self.api))


def _handled(api: Api) -> Api:
    """Leave out the parameters that the runtime reads, of which handlers know nothing."""
    operations = tuple(
        replace(each, parameters=tuple(one for one in each.parameters if not one.of_runtime))
        for each in api.operations
    )
    return replace(api, operations=operations)


def emit(package: Package, out: Path) -> None:
    """Write the package into the empty or absent folder `out`.

    Raises:
        ToolError: one of the two code generators, or ruff.
    """
    with TemporaryDirectory(prefix="generate-") as folder:
        work = Path(folder)
        with Generators(work) as generators:
            write_inputs(package, work)
            build(work, generators, out)


def write_inputs(package: Package, work: Path) -> None:
    """Write into `work` what `build` needs: the code generators' inputs, and finished files."""
    reader = Reader(package.api.schemas)
    routers = view(package.api, package.modules, reader, package.source, package.handlers)
    for pointer in reader.components():
        if pointer not in package.overlay:
            reader.shape(pointer, "", "output")
    write_routers_inputs(package.modules, routers, work)
    fresh = work / FRESH
    (fresh / "routers").mkdir(parents=True)
    _write_fixed_files(package, fresh)
    models = reader.finished()
    if models.classes or models.aliases:
        write_models_inputs(models, package.source, work)
    else:
        (fresh / "models.py").write_text(empty_module(package.source), encoding="utf-8")


def _write_fixed_files(package: Package, fresh: Path) -> None:
    said = notice(package.source)
    root = docstring("The API of the document as Python", said, indent=0)
    routers = docstring("One module per tag of the document", said, indent=0)
    (fresh / "__init__.py").write_text(root + _RELEASED, encoding="utf-8")
    (fresh / "routers" / "__init__.py").write_text(routers + "\n", encoding="utf-8")
    _write_json(fresh / "openapi.json", package.api.document)
    if (sockets := asyncapi(package.api.document)) is not None:
        _write_json(fresh / "asyncapi.json", sockets)


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
