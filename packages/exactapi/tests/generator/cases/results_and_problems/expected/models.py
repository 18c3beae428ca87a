"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from __future__ import annotations

from exactapi.runtime import Model
from pydantic import MISSING


class Item(Model):
    name: str
    price: int | float | MISSING = MISSING


class ImportItemSuccessResponse(Model):
    id: int | MISSING = MISSING


class ImportItemDefaultResponse(Model):
    code: str
