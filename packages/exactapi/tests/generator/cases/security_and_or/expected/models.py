"""Models of the API's schemas: they carry the types, the schemas carry the rules.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.
"""

from __future__ import annotations

from typing import Literal

from exactapi.runtime import Model
from pydantic import MISSING, ConfigDict


class RuntimeProblemErrorsItem(Model):
    model_config = ConfigDict(extra="forbid")

    pointer: str
    code: Literal[
        "additionalProperties",
        "anyOf",
        "const",
        "contains",
        "contentType",
        "duplicate",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "falseSchema",
        "format",
        "headers",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
        "propertyNames",
        "readOnly",
        "required",
        "schema",
        "style",
        "type",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
        "unknown",
        "unsupported",
        "writeOnly",
        "xml",
    ]
    detail: str


class RuntimeProblem(Model):
    """An error that the service itself answers, as RFC 9457 writes it."""

    model_config = ConfigDict(extra="forbid")

    type: str
    """URI reference."""
    title: str
    status: int
    """400 to 599."""
    detail: str
    instance: str
    """URI reference."""
    errors: list[RuntimeProblemErrorsItem] | MISSING = MISSING
