"""Defaults that do not match their own schemas. They are reported, and models fill them in nowhere.

OpenAPI 3.0.4, section 4.7.24.2: a default must conform to its schema. One that does not would
become an answer that the contract forbids, or a value that the member's type cannot hold.
"""

import re
from typing import Any

from exactapi.generate.document.rules.schemas.examples import SchemaChecks
from exactapi.generate.document.rules.schemas.expansion import placed_schemas
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.ir import Pointer
from exactapi.schemas.pointers import join, tokens

_PART = re.compile("(/allOf/[0-9]+)+$")
"""The default of a part is that of the whole."""


def unfit_defaults(
    document: dict[str, Any], checks: SchemaChecks, findings: Findings
) -> list[Pointer]:
    """Warn of every default that is not valid; give the pointers of the schemas that have one."""
    unfit: list[Pointer] = []
    for pointer, schema in placed_schemas(document):
        whole = _PART.sub("", pointer)
        if "default" in schema and (reason := checks.error(whole, schema["default"])):
            at = join(pointer, "default")
            where = findings.places.locate(document, at)
            cure = "correct the default, or the schema"
            findings.warn("default-invalid", where, at, reason, cure)
            unfit.append(pointer)
    return unfit


def without_defaults(document: dict[str, Any], unfit: list[Pointer]) -> dict[str, Any]:
    """Return a document whose schemas at these pointers have no default; the rest is shared."""
    return _without(document, [tokens(pointer) for pointer in unfit]) if unfit else document


def _without(node: Any, ways: list[list[str]]) -> Any:
    copy = node.copy()
    below: dict[str, list[list[str]]] = {}
    for way in ways:
        if way:
            below.setdefault(way[0], []).append(way[1:])
        else:
            del copy["default"]
    for token, rest in below.items():
        key = int(token) if isinstance(copy, list) else token
        copy[key] = _without(copy[key], rest)
    return copy
