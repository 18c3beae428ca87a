"""A few lines that stand for very much: read in time, bounded, and never a traceback."""

import json
from pathlib import Path
from typing import Any

import pytest

from exactapi.generate.document.walk import canonical
from exactapi.generate.load import Loaded, load
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.models.shapes.shapes import Scalar, Union
from exactapi.generate.package.emit import Package, write_inputs
from exactapi.generate.plan import plan
from generator.conftest import Write

pytestmark = pytest.mark.slow

Json = dict[str, Any]
LEAF: Json = {"type": "object", "properties": {"a": {"type": "string"}}}


def _read(write: Write, schemas: Json, tmp_path: Path, **others: Any) -> Loaded:
    """Both halves of the front: the document, and the inputs of the code generators."""
    reference = {"$ref": f"#/components/schemas/{next(iter(schemas))}"} if schemas else {}
    body = {"content": {"application/json": {"schema": reference}}}
    query = {"name": "q", "in": "query", "schema": reference}
    responses = {"204": {"description": "-"}}
    operation = {"parameters": [query], "requestBody": body, "responses": responses}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": schemas},
    }
    loaded = load(write(json.dumps(document | others), name="api.json"))
    work = tmp_path / "work"
    work.mkdir()
    write_inputs(Package(loaded.api, loaded.overlay, "api.json", Path("handlers")), work)
    return loaded


def _chain(length: int, link: Any) -> Json:
    """Schemas of which each holds what `link` makes of a reference to the next."""
    schemas = {
        f"S{number}": link({"$ref": f"#/components/schemas/S{number + 1}"})
        for number in range(length)
    }
    return schemas | {f"S{length}": LEAF}


@pytest.mark.parametrize("length", [7, 40])
@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_references_that_multiply_at_each_step_are_refused_where_they_are_too_many(
    keyword: str, length: int, write: Write, tmp_path: Path
) -> None:
    loaded = _read(write, _chain(length, lambda ref: {keyword: [ref] * 4}), tmp_path)
    assert {each.code for each in loaded.refusals} == ({"too-many-nodes"} if length > 7 else set())


def test_an_example_that_would_be_checked_without_end_is_warned_of(
    write: Write, tmp_path: Path
) -> None:
    branch = {"$ref": "#/components/schemas/A"}
    example: Json = {}
    for _ in range(60):
        example = {"a": example}
    schema = {"properties": {"a": {"oneOf": [branch, branch]}}, "examples": [example]}
    loaded = _read(write, {"A": schema}, tmp_path)
    assert [each.code for each in loaded.warnings] == ["example-invalid"]


def test_members_beside_alternatives_that_double_do_not_add_up(
    write: Write, tmp_path: Path
) -> None:
    schemas = _chain(12, lambda ref: {**LEAF, "anyOf": [ref, {"allOf": [ref]}]})
    assert not _read(write, schemas, tmp_path).refusals


def test_members_in_conflict_without_end_do_not_add_up(write: Write, tmp_path: Path) -> None:
    def recursive(name: str) -> Json:
        members = {each: {"$ref": f"#/components/schemas/{name}"} for each in "abc"}
        return {"type": "object", "title": name, "properties": members}

    both = [{"$ref": "#/components/schemas/X"}, {"$ref": "#/components/schemas/Y"}]
    schemas = {"A": {"allOf": both}, "X": recursive("X"), "Y": recursive("Y")}
    assert not _read(write, schemas, tmp_path).refusals


@pytest.mark.parametrize(
    "link",
    [
        lambda ref: {"allOf": [ref]},
        lambda ref: {"allOf": [ref, {"type": "object"}]},
        lambda ref: {"anyOf": [ref, {"type": "null"}]},
        lambda ref: {"not": ref},
        lambda ref: {"if": True, "then": ref},
        lambda ref: {"dependentSchemas": {"a": ref}},
    ],
)
def test_schemas_that_apply_each_other_to_one_value_are_bounded(
    link: Any, write: Write, tmp_path: Path
) -> None:
    loaded = _read(write, _chain(600, link), tmp_path)
    assert {each.code for each in loaded.refusals} == {"too-many-nodes"}


