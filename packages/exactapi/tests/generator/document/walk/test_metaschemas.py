"""`$schema` and `jsonSchemaDialect`: older drafts, and metaschemas of the author's own."""

from typing import Any

import pytest

from exactapi.generate.load import load
from exactapi.generate.refusals.refusals import RefusedError
from generator.conftest import Write

HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\n'
VOCABULARY = "https://json-schema.org/draft/2020-12/vocab"


def only(write: Write, schema: str, **files: str) -> Any:
    loaded = load(write(f"{HEAD}components: {{schemas: {{A: {schema}}}}}", **files))
    assert loaded.refusals == ()
    return loaded.api.document["components"]["schemas"]["A"]


@pytest.mark.parametrize(
    ("draft", "kept"),
    [
        ("https://json-schema.org/draft/2019-09/schema", {"dependentRequired": {"a": ["b"]}}),
        ("http://json-schema.org/draft-07/schema#", {}),
    ],
)
def test_keywords_that_a_draft_did_not_have_say_nothing(
    write: Write, draft: str, kept: dict[str, Any]
) -> None:
    schema = f'{{$schema: "{draft}", prefixItems: [false], dependentRequired: {{a: [b]}}}}'
    assert only(write, schema) == kept


def test_keywords_of_vocabularies_that_a_metaschema_leaves_out_say_nothing(write: Write) -> None:
    own = f'$vocabulary: {{"{VOCABULARY}/core": true, "{VOCABULARY}/applicator": true}}'
    schema = "{$schema: own.yaml, properties: {a: {minimum: 1, format: date, title: A}}}"
    assert only(write, schema, own_yaml=own) == {"properties": {"a": {"title": "A"}}}


def test_vocabularies_that_need_not_be_known_are_ignored(write: Write) -> None:
    own = f'$vocabulary: {{"{VOCABULARY}/validation": true, "https://example.com/v": false}}'
    assert only(write, "{$schema: own.yaml, minimum: 1}", own_yaml=own) == {"minimum": 1}


def test_a_vocabulary_that_must_be_known_is_refused(write: Write) -> None:
    spec = write(
        f"{HEAD}components: {{schemas: {{A: {{$schema: own.yaml}}}}}}",
        own_yaml='$vocabulary: {"https://example.com/v": true}',
    )
    assert [each.code for each in load(spec).refusals] == ["schema-dialect"]


def test_the_same_holds_for_the_dialect_of_a_whole_document(write: Write) -> None:
    own = f'$vocabulary: {{"{VOCABULARY}/applicator": true}}'
    text = HEAD + "jsonSchemaDialect: own.yaml\ncomponents: {schemas: {A: {not: {type: string}}}}"
    loaded = load(write(text, own_yaml=own))
    assert loaded.api.document["components"]["schemas"] == {"A": {"not": {}}}
    assert "jsonSchemaDialect" not in loaded.api.document
    with pytest.raises(RefusedError, match="schema-dialect"):
        load(write(text.replace("own.yaml", "https://example.com/none")))
