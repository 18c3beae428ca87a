"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from exactapi.runtime import Model
from pydantic import MISSING, Field


class A2(Model):
    x: int | MISSING = MISSING


class UUID2(Model):
    id: UUID | MISSING = MISSING


class List(Model):
    list_: Annotated[list[str] | MISSING, Field(alias="list")] = MISSING


class WarningModel(Model):
    u4f60: Annotated[str | MISSING, Field(alias="你")] = MISSING


class Member(Model):
    class_: Annotated[str, Field(alias="class")]
    json_: Annotated[str, Field(alias="json")]
    self: str | MISSING = MISSING
    model_config_: Annotated[str | MISSING, Field(alias="model_config")] = MISSING
    model_dump_soon: str | MISSING = MISSING
    private_2: Annotated[str | MISSING, Field(alias="_private")] = MISSING
    private: str | MISSING = MISSING
    first_name_2: Annotated[str | MISSING, Field(alias="firstName")] = MISSING
    first_name: str | MISSING = MISSING
    first_name_3: Annotated[str | MISSING, Field(alias="first-name")] = MISSING
    field: Annotated[str | MISSING, Field(alias="")] = MISSING
    field_2x: Annotated[str | MISSING, Field(alias="2x")] = MISSING
    date_: Annotated[date | MISSING, Field(alias="date")] = MISSING
    dates: list[date] | MISSING = MISSING
    field_2: Annotated[str, Field(alias="Field")] = "x"


class AB(Model):
    z: UUID2 | MISSING = MISSING


class Model3dModel(Model):
    w: List | MISSING = MISSING


class Any2(Model):
    warning: WarningModel | MISSING = MISSING


class A(Model):
    y: AB | MISSING = MISSING
