"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from __future__ import annotations

from typing import Annotated, Literal

from exactapi.runtime import Model
from pydantic import MISSING, Field


class S(Model):
    """Ends in a quote"."""

    a_b: Annotated[str, Field(alias='a"""b')] = '\\"""'
    """'''"""
    c_d: Annotated[Literal['\n"""\''] | MISSING, Field(alias="c\nd")] = MISSING
    e_1: Annotated[list[str], Field(alias="e{{ 1 }}")] = Field(
        default=['"""'], validate_default=True
    )
