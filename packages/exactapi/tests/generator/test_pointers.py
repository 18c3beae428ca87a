"""Names that JSON pointers and URI fragments must escape, from a document to its classes."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exactapi.document.contract import Contract
from exactapi.generate.ir import DeclaredOperation
from exactapi.generate.load import load
from exactapi.generate.models.shapes.reader import Reader
from exactapi.generate.models.shapes.shapes import Field, Named, Scalar
from exactapi.schemas.pointers import fragment, join, value_at

DATE = {"type": "string", "format": "date"}
PIECES = ["a", "%", "~", "/", "~1", "%2F", "é", " ", "👍"]
NAMES = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)


def document(path: str, name: str) -> dict[str, Any]:
    """Every place of an operation that has a schema, below a path and members of these names."""
    body = {"type": "object", "required": [name], "properties": {name: DATE, "other": {}}}
    whole = {"$ref": fragment(join("/components/schemas", name))}
    member = {"$ref": fragment(join("/components/schemas", name, "properties", name))}
    answer = {"type": "object", "properties": {"whole": whole, "member": member}}
    operation = {
        "parameters": [
            {"name": "day", "in": "query", "required": True, "schema": DATE},
            {"name": "same", "in": "query", "schema": member},
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {"description": "", "content": {"application/json": {"schema": answer}}}
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Names", "version": "1"},
        "paths": {path: {"post": operation}},
        "components": {"schemas": {name: body}},
    }


def read(source: dict[str, Any]) -> tuple[dict[str, Any], DeclaredOperation]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "api.json"
        path.write_text(json.dumps(source))
        loaded = load(path)
    assert [each.code for each in loaded.refusals] == []
    (operation,) = loaded.api.operations
    return dict(loaded.api.schemas), operation


def field(reader: Reader, shape: object, name: str) -> Field:
    assert isinstance(shape, Named)
    fields = reader.models.classes[shape.name].fields
    return next(each for each in fields if each.name == name)


@given(NAMES, NAMES)
@example("a%20b", "a%20b")
@example("a%2Fb", "a/b")
@example("", "")
@example("~", "~01")
@settings(max_examples=60)
def test_a_name_means_the_same_to_document_model_and_validator(segment: str, name: str) -> None:
    source = document(f"/{segment}", name)
    canonical, operation = read(source)
    assert value_at(canonical, operation.pointer) is canonical["paths"][f"/{segment}"]["post"]
    assert canonical["components"]["schemas"][name] == source["components"]["schemas"][name]

    day, same = operation.parameters
    assert operation.body is not None
    sent = operation.body.content[0].schema
    answered = operation.responses[0].content[0].schema
    assert day.schema and same.schema and sent and answered  # noqa: PT018  # each narrows a type
    reader = Reader(canonical)
    assert reader.shape(day.schema, "Day", "input") == Scalar("date")
    assert reader.shape(same.schema, "Same", "input") == Scalar("date")
    assert field(reader, reader.shape(sent, "Body", "input"), name).shape == Scalar("date")
    answer = reader.shape(answered, "Answer", "output")
    assert field(reader, answer, "member").shape == Scalar("date")
    whole = field(reader, answer, "whole").shape
    assert field(reader, whole, name).shape == Scalar("date")

    contract = Contract(canonical, b"")
    assert contract.locate(operation.pointer).pointer == operation.pointer
    for pointer in (day.schema, same.schema):
        assert contract.validator(pointer, "request").is_valid("2024-02-29")
        assert not contract.validator(pointer, "request").is_valid("2023-02-29")
    valid, wrong = {name: "2024-02-29"}, {name: "2023-02-29"}
    assert contract.validator(sent, "request").is_valid(valid)
    assert not contract.validator(sent, "request").is_valid({})
    (error,) = contract.validator(sent, "request").errors(wrong)
    assert error.code == "format"
    judge = contract.validator(answered, "response")
    assert judge.is_valid({"whole": valid, "member": "2024-02-29"})
    assert not judge.is_valid({"whole": wrong})
    assert not judge.is_valid({"member": "2023-02-29"})


@pytest.mark.parametrize("keyword", ["readOnly", "writeOnly"])
def test_a_direction_counts_behind_an_escaped_reference(keyword: str) -> None:
    source = document("/a", "a b%")
    schema = source["components"]["schemas"]["a b%"]
    schema["properties"]["other"] = {keyword: True}
    canonical, _ = read(source)
    reader = Reader(canonical)
    pointer = "/paths/~1a/post/responses/200/content/application~1json/schema"
    names = {way: reader.shape(pointer, "Answer", way) for way in ("input", "output")}
    assert names["input"] != names["output"]
