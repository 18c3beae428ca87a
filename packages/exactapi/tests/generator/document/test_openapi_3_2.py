"""What OpenAPI 3.2 adds to a document itself: its own URI, trees of tags, the device flow."""

from pathlib import Path

import pytest

from exactapi.generate.load import Loaded, load
from generator.conftest import Write

HEAD = 'openapi: 3.2.0\ninfo: {title: T, version: "1"}\n'
OK = '{responses: {"204": {description: d}}}'


def warned(loaded: Loaded) -> list[tuple[str, int]]:
    assert not loaded.refusals, loaded.refusals
    return [(each.code, each.location.line) for each in loaded.warnings]


def test_a_reference_may_name_the_document_by_its_own_uri(write: Write) -> None:
    operation = (
        '{responses: {"200": {description: d, content: {application/json: {schema: '
        '{$ref: "/openapi#/components/schemas/A"}}}}}}'
    )
    schemas = (
        'components: {schemas: {A: {type: integer}, B: {$ref: "https://x.example/openapi#'
        '/components/schemas/A"}, C: {$ref: "pets.yaml#/A"}}}'
    )
    text = (
        f"{HEAD}$self: https://x.example/openapi\npaths: {{/a: {{get: {operation}}}}}\n{schemas}\n"
    )
    loaded = load(write(text, pets_yaml="A: {type: string}\n"))
    assert warned(loaded) == []
    document = loaded.api.document
    assert document["$self"] == "https://x.example/openapi"
    assert document["components"]["schemas"]["B"] == {"$ref": "#/components/schemas/A"}
    content = document["paths"]["/a"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/A"}


def test_tags_have_parents_kinds_and_summaries(write: Write) -> None:
    tags = "tags:\n- {name: a, parent: b, kind: nav, summary: A}\n- {name: b, kind: audience}\n"
    loaded = load(write(f"{HEAD}{tags}paths: {{/a: {{get: {OK}}}}}\n"))
    assert warned(loaded) == []
    assert loaded.api.document["tags"][0]["parent"] == "b"


@pytest.mark.parametrize(
    ("tags", "lines"),
    [
        ("- {name: a, parent: b}\n- {name: b, parent: z}\n", [5]),
        ("- {name: a, parent: b}\n- {name: b, parent: a}\n", [4, 5]),
        ("- {name: a, parent: a}\n", [4]),
    ],
)
def test_a_parent_that_is_no_tag_or_below_itself_is_warned_of(
    write: Write, tags: str, lines: list[int]
) -> None:
    loaded = load(write(f"{HEAD}tags:\n{tags}paths: {{/a: {{get: {OK}}}}}\n"))
    assert warned(loaded) == [("tag-parent", line) for line in lines]


def test_the_device_flow_grants_scopes(write: Write) -> None:
    flow = "{deviceAuthorizationUrl: /d, tokenUrl: /t, scopes: {read: Read.}}"
    scheme = f"{{type: oauth2, oauth2MetadataUrl: /m, flows: {{deviceAuthorization: {flow}}}}}"
    operation = OK.replace("{", "{security: [{device: [read, write]}], ", 1)
    text = f"{HEAD}paths:\n  /a:\n    get: {operation}\n"
    text += f"components: {{securitySchemes: {{device: {scheme}}}}}\n"
    assert warned(load(write(text))) == [("security-scope", 5)]


def test_what_is_misspelt_in_a_flow_is_warned_of(write: Write) -> None:
    scheme = "{type: oauth2, flows: {deviceAuthorization: {tokenURL: /t, scopes: {}}}}"
    text = f"{HEAD}paths: {{/a: {{get: {OK}}}}}\n"
    text += f"components:\n  securitySchemes: {{device: {scheme}}}\n"
    assert {code for code, _ in warned(load(write(text)))} == {"member-unknown", "structure"}


def test_the_uri_of_a_document_is_a_string(tmp_path: Path, write: Write) -> None:
    loaded = load(write(f"{HEAD}$self: 1\npaths: {{/a: {{get: {OK}}}}}\n"))
    assert [each.code for each in loaded.refusals] == ["structure"]
