"""A reader of parameters as an operation declares them, and the errors that it names."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from exactapi.document.contract import Contract
from exactapi.operations.operation import Operation, Parameter
from exactapi.options import ContractOptions
from exactapi.rejections import InvalidRequest
from exactapi.request.parameters import ParametersReader


def query(name: str, schema: Any, **fields: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **fields}


def reader(
    *declared: dict[str, Any],
    annotations: dict[str, Any] | None = None,
    options: ContractOptions | None = None,
    components: dict[str, Any] | None = None,
    shared: Sequence[dict[str, Any]] = (),
    unbound: Sequence[dict[str, Any]] = (),
) -> ParametersReader:
    """`unbound` ones are in the document, and no arguments of the generated code."""
    document = {
        "openapi": "3.1.0",
        "paths": {"/x": {"parameters": [*shared], "get": {"parameters": [*unbound, *declared]}}},
        "components": components or {},
    }
    found = {(each["in"], each["name"]) for each in [*shared, *declared]}
    operation = Operation(
        id="x",
        method="GET",
        path="/x",
        pointer="/paths/~1x/get",
        handler="x",
        parameters=tuple(
            Parameter(location, name, f"{location}_{name}", (annotations or {}).get(name))
            for location, name in sorted(found)
        ),
    )
    contract = Contract(document, json.dumps(document).encode())
    return ParametersReader(contract, operation, options or ContractOptions())


def value(schema: Any, text: str, **fields: Any) -> Any:
    return reader(query("q", schema, **fields)).read({}, f"q={text}".encode(), [])["query_q"]


def errors(read: ParametersReader, query_string: str = "", **rest: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRequest) as caught:
        read.read(rest.get("path", {}), query_string.encode(), rest.get("headers", []))
    return [(error.pointer, error.code) for error in caught.value.errors]
