"""Values are written as the examples of OpenAPI 3.1.2, "XML Object", show them."""

import json
from typing import Any

import pytest

from impl.contract import Contract
from scripts.mock.xml import NoXml, XmlWriter, is_xml

ANIMALS = ["dog", "cat"]


def written(value: Any, schema: dict[str, Any], **others: Any) -> str:
    document = {
        "openapi": "3.1.0",
        "components": {"schemas": {"Person": schema} | others},
    }
    writer = XmlWriter(Contract(document, json.dumps(document).encode()))
    text = writer.document(value, "/components/schemas/Person").decode()
    return text.partition("?>")[2].strip()


def person(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def animals(**xml: Any) -> dict[str, Any]:
    return person(animals={"type": "array", "items": {"type": "string"}} | xml)


def named(name: str | None, *, wrapped: bool, item: str | None = None) -> dict[str, Any]:
    xml = ({"name": name} if name else {}) | {"wrapped": wrapped}
    items = {"type": "string"} | ({"xml": {"name": item}} if item else {})
    return animals(xml=xml, items=items)


def test_members_are_elements_or_attributes() -> None:
    schema = person(
        id={"type": "integer", "xml": {"attribute": True}},
        name={"type": "string", "xml": {"namespace": "https://a.example/s", "prefix": "s"}},
        active={"type": "boolean", "xml": {"name": "is-active"}},
    )
    assert written({"id": 123, "name": "A & B", "active": True}, schema) == (
        '<Person id="123"><s:name xmlns:s="https://a.example/s">A &amp; B</s:name>'
        "<is-active>true</is-active></Person>"
    )


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        (animals(), "<animals>dog</animals><animals>cat</animals>"),
        (named(None, wrapped=False, item="animal"), "<animal>dog</animal><animal>cat</animal>"),
        (named("aliens", wrapped=False, item="animal"), "<animal>dog</animal><animal>cat</animal>"),
        (
            named(None, wrapped=True),
            "<animals><animals>dog</animals><animals>cat</animals></animals>",
        ),
        (
            named(None, wrapped=True, item="animal"),
            "<animals><animal>dog</animal><animal>cat</animal></animals>",
        ),
        (
            named("aliens", wrapped=True, item="animal"),
            "<aliens><animal>dog</animal><animal>cat</animal></aliens>",
        ),
        (
            named("aliens", wrapped=True),
            "<aliens><aliens>dog</aliens><aliens>cat</aliens></aliens>",
        ),
    ],
)
def test_arrays_are_wrapped_where_the_document_says_so(schema: dict[str, Any], text: str) -> None:
    assert written({"animals": ANIMALS}, schema) == f"<Person>{text}</Person>"


def test_references_are_followed() -> None:
    pet = {"type": "object", "xml": {"name": "pet"}, "properties": {"age": {"type": "integer"}}}
    schema = {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    text = "<Person><pet><age>3</age></pet></Person>"
    assert written([{"age": 3}], schema, Pet=pet) == text


def test_what_no_element_can_be_called_is_told() -> None:
    with pytest.raises(NoXml, match="'3d model' is no name"):
        written({"3d model": 1}, {"type": "object"})


@pytest.mark.parametrize("name", ["application/xml", "text/xml; charset=utf-8", "image/svg+xml"])
def test_xml_is_known_by_its_media_type(name: str) -> None:
    assert is_xml(name)
    assert not is_xml("application/json")
