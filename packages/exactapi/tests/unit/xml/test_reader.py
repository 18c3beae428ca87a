"""XML becomes the values that the XML Objects of the schemas say, or the right refusal.

Expectations are taken from OpenAPI 3.1.2 and 3.2, "XML Object", XML 1.0 and its namespaces.
"""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from exactapi.document.contract import Contract
from exactapi.mock.samples.draw import strategy_for
from exactapi.rejections import InvalidRequest, MalformedRequest
from exactapi.xml.elements import MAX_NODES
from exactapi.xml.reader import XmlReader
from exactapi.xml.writer import UnwritableXmlError, XmlWriter
from unit.xml.test_writer import ANIMALS, ARRAYS
from unit.xml_schemas import PERSON, contract, person, read

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
ATTRIBUTE = {"xml": {"attribute": True}}
XSI = "http://www.w3.org/2001/XMLSchema-instance"


@pytest.mark.parametrize(("schema", "text"), ARRAYS)
def test_arrays_are_read_as_the_specification_writes_them(
    schema: dict[str, Any], text: str
) -> None:
    assert read(f"<Person>{text}</Person>", schema) == {"animals": ANIMALS}
    one = text[: text.index("cat")]
    one = one[: one.rindex("<")] + text[text.rindex("cat") :].partition(">")[2]
    assert read(f"<Person>{one}</Person>", schema) == {"animals": ["dog"]}


MEMBERS = person(
    id=INTEGER | ATTRIBUTE,
    name=STRING | {"xml": {"namespace": "https://a.example/s", "prefix": "s"}},
    active={"type": "boolean", "xml": {"name": "is-active"}},
    size={"type": "number"},
    inner=person(x=INTEGER),
)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("<is-active>true</is-active>", {"active": True}),
        ("<is-active>\n  true\n</is-active>", {"active": True}),
        ("<size>1e3</size>", {"size": 1000.0}),
        ("<size>1<!-- one --><?ten?><![CDATA[0]]></size>", {"size": 10}),
        ('<name xmlns="https://a.example/s">A</name>', {"name": "A"}),
        ('<t:name xmlns:t="https://a.example/s"> A </t:name>', {"name": " A "}),
        ("<inner><x>1</x></inner>", {"inner": {"x": 1}}),
        ("\n <inner/>\n ", {"inner": {}}),
        ("<size>1</size><inner/><inner2/>", {"size": 1, "inner": {}, "inner2": ""}),
        ("<other>1</other>", {"other": 1}),
        ("<other>1</other><other>a</other>", {"other": [1, "a"]}),
        ('<other a="1"><b/></other>', {"other": {"a": 1, "b": ""}}),
        ('<o:other xmlns:o="urn:o">1</o:other>', {"o:other": 1}),
        ('<size xml:lang="en" xsi:type="x" xmlns:q="u">1</size>', {"size": 1}),
        # What is left to the schema to refuse.
        ("<size>+1</size>", {"size": "+1"}),
        ("<is-active>1</is-active>", {"active": "1"}),
        ("<size><a>1</a></size>", {"size": {"a": 1}}),
        ("<size>1</size><size>2</size>", {"size": [1, 2]}),
    ],
)
def test_content_is_read(content: str, value: Any) -> None:
    assert read(f"<Person>{content}</Person>", MEMBERS) == value


