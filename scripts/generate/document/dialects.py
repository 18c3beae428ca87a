"""The schema languages that a document may use, and what each says differently from 2020-12.

Keywords and values that 2020-12 does not have any more (`dependencies`, a list in `items`,
`exclusiveMinimum: true`) need no entry:
they are upgraded wherever they stand, since they can mean nothing else.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Dialect:
    """`nullable` is a keyword; `lone_ref`: nothing beside `$ref` counts.

    `identified`: `$id`, `$anchor` and `$dynamicAnchor` are keywords, as in 2020-12.
    """

    name: str
    nullable: bool = False
    lone_ref: bool = False
    identified: bool = False


JSON_SCHEMA_2020_12 = Dialect("2020-12", identified=True)
OPENAPI_3_0 = Dialect("OpenAPI 3.0", nullable=True, lone_ref=True)

_DRAFT = Dialect("draft-04 to draft-07", lone_ref=True)
_BY_ADDRESS = {
    "json-schema.org/draft-04/schema": _DRAFT,
    "json-schema.org/draft-05/schema": _DRAFT,
    "json-schema.org/draft-06/schema": _DRAFT,
    "json-schema.org/draft-07/schema": _DRAFT,
    "json-schema.org/draft/2019-09/schema": JSON_SCHEMA_2020_12,
    "json-schema.org/draft/2020-12/schema": JSON_SCHEMA_2020_12,
}


def is_current(address: Any) -> bool:
    """Whether schemas of that dialect stay as they are: JSON Schema 2020-12, or OpenAPI's."""
    found = dialect(address)
    return found is JSON_SCHEMA_2020_12 and "2019-09" not in address


def dialect(address: Any) -> Dialect | None:
    """Find the dialect of a `$schema` or `jsonSchemaDialect`; None: none that is known."""
    if not isinstance(address, str):
        return None
    plain = address.partition("://")[2].partition("#")[0]
    if plain.startswith(("spec.openapis.org/oas/3.1/", "spec.openapis.org/oas/3.2/")):
        return JSON_SCHEMA_2020_12
    return _BY_ADDRESS.get(plain)
