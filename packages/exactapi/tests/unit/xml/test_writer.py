"""Values are written as the examples of OpenAPI 3.1.2 and 3.2, "XML Object", show them."""

from typing import Any

import pytest

from exactapi.xml.writer import UnwritableXmlError
from unit.xml_schemas import person, written

ANIMALS = ["dog", "cat"]


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


ARRAYS: list[tuple[dict[str, Any], str]] = [
    (animals(), "<animals>dog</animals><animals>cat</animals>"),
    (named(None, wrapped=False, item="animal"), "<animal>dog</animal><animal>cat</animal>"),
    (named("aliens", wrapped=False, item="animal"), "<animal>dog</animal><animal>cat</animal>"),
    (named("aliens", wrapped=False), "<animals>dog</animals><animals>cat</animals>"),
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
    (
        animals(xml={"nodeType": "element"}),
        "<animals><animals>dog</animals><animals>cat</animals></animals>",
    ),
]
"""The array examples of the specification; the last is of version 3.2."""


@pytest.mark.parametrize(("schema", "text"), ARRAYS)
def test_arrays_are_wrapped_where_the_document_says_so(schema: dict[str, Any], text: str) -> None:
    assert written({"animals": ANIMALS}, schema) == f"<Person>{text}</Person>"


def test_references_are_followed() -> None:
    pet = {"type": "object", "xml": {"name": "pet"}, "properties": {"age": {"type": "integer"}}}
    schema = {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}
    text = "<Person><pet><age>3</age></pet></Person>"
    assert written([{"age": 3}], schema, Pet=pet) == text
    del pet["xml"]
    assert written([{"age": 3}], schema, Pet=pet) == text.replace("pet", "Pet")


def test_a_reference_is_named_after_the_property_until_3_2() -> None:
    schema = person(pet={"$ref": "#/components/schemas/Pet"})
    pet = {"type": "string"}
    assert written({"pet": "Rex"}, schema, Pet=pet) == "<Person><pet>Rex</pet></Person>"
    text = written({"pet": "Rex"}, schema, Pet=pet, version="3.2.0")
    assert text == "<Person><Pet>Rex</Pet></Person>"


def test_null_is_nil_and_an_attribute_is_left_out() -> None:
    schema = person(
        count={"type": ["number", "null"], "xml": {"attribute": True}},
        related={"type": ["object", "null"]},
    )
    assert written({"count": None, "related": None}, schema) == (
        '<Person><related xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:nil="true"/></Person>'
    )


def test_text_beside_attributes() -> None:
    schema = person(
        unit={"type": "string", "xml": {"nodeType": "attribute"}},
        value={"type": "number", "xml": {"nodeType": "text"}},
    )
    assert written({"unit": "cubits", "value": 42}, schema) == '<Person unit="cubits">42</Person>'


def test_a_namespace_is_declared_once_for_all_that_is_inside() -> None:
    schema = person(
        a={"type": "string", "xml": {"prefix": "p", "namespace": "urn:p"}},
        b={"type": "string", "xml": {"prefix": "p", "attribute": True, "namespace": "urn:p"}},
        c={"type": "string", "xml": {"attribute": True, "namespace": "urn:c"}},
        d={"type": "string", "xml": {"prefix": "p"}},
    ) | {"xml": {"name": "person", "prefix": "p", "namespace": "urn:p"}}
    assert written({"a": "1", "b": "2", "c": "3", "d": "4"}, schema) == (
        '<p:person xmlns:p="urn:p" p:b="2" xmlns:ns3="urn:c" ns3:c="3">'
        "<p:a>1</p:a><p:d>4</p:d></p:person>"
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"3d model": 1}, "no name"),
        ({"a": "\x00"}, "character"),
        ({"a": "\ud800"}, "character"),
        ({"b": "x"}, "prefix"),
        ({"c": [1]}, "attribute"),
    ],
)
def test_what_xml_cannot_say_is_told(value: Any, reason: str) -> None:
    schema = person(b={"xml": {"prefix": "p"}}, c={"xml": {"attribute": True}})
    with pytest.raises(UnwritableXmlError, match=reason):
        written(value, schema)