def test_attributes_are_read() -> None:
    assert read('<Person id=" 5 " x:y="1" xmlns:x="urn:x" xml:lang="en"/>', MEMBERS) == {
        "id": 5,
        "x:y": 1,
    }
    declared = person(lang=STRING | {"xml": {"attribute": True, "prefix": "xml"}})
    assert read('<Person xml:lang="en"/>', declared) == {"lang": "en"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("<person/>", "#"),
        ('<Person xmlns="urn:x"/>', "#"),
        ("<Person>text</Person>", "#"),
        ("<Person><size>1</size>,</Person>", "#"),
        ("<Person><inner>text<x>1</x></inner></Person>", "#/inner"),
        ("<Person><active>true</active></Person>", "#/active"),
        ("<Person><id>1</id></Person>", "#/id"),
        ('<Person size="1"/>', "#/size"),
        ("<Person><name>A</name></Person>", "#/name"),
        ('<Person><size xsi:nil="true">1</size></Person>', "#/size"),
        ('<Person a="1"><a/></Person>', "#/a"),
    ],
)
def test_what_stands_elsewhere_than_the_schemas_say_is_a_422_with_its_place(
    text: str, place: str
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read(text, MEMBERS)
    assert [(each.pointer, each.code) for each in caught.value.errors] == [(place, "xml")]


def test_a_wrapper_holds_items_alone_and_stands_once() -> None:
    schema = person(
        tags={"type": "array", "items": STRING | {"xml": {"name": "tag"}}}
        | {"xml": {"wrapped": True}}
    )
    assert read("<Person><tags/></Person>", schema) == {"tags": []}
    assert read("<Person/>", schema) == {}
    for wrong in ("<tags><x/></tags>", "<tags/><tags/>", "<tags>x</tags>", '<tags a="1"/>'):
        with pytest.raises(InvalidRequest):
            read(f"<Person>{wrong}</Person>", schema)


def test_no_elements_are_an_empty_array_only_where_one_must_be() -> None:
    tags = person(tags={"type": "array", "items": STRING})
    assert read("<Person/>", tags) == {}
    assert read("<Person/>", tags | {"required": ["tags"]}) == {"tags": []}
    inherited = {"allOf": [{"$ref": "#/components/schemas/Tags"}]}
    assert read("<Person/>", inherited, Tags=tags | {"required": ["tags"]}) == {"tags": []}


def test_null_is_nil_or_a_missing_attribute() -> None:
    schema = person(
        count={"type": ["number", "null"], "xml": {"attribute": True}},
        rating=STRING | ATTRIBUTE,
        secret={"type": ["string", "null"], "xml": {"attribute": True}, "readOnly": True},
        description=STRING,
        related={"type": ["object", "null"]},
        word={"type": ["string", "null"]},
    )
    text = """
        <Person>
          <description>Thing</description>
          <related xsi:nil="true" />
          <word>null</word>
        </Person>"""
    value = {"count": None, "description": "Thing", "related": None, "word": "null"}
    assert read(text, schema) == value
    assert read('<Person count="42"><related></related></Person>', schema) == {
        "count": 42,
        "related": {},
    }


def test_an_element_may_have_attributes_and_text() -> None:
    schema = person(
        unit=STRING | {"xml": {"nodeType": "attribute"}},
        value={"type": "number", "xml": {"nodeType": "text"}},
    )
    text = '<Person unit="cubits">42</Person>'
    assert read(text, schema) == {"unit": "cubits", "value": 42}
    data = person(content=STRING | {"xml": {"nodeType": "cdata"}})
    assert read("<Person><![CDATA[<b>]]></Person>", data) == {"content": "<b>"}


def test_items_by_position_have_names_of_their_own() -> None:
    schema = {
        "type": "array",
        "xml": {"nodeType": "element", "name": "OneTwo"},
        "prefixItems": [STRING | {"xml": {"name": "One"}}, INTEGER | {"xml": {"name": "Two"}}],
    }
    assert read("<OneTwo><One>a</One><Two>2</Two></OneTwo>", schema) == ["a", 2]
    with pytest.raises(InvalidRequest) as caught:
        read("<OneTwo><Two>2</Two><One>a</One></OneTwo>", schema)
    assert caught.value.errors[0].pointer == "#/0"


def test_the_parts_of_allof_and_oneof_are_read_together() -> None:
    cat = {"allOf": [{"$ref": "#/components/schemas/Pet"}, person(lives=INTEGER | ATTRIBUTE)]}
    dog = {"allOf": [{"$ref": "#/components/schemas/Pet"}, person(breed=INTEGER)]}
    pet = person(id=INTEGER | {"xml": {"name": "identity"}})
    schema = {"oneOf": [cat, dog], "xml": {"name": "pet"}}
    assert read('<pet lives="9"><identity>1</identity></pet>', schema, Pet=pet) == {
        "lives": 9,
        "id": 1,
    }
    assert read("<pet><breed>9</breed></pet>", schema, Pet=pet) == {"breed": 9}


def test_one_element_is_a_value_or_an_array_of_one_as_the_schema_takes_it() -> None:
    schema = person(a={"oneOf": [INTEGER, {"type": "array", "items": INTEGER}]})
    assert read("<Person><a>1</a></Person>", schema) == {"a": 1}
    assert read("<Person><a>1</a><a>2</a></Person>", schema) == {"a": [1, 2]}
    schema = person(a={"oneOf": [STRING, person(b=INTEGER)]})
    assert read("<Person><a/></Person>", schema) == {"a": ""}
    assert read("<Person><a><b>1</b></a></Person>", schema) == {"a": {"b": 1}}


def test_free_members_are_read_by_their_schema() -> None:
    schema = {"type": "object", "additionalProperties": {"type": "array", "items": STRING}}
    assert read("<Person><a>1</a><b>2</b><b>3</b></Person>", schema) == {
        "a": ["1"],
        "b": ["2", "3"],
    }


def test_recursion_is_read() -> None:
    node = person(node={"type": "array", "items": {"$ref": f"#{PERSON}"}})
    text = "<Person><node><node/></node><node/></Person>"
    assert read(text, node) == {"node": [{"node": [{}]}, {}]}


def test_inside_a_default_namespace_names_without_one_are_in_it() -> None:
    schema = person(name=STRING, id=INTEGER | ATTRIBUTE) | {"xml": {"namespace": "urn:p"}}
    for text in (
        '<Person xmlns="urn:p" id="1"><name>A</name></Person>',
        '<p:Person xmlns:p="urn:p" id="1"><name>A</name></p:Person>',
        '<p:Person xmlns:p="urn:p" id="1"><p:name>A</p:name></p:Person>',
    ):
        assert read(text, schema) == {"id": 1, "name": "A"}
    with pytest.raises(InvalidRequest):
        read("<Person/>", schema)


def test_a_root_without_a_name_is_called_as_its_sender_likes() -> None:
    document = {"paths": {"/x": {"type": "object"}}}
    reader = XmlReader(Contract(document, json.dumps(document).encode()), "/paths/~1x")
    assert reader.read(b"<whatever><a>1</a></whatever>") == {"a": 1}


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("<?xml version='1.0' encoding='UTF-16'?><Person>é</Person>".encode("utf-16"), "é"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?><Person>é</Person>".encode("latin-1"), "é"),
        ("\ufeff<Person>é</Person>".encode(), "é"),
        (b"<Person>a\r\nb&#13;&lt;</Person>", "a\nb\r<"),
    ],
)
def test_encodings_of_xml_are_read(data: bytes, value: str) -> None:
    assert read(data, STRING) == value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"<Person>",
        b"<Person/><Person/>",
        b"<Person>\xff</Person>",
        b"<Person>&nbsp;</Person>",
        b"<Person>\x00</Person>",
        b"<Person>&#0;</Person>",
        b"<p:Person/>",
        b'<Person p:a="1"/>',
        b'<Person a="1" a="2"/>',
        b'<Person xmlns:p="u" xmlns:q="u" p:a="1" q:a="2"/>',
        b"<!DOCTYPE Person><Person/>",
        b'<!DOCTYPE Person [<!ENTITY a "SECRET">]><Person>&a;</Person>',
        b'<!DOCTYPE Person SYSTEM "http://127.0.0.1:9/x.dtd"><Person/>',
        b"<?xml version='1.0' encoding='UTF-16'?><Person/>",
        b"<?xml version='1.0' encoding='cp037'?><Person/>",
        b"<?xml version='1.0' encoding='utf-7'?><Person/>",
        b"<Person>" * 70 + b"</Person>" * 70,
        b"<Person>" + b"<a/>" * MAX_NODES + b"</Person>",
    ],
)
def test_what_is_no_xml_that_is_read_is_a_400(data: bytes) -> None:
    with pytest.raises(MalformedRequest) as caught:
        read(data, STRING)
    assert "SECRET" not in caught.value.detail


