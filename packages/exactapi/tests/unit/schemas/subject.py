"""A document whose schema `Subject` validates, and the errors that it finds."""

import json
from typing import Any

from exactapi.document.contract import Contract
from exactapi.schemas.directions import Direction
from exactapi.schemas.validators import Validator


def contract(**schemas: Any) -> Contract:
    document = {"openapi": "3.1.0", "components": {"schemas": schemas}}
    return Contract(document, json.dumps(document).encode())


def validator(schema: Any, direction: Direction = "request", **others: Any) -> Validator:
    return contract(Subject=schema, **others).validator("/components/schemas/Subject", direction)


def found(schema: Any, instance: Any, **others: Any) -> list[tuple[str, str]]:
    errors = validator(schema, **others).errors(instance)
    return [(error.pointer, error.code) for error in errors]
