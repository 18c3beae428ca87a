"""`$id`, `$anchor` and `$dynamicAnchor`: kept as written, wherever bundling allows it."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema_rs

from exactapi.generate.load import Loaded, load
from generator.conftest import Write

HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\n'
SITE = "https://example.com"


def schemas(path: Path) -> dict[str, Any]:
    loaded = load(path)
    assert loaded.refusals == ()
    found: dict[str, Any] = loaded.api.document["components"]["schemas"]
    return found


def pointers(loaded: Loaded) -> dict[str, Any]:
    found: dict[str, Any] = loaded.api.schemas["components"]["schemas"]
    return found


NAMED: dict[str, Any] = {
    "A": {"$ref": "#here"},
    "B": {"$anchor": "here", "type": "string"},
    "C": {
        "$id": f"{SITE}/c",
        "properties": {
            "own": {"$ref": "#/$defs/D"},
            "whole": {"$ref": "#"},
            "named": {"$ref": "#inner"},
        },
        "$defs": {"D": {"$anchor": "inner", "type": "integer"}},
    },
    "E": {"$ref": f"{SITE}/c#/$defs/D"},
}


def test_names_and_what_refers_to_them_stay_as_written(write: Write) -> None:
    assert schemas(write(HEAD + f"components: {{schemas: {NAMED!r}}}")) == NAMED


def test_emitters_see_pointers_instead_of_names(write: Write) -> None:
    found = pointers(load(write(HEAD + f"components: {{schemas: {NAMED!r}}}")))
    assert found["A"] == {"$ref": "#/components/schemas/B"}
    assert found["B"] == {"type": "string"}
    assert found["C"]["properties"] == {
        "own": {"$ref": "#/components/schemas/C/$defs/D"},
        "whole": {"$ref": "#/components/schemas/C"},
        "named": {"$ref": "#/components/schemas/C/$defs/D"},
    }
    assert "$id" not in found["C"]
    assert found["E"] == {"$ref": "#/components/schemas/C/$defs/D"}


TREES = f"""
    components:
      schemas:
        Tree:
          $id: {SITE}/tree
          $dynamicAnchor: node
          properties: {{children: {{items: {{$dynamicRef: "#node"}}}}}}
        Strict:
          $id: {SITE}/strict
          $dynamicAnchor: node
          $ref: tree
          unevaluatedProperties: false
    """


def test_a_dynamic_reference_keeps_its_scope_and_means_all_candidates(write: Write) -> None:
    loaded = load(write(HEAD + dedent(TREES)))
    assert loaded.refusals == ()
    tree = loaded.api.document["components"]["schemas"]["Tree"]
    assert tree["properties"]["children"]["items"] == {"$dynamicRef": "#node"}
    assert pointers(loaded)["Tree"]["properties"]["children"]["items"] == {
        "allOf": [
            {
                "anyOf": [
                    {"$ref": "#/components/schemas/Tree"},
                    {"$ref": "#/components/schemas/Strict"},
                ]
            }
        ]
    }


def test_a_reference_and_a_dynamic_one_in_the_same_schema_both_count(write: Write) -> None:
    text = """
    components:
      schemas:
        A: {$dynamicAnchor: a, type: object}
        B: {minProperties: 1}
        C: {$ref: "#/components/schemas/B", $dynamicRef: "#a"}
    """
    loaded = load(write(HEAD + dedent(text)))
    assert loaded.refusals == ()
    found = loaded.api.document["components"]["schemas"]["C"]
    assert found == {"$ref": "#/components/schemas/B", "$dynamicRef": "#a"}
    schema = {"$ref": "urn:d#/components/schemas/C"}
    registry = jsonschema_rs.Registry([("urn:d", dict(loaded.api.schemas))])
    judge = jsonschema_rs.Draft202012Validator(schema, registry=registry)
    assert [judge.is_valid(each) for each in ({"a": 1}, {}, [1])] == [True, False, False]


def test_openapi_3_0_knows_no_names(write: Write) -> None:
    text = """
    openapi: 3.0.4
    info: {title: T, version: "1"}
    paths: {}
    components:
      schemas:
        A: {$id: "https://example.com/a", properties: {b: {$ref: "#/components/schemas/B"}}}
        B: {$anchor: b, type: string}
    """
    found = schemas(write(dedent(text)))
    assert found["A"] == {"properties": {"b": {"$ref": "#/components/schemas/B"}}}
    assert found["B"] == {"type": "string"}


def test_an_id_among_values_is_a_value(write: Write) -> None:
    text = """
    components:
      schemas:
        A: {$ref: "https://example.com/a"}
        B: {enum: [{$id: "https://example.com/a", type: "null"}]}
        C: {$id: "https://example.com/a", type: string}
        D: {x-old: {$anchor: d}, const: {$anchor: d}, properties: {const: {$anchor: d}}}
        E: {$ref: "#d"}
    """
    loaded = load(write(HEAD + dedent(text)))
    assert loaded.refusals == ()
    assert pointers(loaded)["A"] == {"$ref": "#/components/schemas/C"}
    assert pointers(loaded)["E"] == {"$ref": "#/components/schemas/D/properties/const"}


def test_the_metaschema_needs_no_network(write: Write) -> None:
    meta = "https://json-schema.org/draft/2020-12/schema"
    found = schemas(write(HEAD + f"components: {{schemas: {{A: {{$ref: {meta!r}}}}}}}"))
    assert found["A"] == {"$ref": meta}


def test_files_with_ids_refer_to_each_other_by_them(write: Write) -> None:
    path = write(
        HEAD + "components: {schemas: {User: {$ref: schemas/user.yaml}}}",
        schemas__user_yaml=f"""
        $id: {SITE}/schemas/user.yaml
        properties: {{home: {{$ref: address.yaml}}, code: {{$ref: "address.yaml#code"}}}}
        """,
        schemas__address_yaml=f"""
        $id: {SITE}/schemas/address.yaml
        properties: {{code: {{$anchor: code, type: string}}}}
        """,
    )
    found = schemas(path)
    assert found["User"]["$id"] == f"{SITE}/schemas/user.yaml"
    assert found["User"]["properties"]["home"] == {"$ref": "address.yaml"}
    assert found["address"]["$id"] == f"{SITE}/schemas/address.yaml"
    assert found["address"]["properties"]["code"]["$anchor"] == "code"


def test_a_name_goes_where_bundling_hides_what_it_refers_to(write: Write) -> None:
    path = write(
        HEAD + "components: {schemas: {User: {$ref: user.yaml}}}",
        user_yaml=f"""
        $id: {SITE}/user.yaml
        properties: {{home: {{$ref: "address.yaml#/home"}}, self: {{$ref: "#"}}}}
        """,
        address_yaml="home: {type: string}",
    )
    assert schemas(path) == {
        "User": {
            "properties": {
                "home": {"$ref": "#/components/schemas/home"},
                "self": {"$ref": "#/components/schemas/User"},
            }
        },
        "home": {"type": "string"},
    }


def test_a_part_of_a_file_is_read_below_the_files_id(write: Write) -> None:
    path = write(
        HEAD + 'components: {schemas: {Home: {$ref: "user.yaml#/$defs/home"}}}',
        user_yaml=f"""
        $id: {SITE}/user.yaml
        $defs: {{home: {{items: {{$ref: "#/$defs/street"}}}}, street: {{type: string}}}}
        """,
    )
    assert schemas(path) == {
        "Home": {"items": {"$ref": "#/components/schemas/street"}},
        "street": {"type": "string"},
    }


def test_what_a_refusal_leaves_behind_refers_to_what_is_there(write: Write) -> None:
    text = """
    components:
      schemas:
        A: {$id: "https://example.com/a", $ref: "#/$defs/b", $defs: {b: 1}}
        C: {$ref: "https://example.com/a"}
    """
    loaded = load(write(HEAD + dedent(text)))
    assert {refusal.code for refusal in loaded.refusals} == {"structure"}
    found = loaded.api.document["components"]["schemas"]
    assert found["A"] == {"$id": "https://example.com/a", "$defs": {}}
    assert found["C"] == {"$ref": "https://example.com/a"}


RELATIVE = HEAD + (
    f"components: {{schemas: {{A: {{$id: '{SITE}/a', properties: {{b: {{$ref: b.yaml}}}}}}}}}}"
)


def test_what_is_relative_to_an_id_is_read_from_a_copy_beside_the_document(write: Write) -> None:
    found = load(write(RELATIVE, b_yaml="type: integer")).api.schemas["components"]["schemas"]
    assert found["A"]["properties"] == {"b": {"$ref": "#/components/schemas/b"}}
    assert found["b"] == {"type": "integer"}


def test_without_a_copy_it_is_on_another_machine(write: Write) -> None:
    (refusal,) = load(write(RELATIVE)).refusals
    assert (refusal.code, refusal.reason) == (
        "ref-remote",
        f"`{SITE}/b.yaml` leads to another machine",
    )


def test_a_plain_and_a_dynamic_anchor_of_one_name_are_no_two_schemas(write: Write) -> None:
    named = {
        "A": {"$ref": "#one"},
        "B": {"$anchor": "one", "$dynamicAnchor": "one", "type": "string"},
    }
    assert schemas(write(HEAD + f"components: {{schemas: {named!r}}}")) == named
