"""A keyword is reached by a request that keeps it and is accepted, and one that breaks it."""

from typing import Any

import pytest

from exactapi.fuzz.exchanges import Exchange
from fuzz.reach.seeded import BODY, LABEL, PET, document, exchange, reached, sides

NAME = {"type": "object", "required": ["name"], "properties": {"name": {"minLength": 3}}}


def body_sides(schema: Any, *exchanges: Exchange, **components: Any) -> dict[str, str]:
    return sides(reached(document(schema, **components), *exchanges), below=BODY)


def test_both_sides_are_seen() -> None:
    found = body_sides(NAME, exchange({"name": "abc"}, 200), exchange({"name": "ab"}, 422))
    assert found == {"type": "kept", "required": "kept", "properties/name/minLength": "broken kept"}


def test_what_is_absent_keeps_nothing() -> None:
    schema = {"properties": {"name": {"minLength": 3}}, "items": {"type": "null"}}
    assert body_sides(schema, exchange({}, 200), exchange([], 200)) == {
        "properties/name/minLength": "",
        "items/type": "",
    }
    assert body_sides(schema, exchange([None], 200))["items/type"] == "kept"


def test_a_value_of_another_type_keeps_nothing() -> None:
    assert body_sides({"minimum": 3}, exchange("a", 200)) == {"minimum": ""}
    assert body_sides({"minimum": 3}, exchange(True, 200)) == {"minimum": ""}


@pytest.mark.parametrize("status", [401, 403, 404, 409, 429, 500])
def test_what_was_turned_away_for_another_reason_reaches_nothing(status: int) -> None:
    found = body_sides(NAME, exchange({"name": "abc"}, status), exchange({"name": "a"}, status))
    assert set(found.values()) == {""}


def test_an_accepted_request_breaks_nothing_and_a_refused_one_keeps_nothing() -> None:
    found = body_sides(NAME, exchange({"name": "a"}, 200), exchange({"name": "abc"}, 422))
    assert set(found.values()) == {""}


def test_alternatives_are_kept_by_those_that_are_met_and_broken_all_together() -> None:
    union = {"oneOf": [{"type": "null"}, {"type": "string", "minLength": 2}]}
    assert body_sides(union, exchange(None, 200)) == {
        "oneOf": "kept",
        "oneOf/0/type": "kept",
        "oneOf/1/type": "",
        "oneOf/1/minLength": "",
    }
    assert body_sides(union, exchange("a", 422)) == {
        "oneOf": "broken",
        "oneOf/0/type": "broken",
        "oneOf/1/type": "",
        "oneOf/1/minLength": "broken",
    }


def test_a_failed_alternative_of_a_good_value_is_not_broken() -> None:
    union = {"oneOf": [{"type": "null"}, {"type": "string"}]}
    schema = {"properties": {"a": union, "b": {"type": "null"}}}
    found = body_sides(schema, exchange({"a": "a", "b": 1}, 422))
    assert found["properties/a/oneOf/0/type"] == ""
    assert found["properties/b/type"] == "broken"


@pytest.mark.parametrize(
    ("schema", "bad", "keyword"),
    [
        ({"additionalProperties": False}, {"z": 1}, "additionalProperties"),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "dependentRequired"),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, "propertyNames/maxLength"),
        ({"properties": {"a": {"readOnly": True}}}, {"a": 1}, "properties/a/readOnly"),
        ({"not": {"type": "null"}}, None, "not"),
        ({"type": "integer", "format": "int32"}, 2**31, "format"),
        ({"if": {"type": "string"}, "then": {"minLength": 2}}, "a", "then/minLength"),
        ({"$ref": "#/components/schemas/A~1%C3%A4"}, 1, "/components/schemas/A~1ä/type"),
    ],
)
def test_the_keyword_that_is_broken_is_found_where_the_document_has_it(
    schema: Any, bad: Any, keyword: str
) -> None:
    components = {"A/ä": {"type": "string"}}
    reach = reached(document(schema, **components), exchange(bad, 422))
    assert {place: seen for place, seen in sides(reach, below="").items() if seen} == {
        keyword if keyword.startswith("/") else f"{BODY}/{keyword}": "broken"
    }


def test_names_of_any_characters_are_found_again() -> None:
    schema = {"properties": {"a b/c%d~ä": {"minLength": 2}}}
    found = body_sides(schema, exchange({"a b/c%d~ä": "ab"}, 200))
    assert set(found.values()) == {"kept"}


def test_parameters_are_read_as_the_service_reads_them() -> None:
    limit = {
        "name": "limit",
        "in": "query",
        "required": True,
        "schema": {"minimum": 1, "type": "integer"},
    }
    contract = document(parameters=(limit,))
    url = f"/v1/pets/{PET}"
    below = "/paths/~1pets~1{id}/put/parameters"
    cases = {"?limit=3": 200, "?limit=0": 422, "?limit=x": 422, "": 422}
    exchanges = [exchange({}, status, url=url + query) for query, status in cases.items()]
    assert sides(reached(contract, *exchanges), below=below) == {
        "0/schema/format": "kept",
        "1/required": "broken kept",
        "1/schema/type": "broken kept",
        "1/schema/minimum": "broken kept",
    }
    malformed = exchange({}, 422, url="/v1/pets/1?limit=3")
    assert sides(reached(contract, malformed), below=below)["0/schema/format"] == "broken"


def test_a_body_beside_a_malformed_parameter_is_not_looked_at() -> None:
    beside = exchange({"name": "a"}, 422, url="/v1/pets/1")
    assert set(body_sides(NAME, beside).values()) == {""}


def test_a_body_that_is_not_there_or_cannot_be_read() -> None:
    there = "/paths/~1pets~1{id}/put/requestBody"
    contract = document(NAME)
    assert sides(reached(contract, exchange(b"", 422)), below=there)["required"] == "broken"
    broken = exchange(b"{", 400)
    assert set(sides(reached(contract, broken), below=there).values()) == {""}
    other = exchange({"name": "a"}, 415, media_type="text/plain")
    assert set(sides(reached(contract, other), below=there).values()) == {""}


def test_the_url_of_the_api_may_have_a_path() -> None:
    there = exchange({"name": "abc"}, 200, url=f"/proxy/v1/pets/{PET}")
    reach = reached(document(NAME), there, root="/proxy/")
    assert sides(reach, below=BODY)["type"] == "kept"


def test_responses_are_seen_by_status_and_by_range() -> None:
    exchanges = [exchange({}, status) for status in (404, 204)]
    assert reached(document(), *exchanges).operations[LABEL].responses == {
        "200": False,
        "4XX": True,
        "500": False,
    }


def test_answers_to_what_is_no_operation_reach_nothing() -> None:
    others = [exchange({}, 404, method="PATCH"), exchange({}, 404, url="/v1/other")]
    assert not any(reached(document(), *others).operations[LABEL].responses.values())


def test_of_a_socket_only_the_responses_count() -> None:
    contract = document(NAME)
    contract["paths"]["/pets/{id}"]["put"]["x-websocket"] = {}
    reach = reached(contract, exchange({"name": "abc"}, 426))
    assert reach.operations[LABEL].keywords == {}
    assert reach.operations[LABEL].responses["4XX"]


def test_operations_that_were_not_asked_for_do_not_count() -> None:
    contract = document(NAME)
    contract["paths"]["/stub"] = {"get": {"responses": {"200": {"description": "d"}}}}
    assert set(reached(contract).operations) == {LABEL}
