"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from __future__ import annotations

from typing import Annotated, Literal, Union

from exactapi.runtime import Model, NonObject
from pydantic import MISSING, Field
from typing_extensions import TypeAliasType

Json = TypeAliasType("Json", Union[str, int, float, bool, "list[Json]", "dict[str, Json]"] | None)


Color = TypeAliasType("Color", Literal["red", "green"])


class Circle(Model):
    shape_kind: Annotated[Literal["circle"], Field(alias="shapeKind")]
    radius: int | float


class Square(Model):
    name: str | MISSING = MISSING
    shape_kind: Annotated[Literal["square", "rounded square"], Field(alias="shapeKind")]
    side: int


class Tree(Model):
    children: list[Tree]
    json_: Annotated[Json | MISSING, Field(alias="json")] = MISSING


class Named(Model):
    name: str | MISSING = MISSING


class UntaggedMember1(Model):
    kind: str | MISSING = MISSING
    a: int | MISSING = MISSING


class UntaggedWithB(Model):
    kind: str | MISSING = MISSING


class Loose(Model):
    next: Loose | NonObject | MISSING = MISSING


class Painted(Model):
    color: Color = "red"
    when: str | MISSING = MISSING
    either: int | MISSING | None = MISSING
    """At least 1."""


Shape = TypeAliasType("Shape", Annotated[Circle | Square, Field(discriminator="shape_kind")])
"""Anything that can be drawn."""


Untagged = TypeAliasType("Untagged", UntaggedMember1 | UntaggedWithB | None)
