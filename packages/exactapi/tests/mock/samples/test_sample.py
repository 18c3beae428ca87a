"""`sample` gives valid, deterministic values, the document's own where there are any."""

import subprocess
import sys
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, Registry

from exactapi.mock.samples.sample import NoSampleError, sample

PLACE = "/components/schemas/Thing"

BASE = "https://schemas.example"

IDENTIFIED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "base URI": (
        {
            "$id": f"{BASE}/thing",
            "required": ["size", "kind"],
            "properties": {"size": {"$ref": "#/$defs/size"}, "kind": {"$ref": "kind"}},
            "$defs": {"size": {"type": "integer"}, "other": {"$id": "kind", "const": "x"}},
        },
        {},
    ),
    "anchor": (
        {
            "$id": f"{BASE}/thing",
            "required": ["size"],
            "properties": {"size": {"$ref": "#whole"}},
            "$defs": {"size": {"$anchor": "whole", "type": "integer"}},
        },
        {},
    ),
    "list of what the reader says": (
        {
            "$id": f"{BASE}/numbers",
            "$ref": f"{BASE}/list",
            "$defs": {"item": {"$dynamicAnchor": "item", "type": "integer", "minimum": 3}},
        },
        {
            "$id": f"{BASE}/list",
            "type": "array",
            "minItems": 1,
            "items": {"$dynamicRef": "#item"},
            "$defs": {"item": {"$dynamicAnchor": "item", "not": True}},
        },
    ),
    "tree of what the reader says": (
        {
            "$id": f"{BASE}/strict",
            "$dynamicAnchor": "node",
            "$ref": f"{BASE}/tree",
            "unevaluatedProperties": False,
        },
        {
            "$id": f"{BASE}/tree",
            "$dynamicAnchor": "node",
            "type": "object",
            "required": ["data"],
            "properties": {
                "data": {"type": "integer"},
                "children": {"type": "array", "items": {"$dynamicRef": "#node"}},
            },
        },
    ),
}
"""A schema, and another one that it refers to by its `$id`."""

STANDARD_FORMATS = (
    *("date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname"),
    *("ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uri-template", "uuid"),
    *("json-pointer", "relative-json-pointer", "regex"),
)
"""JSON Schema Validation 2020-12, section 7.3."""

INTRICATE: dict[str, Any] = {
    "look-ahead": {"type": "string", "pattern": "^(?=.*\\d)[a-z\\d]{6,9}$"},
    "format and length": {"type": "string", "format": "uri", "maxLength": 14},
    "decimal steps": {"type": "number", "multipleOf": 0.01, "minimum": 0.1, "maximum": 0.12},
    "narrow interval": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1e-6},
    "integers on a fractional grid": {"type": "integer", "multipleOf": 2.5, "minimum": 6},
    "unique choices": {
        "type": "array",
        "items": {"enum": ["a", "b", "c"]},
        "minItems": 3,
        "uniqueItems": True,
    },
    "tuple with a required find": {
        "type": "array",
        "prefixItems": [{"type": "string"}, {"type": "integer"}],
        "contains": {"const": None},
        "minContains": 2,
    },
    "map": {
        "type": "object",
        "propertyNames": {"pattern": "^[a-f]{2}$"},
        "additionalProperties": {"type": "integer"},
        "minProperties": 3,
    },
    "members that need others": {
        "type": "object",
        "required": ["card"],
        "properties": {"card": {"type": "string"}, "cvc": {"type": "integer"}},
        "dependentRequired": {"card": ["cvc"]},
        "dependentSchemas": {"card": {"required": ["holder"]}},
    },
    "conditional": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": ["a", "b"]}},
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"required": ["x"], "properties": {"x": {"type": "integer"}}},
        "else": {"required": ["y"], "properties": {"y": {"type": "string"}}},
    },
    "nothing left over": {
        "allOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
            {"properties": {"b": {"type": "integer"}}, "required": ["b"]},
        ],
        "unevaluatedProperties": False,
    },
    "branches that overlap": {
        "oneOf": [
            {"type": "object", "properties": {"doors": {"type": "integer"}}},
            {"type": "object", "properties": {"wheels": {"type": "integer"}}},
        ]
    },
    "all but": {"type": ["string", "integer"], "not": {"type": "string"}},
    "no type": {"minimum": 5, "maximum": 6},
    "anything": True,
}


def document(schema: Any, **others: Any) -> dict[str, Any]:
    return {"openapi": "3.1.0", "components": {"schemas": {"Thing": schema, **others}}}


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("name", INTRICATE)
def test_a_value_of_an_intricate_schema_is_valid(name: str, seed: int) -> None:
    schema = INTRICATE[name]
    value = sample(document(schema), PLACE, "response", seed)
    assert Draft202012Validator(schema, validate_formats=True).is_valid(value), value


