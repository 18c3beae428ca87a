import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from exactapi.generate.load import Loaded, load
from generator.conftest import Write

HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n'
HEAD_30 = HEAD.replace("3.1.0", "3.0.4")


def loaded(path: Path) -> Loaded:
    result = load(path)
    assert [str(refusal) for refusal in result.refusals] == []
    return result


def canonical(path: Path) -> Any:
    return loaded(path).api.document


def schemas(write: Write, text: str, head: str = HEAD, **files: str) -> Any:
    document = canonical(write(f"{head}paths: {{}}\n{dedent(text)}", **files))
    return document["components"]["schemas"]


def test_3_0_becomes_3_1_and_ignores_what_stands_beside_a_reference(write: Write) -> None:
    text = """
    paths:
      /a:
        get:
          responses:
            "200": {description: a, content: {application/json: {schema: {$ref: "#/components/schemas/A", type: string}}}}
    components:
      schemas:
        A: {type: object, properties: {a: {type: integer, nullable: true, example: 1}}}
    """  # noqa: E501  # one line per response reads better
    document = canonical(write(HEAD_30 + dedent(text)))
    content = document["paths"]["/a"]["get"]["responses"]["200"]["content"]
    assert document["openapi"] == "3.1.0"
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/A"}
    a = document["components"]["schemas"]["A"]["properties"]["a"]
    assert a == {"type": ["integer", "null"], "examples": [1]}


def test_3_1_keeps_what_stands_beside_a_reference(write: Write) -> None:
    found = schemas(
        write,
        """
        components:
          schemas:
            A: {$ref: "#/components/schemas/B", description: own, minLength: 1}
            B: {type: string}
        """,
    )
    assert found["A"] == {"$ref": "#/components/schemas/B", "description": "own", "minLength": 1}


def test_only_schemas_are_upgraded_not_what_looks_like_one(write: Write) -> None:
    found = schemas(
        write,
        """
        components:
          schemas:
            A:
              type: object
              default: {nullable: true, $ref: nope}
              enum: [{nullable: true, type: string}]
              x-mine: {nullable: true}
              properties: {nullable: {type: boolean}, $ref: {type: string}}
        """,
        HEAD_30,
    )
    assert found["A"] == {
        "type": "object",
        "default": {"nullable": True, "$ref": "nope"},
        "enum": [{"nullable": True, "type": "string"}],
        "x-mine": {"nullable": True},
        "properties": {"nullable": {"type": "boolean"}, "$ref": {"type": "string"}},
    }


def test_files_are_bundled_under_their_own_names(write: Write) -> None:
    found = schemas(
        write,
        """
        components:
          schemas:
            Pet: {$ref: "schemas/pet.yaml"}
            Owner: {properties: {pet: {$ref: "schemas/pet.yaml"}, tag: {$ref: "schemas/common.yaml#/tags/Tag"}}}
            Tag: {type: integer}
        """,  # noqa: E501
        schemas__pet_yaml='{type: object, properties: {tag: {$ref: "common.yaml#/tags/Tag"}, '
        'root: {$ref: "../api.yaml#/components/schemas/Tag"}, self: {$ref: "#"}}}',
        schemas__common_yaml="tags: {Tag: {type: string}}",
    )
    assert found == {
        "Pet": {
            "type": "object",
            "properties": {
                "tag": {"$ref": "#/components/schemas/common_Tag"},
                "root": {"$ref": "#/components/schemas/Tag"},
                "self": {"$ref": "#/components/schemas/Pet"},
            },
        },
        "Owner": {
            "properties": {
                "pet": {"$ref": "#/components/schemas/Pet"},
                "tag": {"$ref": "#/components/schemas/common_Tag"},
            }
        },
        "Tag": {"type": "integer"},
        "common_Tag": {"type": "string"},
    }


def test_path_items_are_inlined_from_wherever_they_are(write: Write) -> None:
    text = """
    paths:
      /a: {$ref: "paths.yaml#/a~1b"}
      /b: {$ref: "#/components/pathItems/B", summary: own}
    components:
      pathItems: {B: {summary: theirs, get: {operationId: b}}}
    """
    result = loaded(
        write(
            HEAD + dedent(text),
            paths_yaml="a/b:\n  get:\n    responses:\n"
            "      '200': {$ref: 'more.yaml#/Fine'}\n      '404': {description: none}\n",
            more_yaml="Fine: {description: fine}",
        )
    )
    paths = result.api.document["paths"]
    assert paths["/a"]["get"]["responses"]["200"] == {"$ref": "#/components/responses/Fine"}
    assert paths["/b"]["summary"] == "own"
    assert paths["/b"]["get"]["operationId"] == "b"
    where = result.locate("/paths/~1a/get/responses/404")
    assert (where.file, where.line, where.column) == ("paths.yaml", 5, 7)