@pytest.mark.parametrize(
    "link",
    [
        lambda ref: {"type": "object", "properties": {"a": ref}},
        lambda ref: {"type": "array", "items": ref},
        lambda ref: {"type": "object", "additionalProperties": ref},
    ],
)
def test_a_long_chain_of_members_or_items_is_no_recursion_error(
    link: Any, write: Write, tmp_path: Path
) -> None:
    assert not _read(write, _chain(600, link), tmp_path).refusals


def test_classes_far_down_a_chain_keep_their_members() -> None:
    schemas = _chain(200, lambda ref: {"type": "object", "properties": {"next": ref}})
    reader = Reader({"components": {"schemas": schemas}})
    reader.shape("/components/schemas/S0", "", "output")
    classes = reader.finished().classes
    assert classes.keys() == schemas.keys()
    assert all(len(each.fields) == 1 for each in classes.values())


def test_members_that_many_schemas_repeat_are_bounded() -> None:
    base = {"type": "object", "properties": {f"p{number}": {} for number in range(500)}}
    part = {"allOf": [{"$ref": "#/components/schemas/Base"}, {"type": "object"}]}
    schemas = {"Base": base} | {f"S{number}": part for number in range(500)}
    reader = Reader({"components": {"schemas": schemas}})
    for pointer in reader.components():
        reader.shape(pointer, "", "output")
    members = sum(len(each.fields) for each in reader.finished().classes.values())
    assert 500 < members < 20_000


def test_path_items_that_double_at_each_step_are_refused(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canonical, "_MAX_REPEATED", 2000)
    responses = {"204": {"description": "-"}}

    def item(number: int) -> Json:
        urls = {url: {"$ref": f"#/components/pathItems/P{number + 1}"} for url in "xy"}
        callbacks = {"callbacks": {"told": urls}} if number < 30 else {}
        return {"post": {"responses": responses, **callbacks}}

    items = {f"P{number}": item(number) for number in range(31)}
    paths = {"/a": {"$ref": "#/components/pathItems/P0"}}
    loaded = _read(write, {}, tmp_path, paths=paths, components={"pathItems": items})
    assert {refusal.code for refusal in loaded.refusals} == {"too-many-nodes"}


@pytest.mark.parametrize(("length", "refused"), [(49, 0), (60, 9)])
def test_a_chain_of_references_has_at_most_fifty_links(
    length: int, refused: int, write: Write, tmp_path: Path
) -> None:
    loaded = _read(write, _chain(length, lambda ref: ref), tmp_path)
    found = [each for each in loaded.refusals if each.pointer.startswith("/components")]
    assert [refusal.code for refusal in found] == ["ref-cycle"] * refused


@pytest.mark.parametrize(("count", "kind"), [(500, Union), (501, Scalar)])
def test_a_choice_of_very_many_types_is_any(count: int, kind: type) -> None:
    branches = [{"type": "object", "properties": {f"p{each}": {}}} for each in range(count)]
    reader = Reader({"x": {"oneOf": branches}})
    assert isinstance(reader.shape("/x", "X", "output"), kind)


@pytest.mark.parametrize(("server", "segments", "refused"), [("/", 100, 0), ("/v1/", 100, 1)])
def test_a_path_has_at_most_a_hundred_segments(
    server: str, segments: int, refused: int, write: Write, tmp_path: Path
) -> None:
    get = {"get": {"responses": {"204": {"description": "-"}}}}
    paths = {"/a" * segments: get}
    loaded = _read(write, {}, tmp_path, paths=paths, servers=[{"url": server}])
    assert [each.code for each in loaded.refusals] == ["path-syntax"] * refused


def test_a_tag_of_any_length_names_a_file(write: Write, tmp_path: Path) -> None:
    get = {"get": {"tags": ["t" * 5000], "responses": {"204": {"description": "-"}}}}
    [module] = plan(_read(write, {}, tmp_path, paths={"/a": get}).api)
    assert module.name == "t" * 100
