"""JSON to model and back loses nothing, for every model of real documents.

Values are drawn from the schemas by schemathesis' generator, which knows all of JSON Schema
2020-12 (hypothesis-jsonschema, unreleased since 2024, stops at draft 7). "Nothing" is meant as
in docs/decisions/0001: whole floats become integers, dates and UUIDs are equal by value, and
members that are absent are filled with the document's defaults.

A few documents by default; ROUND_TRIP=all takes the whole corpus (`task test:round-trip`).
"""

import importlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, NamedTuple
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema_rs import ReferencingError

from exactapi.document.media_types import essence
from exactapi.generate.ir import Api, MediaType
from exactapi.generate.load import load
from exactapi.generate.models.render.command import models_command
from exactapi.generate.models.render.inputs import write_models_inputs
from exactapi.generate.models.schemas.directions import directional
from exactapi.generate.models.shapes.annotations import Imports, annotation
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.models.shapes.shapes import Shape
from exactapi.generate.refusals.refusals import RefusedError
from exactapi.generate.tools.process import run
from exactapi.media.json import Json, json_bytes
from exactapi.mock.samples.draw import strategy_for
from exactapi.mock.samples.schemas import ROOT as RESOLVED
from exactapi.mock.samples.schemas import Schemas
from exactapi.runtime import Contract
from exactapi.schemas.directions import Direction
from exactapi.schemas.pointers import pointer_of, value_at
from exactapi.text.conversion import Conversion

ROOT = Path(__file__).parents[5]
CORPUS = Path(os.environ.get("SPEC_CORPUS", ROOT.parent / "shared/specs"))
TORTURE = ROOT / "packages/exactapi/tests/generator/cases/torture/openapi.yaml"
QUICK = ("oas31-schema-types.json", "oai-petstore-expanded.yaml")
FORMATS = {".json", ".yaml", ".yml"}
VALUES = 5
"""How many are drawn for each model."""

_HELD_BY_PYTHON = re.compile(r"(?!0000-|.*:60)")
"""The year 0 and leap seconds have no `datetime`; the runtime answers 422 to them."""


class Model(NamedTuple):
    """A schema that the generated code has a type for, and the way its values travel."""

    pointer: str
    direction: Direction
    shape: Shape


def documents() -> Iterator[Any]:
    wanted = [TORTURE, *(CORPUS / name for name in QUICK)]
    if os.environ.get("ROUND_TRIP") == "all":
        wanted = [TORTURE, *sorted(each for each in CORPUS.glob("*") if each.suffix in FORMATS)]
    for spec in wanted:
        marks = [pytest.mark.skipif(not spec.is_file(), reason="set SPEC_CORPUS to the documents")]
        yield pytest.param(spec, id=spec.name, marks=marks)