CLOSED = person(a=INTEGER) | {"required": ["a"], "additionalProperties": False}
OBJECT = person(
    id=INTEGER | ATTRIBUTE,
    flag={"type": "boolean", "xml": {"attribute": True, "prefix": "f", "namespace": "urn:f"}},
    name=STRING | {"xml": {"name": "full-name", "prefix": "p", "namespace": "urn:p"}},
    tags={"type": "array", "items": STRING, "minItems": 1},
    photos={
        "type": "array",
        "xml": {"wrapped": True, "name": "pictures"},
        "items": {"type": ["string", "null"], "xml": {"name": "photo"}},
    },
    size={"type": ["number", "null"]},
    inner={"$ref": f"#{PERSON}"},
    either={"oneOf": [{"type": "boolean"}, CLOSED]},
    list=person(entry={"type": "array", "items": INTEGER})
    | {"required": ["entry"], "additionalProperties": False},
)
TEXT = person(a=STRING | {"xml": {"nodeType": "text"}}, b=INTEGER | ATTRIBUTE)
CHOICE = {
    "oneOf": [
        {"type": "array", "items": {"$ref": f"#{PERSON}"}, "minItems": 2},
        {"type": "object", "additionalProperties": {"$ref": f"#{PERSON}"}},
        {"type": "integer"},
    ]
}


@pytest.mark.parametrize("schema", [{"type": "object"}, CHOICE])
def test_a_choice_at_each_level_does_not_double_the_work(schema: dict[str, Any]) -> None:
    value = read("<Person>" + "<a>" * 60 + "1" + "</a>" * 60 + "</Person>", schema)
    for _ in range(60):
        value = value["a"]
    assert value == 1


ROUND = [
    OBJECT | {"additionalProperties": False, "xml": {"name": "person", "namespace": "urn:d"}},
    {"type": "array", "items": TEXT | {"required": ["a"], "additionalProperties": False}},
    {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z]+$"},
        "additionalProperties": {"type": "array", "items": {"type": "number"}, "minItems": 1},
    },
    {"type": ["string", "integer", "boolean", "null"], "pattern": "^[^0-9tfn-]*$"},
]


@pytest.mark.parametrize("schema", ROUND)
def test_what_is_written_is_read_as_the_same_value(schema: dict[str, Any]) -> None:
    document = contract(schema)
    reader, writer = XmlReader(document, PERSON), XmlWriter(document, PERSON)
    plain = {"$ref": f"#{PERSON}", "components": {"schemas": {"Person": schema}}}

    @settings(max_examples=60)
    @given(strategy_for(plain))
    def check(value: Any) -> None:
        try:
            data = writer.write(value)
        except UnwritableXmlError:
            return
        assert reader.read(data) == value

    check()