def test_references_may_lead_through_references_and_into_operations(write: Write) -> None:
    text = """
    paths:
      /a~b:
        get:
          parameters: [{$ref: "#/components/parameters/P"}]
          responses: {"200": {description: a}}
    components:
      parameters: {P: {name: p, in: query, schema: {type: string}}}
      schemas:
        A: {$ref: "#/paths/~1a~0b/get/parameters/0/schema"}
        B: {$ref: "#/paths/%2F~1a~0b"}
        C: {$ref: "#/x-schemas/a%20b"}
    x-schemas: {a b: {type: integer, minimum: 0, exclusiveMinimum: true}}
    """.replace('        B: {$ref: "#/paths/%2F~1a~0b"}\n', "")
    found = canonical(write(HEAD + dedent(text)))["components"]["schemas"]
    assert found["A"] == {"$ref": "#/components/parameters/P/schema"}
    assert found["C"] == {"$ref": "#/components/schemas/a_b"}
    assert found["a_b"] == {"type": "integer", "exclusiveMinimum": 0}


def test_a_recursive_reference_leads_to_its_anchor(write: Write) -> None:
    found = schemas(
        write,
        """
        components:
          schemas:
            Tree: {$recursiveAnchor: true, properties: {children: {items: {$recursiveRef: "#"}}}}
        """,
    )
    assert found["Tree"] == {
        "properties": {"children": {"items": {"$ref": "#/components/schemas/Tree"}}}
    }


def test_discriminator_mappings_follow_the_schemas_they_name(write: Write) -> None:
    found = schemas(
        write,
        """
        components:
          schemas:
            Pet:
              oneOf: [{$ref: "cat.yaml"}, {$ref: "#/components/schemas/Dog"}]
              discriminator: {propertyName: kind, mapping: {c: cat.yaml, d: Dog, e: "#/components/schemas/Dog"}}
            Dog: {type: object}
        """,  # noqa: E501
        cat_yaml="{type: object}",
    )
    assert found["Pet"]["discriminator"]["mapping"] == {
        "c": "#/components/schemas/cat",
        "d": "Dog",
        "e": "#/components/schemas/Dog",
    }


def test_older_dialects_are_upgraded_where_they_are_declared(write: Write) -> None:
    found = schemas(
        write,
        """
        components:
          schemas:
            A:
              $schema: http://json-schema.org/draft-07/schema#
              items: [{$ref: "#/components/schemas/B", minLength: 3}]
              additionalItems: false
            B: {type: string}
        """,
    )
    assert found["A"] == {"prefixItems": [{"$ref": "#/components/schemas/B"}], "items": False}


def test_cyclic_files_end(write: Write) -> None:
    found = schemas(
        write,
        'components: {schemas: {A: {$ref: "a.yaml"}}}',
        a_yaml='{properties: {b: {$ref: "b.yaml"}}}',
        b_yaml='{properties: {a: {$ref: "a.yaml"}}}',
    )
    assert found == {
        "A": {"properties": {"b": {"$ref": "#/components/schemas/b"}}},
        "b": {"properties": {"a": {"$ref": "#/components/schemas/A"}}},
    }


def test_a_callback_that_contains_itself_is_refused(write: Write) -> None:
    text = """
    paths:
      /a: {$ref: "#/components/pathItems/A"}
    components:
      pathItems:
        A: {post: {callbacks: {c: {"{$url}": {$ref: "#/components/pathItems/A"}}}}}
    """
    result = load(write(HEAD + dedent(text)))
    assert {refusal.code for refusal in result.refusals} == {"ref-cycle"}


def test_yaml_and_json_of_the_same_document_give_the_same(write: Write) -> None:
    text = 'paths: {}\ncomponents: {schemas: {A: {type: [string, "null"], maxLength: 10}}}\n'
    from_yaml = canonical(write(HEAD + text))
    from_json = canonical(write(json.dumps(from_yaml), name="api.json"))
    assert from_json == from_yaml