@pytest.mark.slow
@pytest.mark.parametrize("spec", [*documents()])
def test_every_model_survives_the_round_trip(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        api = load(spec).api
    except RefusedError as refused:
        pytest.skip(str(refused))
    reader = Reader(api.schemas)
    models = [*found(api, reader)]
    module = rendered(reader, tmp_path, monkeypatch)
    contract = Contract(api.document, b"")
    drawers = {each: Schemas(api.document, each) for each in ("request", "response")}
    counts = [
        round_trips(contract, model, python_type(model, module), drawers[model.direction])
        for model in models
    ]
    drawn = sum(count > 0 for count in counts)
    print(f"{spec.name}: {len(models)} models, {drawn} of them drawn, {sum(counts)} values")


def found(api: Api, reader: Reader) -> Iterator[Model]:
    """The JSON bodies of all requests and responses, and all components, each once.

    A schema that is the same both ways has one model.
    """
    two_ways = directional(api.schemas)
    wanted: dict[tuple[str, Direction], None] = {}
    for operation in (*api.operations, *api.webhooks):
        if operation.body:
            wanted |= dict.fromkeys(
                (each, "request") for each in _json(api, operation.body.content)
            )
        for response in operation.responses:
            wanted |= dict.fromkeys((each, "response") for each in _json(api, response.content))
    for pointer in reader.components():
        wanted[pointer, "response"] = None
        if pointer in two_ways:
            wanted[pointer, "request"] = None
        else:
            wanted.pop((pointer, "request"), None)
    for number, (pointer, direction) in enumerate(wanted):
        way: Literal["input", "output"] = "input" if direction == "request" else "output"
        yield Model(pointer, direction, reader.shape(pointer, f"Body{number}", way))


def _json(api: Api, content: Iterable[MediaType]) -> Iterator[str]:
    """The schemas of JSON bodies; one that is only a reference is what it refers to."""
    for each in content:
        pointer = each.schema if Json.covers(essence(each.name)) else None
        while pointer is not None:
            schema = value_at(api.schemas, pointer)
            if not isinstance(schema, dict) or schema.keys() != {"$ref"}:
                yield pointer
                break
            pointer = pointer_of(schema["$ref"])


def rendered(reader: Reader, folder: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """models.py, as every generated package has it."""
    write_models_inputs(reader.finished(), "the document", folder)
    run(models_command(folder, folder))
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "models", raising=False)
    return importlib.import_module("models")


def python_type(model: Model, module: ModuleType) -> Any:
    imports = Imports(".")
    expression = annotation(model.shape, imports)
    names: dict[str, Any] = {"models": module}
    for home, taken in imports.names.items():
        if home != ".":
            names |= {name: getattr(importlib.import_module(home), name) for name in taken}
    return eval(expression, names)


def closed(schemas: Schemas, pointer: str) -> Any:
    schema = schemas.at(pointer)
    try:
        return schemas.closed(schema)
    except ReferencingError:  # it goes by an `$id`
        resolved = schemas.resolved(schema)
        return None if resolved is None else resolved.closed(resolved.at(RESOLVED))


def round_trips(contract: Contract, model: Model, python: Any, schemas: Schemas) -> int:
    """How many values of the model came back as they were."""
    schema = closed(schemas, model.pointer)
    strategy = None if schema is None else strategy_for(schema)
    if strategy is None or strategy.is_empty:
        return 0
    validator = contract.validator(model.pointer, model.direction)
    conversion = Conversion(python)
    count = 0

    @settings(
        max_examples=VALUES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def round_trip(value: Any) -> None:
        nonlocal count
        if not validator.is_valid(value) or not is_held(value):
            return
        after = json.loads(json_bytes(conversion.json(value)))
        assert validator.is_valid(without_filled(value, after)), (model.pointer, value, after)
        assert is_same(value, after), (model.pointer, value, after)
        count += 1

    try:
        round_trip()
    except Unsatisfiable:
        return 0
    return count


def without_filled(before: Any, after: Any) -> Any:
    """What came back of what was sent: a default that is invalid is the document's fault."""
    if isinstance(before, dict) and isinstance(after, dict):
        return {name: without_filled(before[name], after[name]) for name in after if name in before}
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return list(map(without_filled, before, after))
    return after


def is_held(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(is_held, value.values()))
    if isinstance(value, list):
        return all(map(is_held, value))
    return not isinstance(value, str) or bool(_HELD_BY_PYTHON.match(value))


def is_same(before: Any, after: Any) -> bool:
    """Equal, members that were filled in aside."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() <= after.keys() and all(
            is_same(before[name], after[name]) for name in before
        )
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(is_same, before, after))
    if isinstance(before, str) and isinstance(after, str):
        return before == after or any(
            read(before) == read(after) is not None for read in (_moment, _date, _uuid)
        )
    return isinstance(before, bool) == isinstance(after, bool) and bool(before == after)


def _moment(text: str) -> datetime | None:
    return _read(datetime.fromisoformat, text)


def _date(text: str) -> date | None:
    return _read(date.fromisoformat, text)


def _uuid(text: str) -> UUID | None:
    return _read(UUID, text)


def _read(read: Any, text: str) -> Any:
    try:
        return read(text.upper())
    except ValueError:
        return None
