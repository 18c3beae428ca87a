"""Which schemas a discriminator on the base of `allOf` stands for."""

from typing import Any

import pytest

from exactapi.generate.document.walk.inheritance import spell_out_inheritance
from exactapi.generate.source.places import Places


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def extending(*names: str, **own: Any) -> dict[str, Any]:
    return {"allOf": [*map(reference, names), {"type": "object", "properties": own}]}


def base(mapping: dict[str, str] | None = None, **kind: Any) -> dict[str, Any]:
    discriminator: dict[str, Any] = {"propertyName": "kind"}
    if mapping is not None:
        discriminator["mapping"] = mapping
    members = {"kind": {"type": "string"} | kind, "name": {"type": "string"}}
    return {"type": "object", "properties": members, "discriminator": discriminator}


def spelt_out(**schemas: Any) -> Any:
    document = {"components": {"schemas": schemas}}
    spell_out_inheritance(document, Places())
    return document["components"]["schemas"]


def alternatives(schema: Any) -> dict[str, str]:
    """Its mapping, whose targets are just the branches of `oneOf`."""
    mapping: dict[str, str] = schema["discriminator"]["mapping"]
    assert [{"$ref": each} for each in dict.fromkeys(mapping.values())] == schema["oneOf"]
    return {value: target.rpartition("/")[2] for value, target in mapping.items()}


def test_a_mapping_names_the_subtypes() -> None:
    found = spelt_out(
        Pet=base({"cat": "Cat", "dog": "#/components/schemas/Dog"}),
        Cat=extending("Pet"),
        Dog=extending("Pet"),
        Adoption=extending("Pet"),
    )
    assert alternatives(found["Pet"]) == {"cat": "Cat", "dog": "Dog"}
    assert found["Adoption"] == extending("Pet")
    assert list(found) == ["Pet", "Cat", "Dog", "Adoption"]


def test_without_one_each_goes_by_its_name_the_base_too() -> None:
    found = spelt_out(Pet=base(), Cat=extending("Pet"))
    assert alternatives(found["Pet"]) == {"Cat": "Cat", "Pet": "PetBase"}


def test_values_that_the_base_does_not_allow_name_nothing() -> None:
    found = spelt_out(Pet=base(enum=["Cat"]), Cat=extending("Pet"), Adoption=extending("Pet"))
    assert alternatives(found["Pet"]) == {"Cat": "Cat"}


def test_a_subtype_has_the_inherited_members_once_and_its_value() -> None:
    found = spelt_out(
        Pet=base({"lion": "Lion"}),
        Cat=extending("Pet", lives={}),
        Big=extending("Pet", size={}),
        Lion=extending("Cat", "Big", mane={}),
    )
    parts = str(found["Lion"])
    assert [parts.count(f"'{name}':") for name in ("name", "lives", "size", "mane")] == [1] * 4
    assert found["Lion"]["allOf"][-1] == {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"const": "lion"}},
    }
    assert "$ref" not in parts
    assert alternatives(found["Cat"]) == alternatives(found["Big"]) == {"lion": "Lion"}


def test_a_base_that_lists_its_subtypes_is_no_circle() -> None:
    pet = base() | {"oneOf": [reference("Cat")]}
    found = spelt_out(Pet=pet, Cat=extending("Pet"))
    assert "oneOf" not in str(found["Cat"])
    assert alternatives(found["Pet"]) == {"Cat": "Cat", "Pet": "PetBase"}


def test_a_base_that_may_be_null_stays_so() -> None:
    found = spelt_out(Pet=base({"Cat": "Cat"}) | {"type": ["object", "null"]}, Cat=extending("Pet"))
    assert found["Pet"]["oneOf"] == [reference("Cat"), {"type": "null"}]


def test_what_was_spelt_out_stays_as_it_is() -> None:
    once = spelt_out(Pet=base(), Cat=extending("Pet"), Siamese=extending("Cat"))
    assert spelt_out(**once) == once


def test_a_base_with_a_name_that_is_taken_gets_another() -> None:
    found = spelt_out(Pet=base(), Cat=extending("Pet"), PetBase={"type": "string"})
    assert alternatives(found["Pet"]) == {"Cat": "Cat", "Pet": "PetBase2"}
    assert found["PetBase"] == {"type": "string"}


@pytest.mark.parametrize(
    "schemas",
    [
        {"Pet": base(), "Cat": {"type": "object"}},
        {"Pet": base({"cat": "Cat"}), "Cat": {"type": "object"}, "Dog": extending("Pet")},
        {"Pet": base({"cat": "nowhere.yaml"}), "Cat": extending("Pet")},
        {"Pet": base(enum=["cat"]), "Cat": extending("Pet")},
        {"Pet": base(readOnly=True), "Cat": extending("Pet")},
        {"Pet": base() | {"$anchor": "pet"}, "Cat": extending("Pet")},
        {"Pet": base() | {"allOf": [reference("Cat")]}, "Cat": extending("Pet")},
        {"Pet": {"discriminator": {"propertyName": "kind", "defaultMapping": "Cat"}}},
        {"Pet": base(), **{f"A{n}": extending(f"A{n - 1}" if n else "Pet") for n in range(40)}},
    ],
    ids=[
        "nothing extends it",
        "a mapping to what does not extend it",
        "a mapping to nothing",
        "no value is allowed",
        "one direction",
        "a name",
        "a circle",
        "a default",
        "too deep",
    ],
)
def test_what_cannot_be_said_stays_as_it_is(schemas: dict[str, Any]) -> None:
    assert spelt_out(**schemas) == schemas
