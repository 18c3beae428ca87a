"""Whatever a schema admits goes through the SDK's model and comes out the same."""

import importlib
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from sdk.test_types import document, every

from exactapi.generate.load import load
from exactapi.generate.python.names import pascal_case
from exactapi.mock.samples.sample import NoSampleError, Sampler
from exactapi.schemas.pointers import join
from exactapi.sdk.build import write_sdk_elsewhere

SEEDS = range(8)


def same(one: Any, other: Any) -> bool:
    """Equal as JSON; moments may be written in another way."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, str) and isinstance(other, str) and one != other:
        try:
            return datetime.fromisoformat(one) == datetime.fromisoformat(other)
        except ValueError:
            return one.casefold() == other.casefold()  # a UUID
    return isinstance(one, bool) is isinstance(other, bool) and one == other


@every
def test_models(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = document(name)
    write_sdk_elsewhere("python", spec, tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "src"), *sys.path])
    package = next((tmp_path / "src").iterdir()).name
    models = importlib.import_module(f"{package}.models")
    runtime = importlib.import_module(f"{package}._runtime.model")
    loaded = load(spec)
    sampler = Sampler(loaded.api.document, "response")
    compared = 0
    for schema in loaded.api.document["components"]["schemas"]:
        model = getattr(models, pascal_case(schema, "Model"), None)
        if model is None:
            continue
        for seed in SEEDS:
            try:
                value = sampler.value(join("/components/schemas", schema), seed)
            except NoSampleError:
                continue
            read = runtime.from_json(TypeAdapter(model), json.dumps(value))
            assert same(json.loads(runtime.to_json(read)), value), (schema, value)
            compared += 1
    assert compared > len(SEEDS)