@pytest.mark.parametrize("name", IDENTIFIED)
def test_references_by_identifier_are_followed(name: str) -> None:
    schema, other = IDENTIFIED[name]
    registry = Registry([(str(other["$id"]), other)]) if other else None
    judge = Draft202012Validator(schema, registry=registry)
    value = sample(document(schema, Other=other), PLACE, "response", 1)
    assert judge.is_valid(value), value


@pytest.mark.parametrize("name", STANDARD_FORMATS)
def test_a_value_of_each_standard_format_is_one(name: str) -> None:
    schema = {"type": "string", "format": name}
    for seed in range(20):
        value = sample(document(schema), PLACE, "response", seed)
        assert Draft202012Validator(schema, validate_formats=True).is_valid(value), value


def test_the_documents_example_is_preferred_if_it_is_valid() -> None:
    valid = {"type": "integer", "examples": ["seven", 7]}
    assert sample(document(valid), PLACE, "response", 1) == 7


def test_an_invalid_example_is_not_used() -> None:
    value = sample(document({"type": "integer", "example": "seven"}), PLACE, "response", 1)
    assert isinstance(value, int)


def test_examples_deep_inside_are_used() -> None:
    pet = {"type": "object", "properties": {"name": {"type": "string", "example": "Rex"}}}
    pets = {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    assert sample(document(pets, Pet=pet), PLACE, "response", 1) == [{"name": "Rex"}]


def test_each_direction_has_its_members() -> None:
    schema = {
        "type": "object",
        "required": ["id", "password", "name"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "password": {"type": "string", "writeOnly": True},
            "name": {"type": "string"},
        },
    }
    request = sample(document(schema), PLACE, "request", 1)
    response = sample(document(schema), PLACE, "response", 1)
    assert (request.keys(), response.keys()) == ({"password", "name"}, {"id", "name"})


def test_the_discriminator_says_which_branch_it_is() -> None:
    def pet(member: str) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["kind", member],
            "properties": {"kind": {"type": "string"}, member: {"type": "boolean"}},
        }

    schema = {
        "oneOf": [{"$ref": "#/components/schemas/Dog"}, {"$ref": "#/components/schemas/Cat"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"dog": "#/components/schemas/Dog", "cat": "#/components/schemas/Cat"},
        },
    }
    whole = document(schema, Dog=pet("barks"), Cat=pet("purrs"))
    for seed in range(6):
        value = sample(whole, PLACE, "response", seed)
        assert ("barks" in value) == (value["kind"] == "dog")


def test_recursion_ends() -> None:
    schema = {
        "type": "object",
        "properties": {
            "left": {"$ref": "#/components/schemas/Thing"},
            "right": {"$ref": "#/components/schemas/Thing"},
            "name": {"type": "string"},
        },
        "required": ["name"],
    }
    assert sample(document(schema), PLACE, "response", 1)["left"]["name"]


def test_seeds_vary_and_repeat() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}
    values = [str(sample(document(schema), PLACE, "response", seed)) for seed in range(20)]
    again = [str(sample(document(schema), PLACE, "response", seed)) for seed in range(20)]
    assert values == again
    assert len(set(values)) > 10


@pytest.mark.slow
def test_every_process_makes_the_same_value() -> None:
    program = (
        "from exactapi.mock.samples.sample import sample;"
        "thing = {'minProperties': 3, 'properties': {'id': {'pattern': '^[a-z]+$'}}};"
        "document = {'components': {'schemas': {'T': thing}}};"
        "print(sample(document, '/components/schemas/T', 'request', 4))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"type": "integer", "minimum": 3, "maximum": 2},
        {"allOf": [{"const": 1}, {"const": 2}]},
    ],
)
def test_an_unsatisfiable_schema_is_named(schema: Any) -> None:
    with pytest.raises(NoSampleError, match=r"#/components/schemas/Thing: no value satisfies"):
        sample(document(schema), PLACE, "response", 1)


@pytest.mark.slow
def test_what_requires_more_than_any_answer_could_hold_is_given_up() -> None:
    names = [f"p{number}" for number in range(10)]
    schemas: dict[str, Any] = {"S20": {"type": "string"}}
    for number in range(20):
        following = {"$ref": f"#/components/schemas/S{number + 1}"}
        members = dict.fromkeys(names, following)
        schemas[f"S{number}"] = {"type": "object", "required": names, "properties": members}
    with pytest.raises(NoSampleError):
        sample({"components": {"schemas": schemas}}, "/components/schemas/S0", "response", 1)
