"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from exactapi.runtime import Model
from fastapi import UploadFile
from pydantic import MISSING, AwareDatetime, ConfigDict, Field


class AccountNestedDeeperItem(Model):
    leaf: Literal["green"]


class AccountNested(Model):
    open: bool | MISSING = MISSING
    deeper: list[AccountNestedDeeperItem] | MISSING = MISSING


class Account(Model):
    model_config = ConfigDict(extra="forbid")

    id: UUID
    name: str
    """How people call it."""
    nullable: str | None
    optional: int | MISSING = MISSING
    both: int | MISSING | None = MISSING
    """Absent is not null."""
    born: date = Field(default="2020-01-01", validate_default=True)
    seen: AwareDatetime | MISSING = MISSING
    size: int | float = 1
    active: bool = True
    tags: list[str] = Field(default=[], validate_default=True)
    labels: dict[str, str] | MISSING = MISSING
    anything: Any | MISSING = MISSING
    choice: Literal["a"] | bool | int | float | MISSING | None = MISSING
    wrong_default: Annotated[int | MISSING, Field(alias="wrongDefault")] = MISSING
    nested: AccountNested | MISSING = MISSING


class AccountInput(Model):
    model_config = ConfigDict(extra="forbid")

    secret: str
    name: str
    """How people call it."""
    nullable: str | None
    optional: int | MISSING = MISSING
    both: int | MISSING | None = MISSING
    """Absent is not null."""
    born: date = Field(default="2020-01-01", validate_default=True)
    seen: AwareDatetime | MISSING = MISSING
    size: int | float = 1
    active: bool = True
    tags: list[str] = Field(default=[], validate_default=True)
    labels: dict[str, str] | MISSING = MISSING
    anything: Any | MISSING = MISSING
    choice: Literal["a"] | bool | int | float | MISSING | None = MISSING
    wrong_default: Annotated[int | MISSING, Field(alias="wrongDefault")] = MISSING
    nested: AccountNested | MISSING = MISSING


class UploadAvatarRequest(Model):
    file: UploadFile
    more: list[UploadFile] | MISSING = MISSING
    account: AccountInput | MISSING = MISSING
