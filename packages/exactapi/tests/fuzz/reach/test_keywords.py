"""Keywords count that some request can break, and no others."""

from typing import Any

import pytest

from fuzz.reach.seeded import BODY, document, reached, sides


def keywords(schema: Any, **options: Any) -> set[str]:
    return set(sides(reached(document(schema, **options)), below=BODY))


@pytest.mark.parametrize(
    ("schema", "counted"),
    [
        ({"type": "string", "minLength": 1, "title": "A", "default": "a"}, {"type", "minLength"}),
        ({"minLength": 0, "minItems": 0, "uniqueItems": False, "required": []}, set()),
        ({"format": "email"}, {"format"}),
        ({"format": "password"}, set()),
        ({"additionalProperties": False}, {"additionalProperties"}),
        ({"additionalProperties": {"type": "null"}}, {"additionalProperties/type"}),
        ({"properties": {"a": {"const": 1}}}, {"properties/a/const"}),
        (
            {"items": {"enum": [1]}, "prefixItems": [{"pattern": "a"}]},
            {"items/enum", "prefixItems/0/pattern"},
        ),
        ({"not": {"type": "null"}}, {"not"}),
        ({"contains": {"type": "null"}, "minContains": 2}, {"contains", "minContains"}),
        ({"if": {"type": "string"}, "then": {"minLength": 2}}, {"then/minLength"}),
        (
            {"anyOf": [{"type": "null"}, {"maximum": 3}]},
            {"anyOf", "anyOf/0/type", "anyOf/1/maximum"},
        ),
        ({"anyOf": [{"type": "null"}, {}]}, {"anyOf/0/type"}),
        ({"dependentRequired": {"a": ["b"]}}, {"dependentRequired"}),
        ({"$id": "https://example.com/", "type": "null"}, set()),
        (True, set()),
    ],
)
def test_what_can_refuse_counts(schema: Any, counted: set[str]) -> None:
    assert keywords(schema) == counted


def test_a_format_of_ours_counts_once_however_it_is_spelt_out() -> None:
    assert keywords({"type": "integer", "format": "int32"}) == {"type", "format"}
    assert keywords({"type": "string", "format": "byte", "pattern": "a"}) == {
        *("type", "format", "pattern")
    }


def test_a_read_only_member_counts_as_what_refuses_it() -> None:
    schema = {"required": ["id"], "properties": {"id": {"type": "string", "readOnly": True}}}
    assert keywords(schema) == {"properties/id/readOnly"}


def test_what_is_referred_to_counts_once_and_may_hold_itself() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    pair = {"properties": {name: {"$ref": "#/components/schemas/Node"} for name in ("a", "b")}}
    reach = reached(document(pair, Node=node))
    assert sides(reach, below="/components") == {"schemas/Node/type": ""}


def test_a_text_is_a_string_whatever_it_says() -> None:
    form = "application/x-www-form-urlencoded"
    texts = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}
    reach = reached(document(texts, media_type=form))
    below = BODY.replace("application~1json", form.replace("/", "~1"))
    assert set(sides(reach, below=below)) == {"properties/b/type"}


def test_what_must_be_there_counts() -> None:
    limit = {"name": "limit", "in": "query", "required": True, "schema": {"type": "integer"}}
    assert set(sides(reached(document(parameters=(limit,))))) == {
        "/paths/~1pets~1{id}/put/parameters/0/schema/format",
        "/paths/~1pets~1{id}/put/parameters/1/required",
        "/paths/~1pets~1{id}/put/parameters/1/schema/type",
        "/paths/~1pets~1{id}/put/requestBody/required",
    }