@pytest.mark.parametrize("version", ["3.0.0", "3.0.4", "3.1.0", "3.1.2", "3.2.0"])
def test_every_version_in_use_is_read(version: str, write: Write) -> None:
    document = canonical(write(HEAD.replace("3.1.0", version) + "paths: {}"))
    assert document["openapi"].startswith("3.1" if version < "3.2" else "3.2")


def test_examples_that_do_not_match_are_warned_of(write: Write) -> None:
    result = loaded(
        write(
            f"{HEAD}paths: {{}}\n"
            "components: {schemas: {A: {type: string, format: email, examples: [nope]}}}"
        )
    )
    assert [str(warning) for warning in result.warnings] == [
        "api.yaml:4:68 components.schemas.A.examples[0]: example-invalid: "
        '"nope" is not a "email"; correct the example, or the schema'
    ]


def test_a_pattern_that_only_browsers_run_is_served_as_written_with_a_warning(write: Write) -> None:
    text = r"""
    components:
      schemas:
        A: {pattern: '^[\w-.]+$', patternProperties: {'a{': {type: string}}}
    """
    result = loaded(write(f"{HEAD}paths: {{}}\n{dedent(text)}"))
    written = {"pattern": r"^[\w-.]+$", "patternProperties": {"a{": {"type": "string"}}}
    assert result.api.document["components"]["schemas"]["A"] == written
    assert [warning.code for warning in result.warnings] == ["schema-pattern"] * 2


@pytest.mark.parametrize(
    ("schema", "is_told"),
    [
        (r"{pattern: '(?=.*\d).{8,}'}", True),
        (r"{pattern: '\bfoo\b.*bar'}", True),
        (r"{pattern: '(?=.*\d).{8,}', maxLength: 128}", False),
        (r"{pattern: '(?=.*\d).{8,}', maxLength: 100000}", True),
        (r"{pattern: '^(?=.*\d).{8,}$'}", False),
        (r"{pattern: '[a-z]+'}", False),
    ],
)
def test_a_pattern_that_takes_the_square_of_a_strings_length_is_told(
    write: Write, schema: str, is_told: bool
) -> None:
    result = loaded(write(f"{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {schema}}}}}\n"))
    told = ["looks around" in warning.reason for warning in result.warnings]
    assert told == ([True] if is_told else [])


def test_an_annotation_that_is_no_json_schema_is_left_out_with_a_warning(write: Write) -> None:
    text = """
    components:
      schemas:
        A:
          type: object
          description: {$ref: "#/nowhere"}
          properties:
            description: {type: string, examples: {one: a}, deprecated: since 2}
    """
    result = loaded(write(f"{HEAD}paths: {{}}\n{dedent(text)}"))
    written = {"type": "object", "properties": {"description": {"type": "string"}}}
    assert result.api.document["components"]["schemas"]["A"] == written
    assert sorted(warning.pointer for warning in result.warnings) == [
        "/components/schemas/A/description",
        "/components/schemas/A/properties/description/deprecated",
        "/components/schemas/A/properties/description/examples",
    ]


def test_a_rule_about_a_property_that_has_the_name_of_an_annotation_is_refused(
    write: Write,
) -> None:
    text = "components: {schemas: {A: {dependentRequired: {title: text}}}}\n"
    result = load(write(f"{HEAD}paths: {{}}\n{text}"))
    assert [refusal.code for refusal in result.refusals] == ["schema-invalid"]
    assert result.warnings == ()


@pytest.mark.parametrize(("head", "kept"), [(HEAD, {"style", "explode"}), (HEAD_30, set())])
def test_3_0_knows_no_styles_in_multipart_forms(write: Write, head: str, kept: set[str]) -> None:
    text = """
    paths:
      /a:
        post:
          requestBody:
            content:
              multipart/form-data: &form
                schema: {type: object, properties: {a: {type: array, items: {type: string}}}}
                encoding: {a: {style: pipeDelimited, explode: false, contentType: text/plain}}
              application/x-www-form-urlencoded: *form
          responses: {"204": {description: a}}
    """
    document = canonical(write(head + dedent(text)))
    content = document["paths"]["/a"]["post"]["requestBody"]["content"]
    written = {name: media["encoding"]["a"].keys() for name, media in content.items()}
    assert written["multipart/form-data"] == kept | {"contentType"}
    urlencoded = written["application/x-www-form-urlencoded"]
    assert urlencoded == {"style", "explode", "contentType"}
