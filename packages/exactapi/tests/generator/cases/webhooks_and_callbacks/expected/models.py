"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from __future__ import annotations

from exactapi.runtime import Model
from pydantic import MISSING


class SubscribeRequest(Model):
    url: str
    """URI."""


class Pet(Model):
    id: int
    name: str


class NewPetOKResponse(Model):
    liked: bool | MISSING = MISSING


class PetSoldRequest(Model):
    pet: Pet
    price: int | float | MISSING = MISSING
