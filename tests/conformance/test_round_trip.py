"""JSON to model and back loses nothing, for the bodies of real documents.

Values are drawn from the schemas by schemathesis' generator, which knows all of JSON Schema
2020-12 (hypothesis-jsonschema, unreleased since 2024, stops at draft 7). "Nothing" is meant as
in docs/decisions/0001: whole floats become integers, dates and UUIDs are equal by value, and
members that are absent are filled with the document's defaults.

A few documents by default; ROUND_TRIP=all takes the whole corpus.
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema_rs import ReferencingError

from impl.contract import Contract
from impl.contract.content import json_bytes
from impl.contract.conversion import Conversion
from impl.contract.media_types import is_json
from scripts.generate import any as generate_any
from scripts.mock.draw import strategy_for
from scripts.mock.package import router_factories
from scripts.mock.schemas import ROOT as RESOLVED
from scripts.mock.schemas import Schemas

ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("SPEC_CORPUS", ROOT.parent / "shared/specs"))
TORTURE = ROOT / "tests/generator/cases/torture/openapi.yaml"
QUICK = ("oas31-schema-types.json", "ogen-positive-sample.json", "oai-petstore-expanded.yaml")

_HELD_BY_PYTHON = re.compile(r"(?!0000-|.*:60)")
"""The year 0 and leap seconds have no `datetime`; the runtime answers 422 to them."""


class Body(NamedTuple):
    """A JSON request body: its schema's pointer and the handler's annotation."""

    pointer: str
    annotation: Any


def documents() -> Iterator[Any]:
    wanted = [TORTURE, *(CORPUS / name for name in QUICK)]
    if os.environ.get("ROUND_TRIP") == "all":
        wanted = [TORTURE, *sorted(CORPUS.glob("*"))]
    for spec in wanted:
        marks = [pytest.mark.skipif(not spec.is_file(), reason="set SPEC_CORPUS to the documents")]
        yield pytest.param(spec, id=spec.name, marks=marks)


@pytest.mark.parametrize("spec", [*documents()])
def test_bodies_survive_the_round_trip(spec: Path, tmp_path: Path) -> None:
    assert generate_any.main([str(spec), str(tmp_path), "--allow-unsupported"]) == 0
    package = tmp_path / "generated"
    contract = Contract.load(package / "openapi.json")
    schemas = Schemas(contract.document, "request")
    for body in bodies(package, contract):
        strategy = strategy_for(closed(schemas, body.pointer))
        if strategy is not None and not strategy.is_empty:
            check(contract, body, strategy)


def closed(schemas: Schemas, pointer: str) -> Any:
    schema = schemas.at(pointer)
    try:
        return schemas.closed(schema)
    except ReferencingError:  # it goes by an `$id`
        resolved = schemas.resolved(schema)
        assert resolved is not None
        return resolved.closed(resolved.at(RESOLVED))


def bodies(package: Path, contract: Contract) -> Iterator[Body]:
    for factory in router_factories(package):
        for route in factory(lambda _: None).contract_routes:
            operation = route.operation
            for name, annotation in operation.body.items():
                if is_json(name) and annotation not in (None, Any, bytes):
                    located = contract.locate(f"{operation.pointer}/requestBody")
                    yield Body(located.child("content", name, "schema"), annotation)


def check(contract: Contract, body: Body, strategy: Any) -> None:
    validator = contract.validator(body.pointer, "request")
    conversion = Conversion(body.annotation)

    @settings(
        max_examples=15,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def round_trip(value: Any) -> None:
        if not validator.is_valid(value) or not is_held(value):
            return
        after = json.loads(json_bytes(conversion.json(value)))
        assert validator.is_valid(without_filled(value, after)), (body.pointer, value, after)
        assert is_same(value, after), (body.pointer, value, after)

    round_trip()


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
