"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from exactapi.runtime import Model
from pydantic import MISSING, AwareDatetime, Field
from typing_extensions import TypeAliasType


class Born(Model):
    kind: Literal["Born"]
    at: AwareDatetime | MISSING = MISSING
    weight: int | float


class EventBase(Model):
    kind: Literal["Event"]
    at: AwareDatetime | MISSING = MISSING


Event = TypeAliasType("Event", Annotated[Born | EventBase, Field(discriminator="kind")])


class CatBase(Model):
    """A pet that hunts mice."""

    pet_type: Annotated[Literal["cat"], Field(alias="petType")]
    name: str
    friends: list[Pet] | MISSING = MISSING
    lives: int


class Siamese(Model):
    """A pet that hunts mice."""

    pet_type: Annotated[Literal["siamese"], Field(alias="petType")]
    name: str
    friends: list[Pet] | MISSING = MISSING
    lives: int
    voice: str | MISSING = MISSING


class Dog(Model):
    """An animal that lives with people."""

    barks: bool | MISSING = MISSING
    pet_type: Annotated[Literal["dog", "hound"], Field(alias="petType")]
    name: str
    friends: list[Pet] | MISSING = MISSING


class AdoptionMember1(Model):
    """A pet that hunts mice."""

    pet_type: Annotated[Literal["cat"], Field(alias="petType")]
    name: str
    friends: list[Pet] | MISSING = MISSING
    lives: int
    since: date | MISSING = MISSING


class AdoptionMember2(Model):
    """A pet that hunts mice."""

    pet_type: Annotated[Literal["siamese"], Field(alias="petType")]
    name: str
    friends: list[Pet] | MISSING = MISSING
    lives: int
    voice: str | MISSING = MISSING
    since: date | MISSING = MISSING


class AdoptionMember3(Model):
    """An animal that lives with people."""

    barks: bool | MISSING = MISSING
    pet_type: Annotated[Literal["dog", "hound"], Field(alias="petType")]
    name: str
    friends: list[Pet] | MISSING = MISSING
    since: date | MISSING = MISSING


Pet = TypeAliasType("Pet", Annotated[CatBase | Siamese | Dog, Field(discriminator="pet_type")])
"""An animal that lives with people."""


Cat = TypeAliasType("Cat", Annotated[CatBase | Siamese, Field(discriminator="pet_type")])
"""A pet that hunts mice."""


Adoption = TypeAliasType(
    "Adoption",
    Annotated[
        AdoptionMember1 | AdoptionMember2 | AdoptionMember3,
        Field(discriminator="pet_type"),
    ],
)
"""No subtype, since the mapping does not name it."""
