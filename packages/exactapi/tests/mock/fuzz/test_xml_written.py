"""The fuzz writes XML as the specification's examples show it, and knows what arrives."""

from typing import Any

import pytest

from mock.fuzz.xml_bodies import Unwritable, XmlBodies
from unit.xml.test_writer import ANIMALS, ARRAYS
from unit.xml_schemas import person

PERSON = {"$ref": "#/components/schemas/Person"}
SCHEMA = person(
    id={"type": "integer", "xml": {"attribute": True}},
    name={"type": "string", "xml": {"namespace": "urn:s", "prefix": "s"}},
    tags={"type": "array", "items": {"type": "string"}},
    photos={"type": "array", "items": {"type": "string"}, "xml": {"wrapped": True}},
    inner=person(a={"type": "boolean"}),
)


def bodies(schema: dict[str, Any]) -> XmlBodies:
    return XmlBodies({"components": {"schemas": {"Person": schema}}})


@pytest.mark.parametrize(
    ("schema", "text"), [each for each in ARRAYS if "nodeType" not in str(each)]
)
def test_arrays_are_written_as_the_specification_shows_them(
    schema: dict[str, Any], text: str
) -> None:
    assert bodies(schema).write({"animals": ANIMALS}, PERSON) == f"<Person>{text}</Person>"


def test_attributes_and_namespaces_are_written() -> None:
    assert bodies(SCHEMA).write({"id": 1, "name": "&"}, PERSON) == (
        '<Person id="1"><s:name xmlns:s="urn:s">&amp;</s:name></Person>'
    )


@pytest.mark.parametrize("value", [{"3d": 1}, {"name": "\x00"}, {"id": [1]}, [1], {"tags": [[]]}])
def test_what_xml_cannot_say_is_left_out(value: Any) -> None:
    with pytest.raises(Unwritable):
        bodies(SCHEMA).write(value, PERSON)


@pytest.mark.parametrize(
    ("value", "arrival"),
    [
        ({"id": "5"}, {"id": 5}),
        ({"id": True}, {"id": "true"}),
        ({"name": 5}, {"name": "5"}),
        ({"id": None, "name": None}, {"name": None}),
        ({"tags": [], "photos": []}, {"photos": []}),
        ({"tags": "a"}, {"tags": ["a"]}),
        ({"inner": ""}, {"inner": {}}),
        ({"inner": {"a": "true"}}, {"inner": {"a": True}}),
        ({"name": ["x"]}, {"name": "x"}),
    ],
)
def test_what_arrives_is_known(value: Any, arrival: Any) -> None:
    assert bodies(SCHEMA).arrives(value, PERSON) == arrival
