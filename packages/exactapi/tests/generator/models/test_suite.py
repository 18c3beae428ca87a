"""The official JSON Schema tests as judge: a model takes every valid instance and keeps it."""

import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import TypeAdapter

from exactapi.generate.models.render.command import models_command
from exactapi.generate.models.render.inputs import write_models_inputs
from exactapi.generate.models.shapes.annotations import Imports, annotation
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.models.shapes.shapes import Shape
from exactapi.generate.tools.process import run

SUITE = os.environ.get("JSON_SCHEMA_TEST_SUITE", "")
pytestmark = pytest.mark.skipif(
    not SUITE, reason="set JSON_SCHEMA_TEST_SUITE to a checkout of the official suite"
)
FILLED_DEFAULTS = "default.json"
"""The suite's schemas only annotate; our models fill defaults in, as the document asks."""


@pytest.fixture(scope="module")
def groups() -> dict[str, dict[str, Any]]:
    """Every group of required 2020-12 tests, by the name of the component it becomes."""
    folder = next(Path(SUITE).rglob("draft2020-12"))
    found = [
        group
        for path in sorted(folder.glob("*.json"))
        if path.name != FILLED_DEFAULTS
        for group in json.loads(path.read_text(encoding="utf-8"))
    ]
    return {f"Schema{number}": group for number, group in enumerate(found)}


def test_models_accept_and_keep_every_valid_instance(
    groups: dict[str, dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = {"components": {"schemas": dict(_components(groups))}}
    reader = Reader(document)
    shapes = {name: reader.shape(f"/components/schemas/{name}", name, "input") for name in groups}
    write_models_inputs(reader.finished(), "the suite", tmp_path)
    run(models_command(tmp_path, tmp_path))
    (tmp_path / "models.py").rename(tmp_path / "suite_models.py")
    monkeypatch.syspath_prepend(tmp_path)
    models = importlib.import_module("suite_models")
    faults = [
        f"{group['description']}: {test['description']}: {fault}"
        for name, group in groups.items()
        for test in group["tests"]
        if test["valid"] and (fault := _fault(models, shapes[name], _as_read(test["data"])))
    ]
    assert faults == []
    sys.modules.pop("suite_models")


def _components(groups: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The schemas with `#/...` meaning their own root, as they do in the suite."""
    for name, group in groups.items():
        yield name, _moved(group["schema"], f"#/components/schemas/{name}")


def _moved(value: Any, root: str) -> Any:
    if isinstance(value, list):
        return [_moved(item, root) for item in value]
    if not isinstance(value, dict):
        return value
    moved = {key: _moved(item, root) for key, item in value.items()}
    reference = moved.get("$ref")
    if isinstance(reference, str) and (reference == "#" or reference.startswith("#/")):
        moved["$ref"] = root + reference[1:]
    return moved


def _fault(models: ModuleType, shape: Shape, instance: Any) -> str:
    expression = annotation(shape, Imports("."))
    names = {"models": models} | vars(models) | vars(importlib.import_module("typing"))
    adapter: TypeAdapter[Any] = TypeAdapter(eval(expression, names))
    try:
        value = adapter.validate_python(instance, by_alias=True, by_name=False)
    except ValueError as error:
        return f"{expression} refuses {instance!r}: {error}"
    kept = adapter.dump_python(value, mode="json", by_alias=True)
    return "" if _tagged(kept) == _tagged(instance) else f"{instance!r} becomes {kept!r}"


def _as_read(value: Any) -> Any:
    """Whole floats as the runtime hands them on: integers."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_as_read(item) for item in value]
    return {k: _as_read(v) for k, v in value.items()} if isinstance(value, dict) else value


def _tagged(value: Any) -> Any:
    """Comparable without taking 1 for true."""
    if isinstance(value, list):
        return [_tagged(item) for item in value]
    if isinstance(value, dict):
        return {key: _tagged(item) for key, item in value.items()}
    return (isinstance(value, bool), value)
