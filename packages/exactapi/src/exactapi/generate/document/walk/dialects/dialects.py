"""Schema languages that a document may use, and how each differs from JSON Schema 2020-12.

Keywords and values that 2020-12 does not have any more (`dependencies`, a list in `items`,
`exclusiveMinimum: true`) need no entry:
they are upgraded wherever they stand, since they can mean nothing else.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Dialect:
    """`nullable` is a keyword; `lone_ref`: nothing beside `$ref` counts.

    `identified`: `$id`, `$anchor` and `$dynamicAnchor` are keywords, as in 2020-12. `unknown` are
    keywords of 2020-12 that say nothing.
    """

    name: str
    nullable: bool = False
    lone_ref: bool = False
    identified: bool = False
    unknown: frozenset[str] = frozenset()


JSON_SCHEMA_2020_12 = Dialect("2020-12", identified=True)
OPENAPI_3_0 = Dialect("OpenAPI 3.0", nullable=True, lone_ref=True)

_SINCE_2020_12 = frozenset(("prefixItems", "$dynamicRef", "$dynamicAnchor"))
_SINCE_2019_09 = frozenset(
    (
        *("dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties"),
        *("minContains", "maxContains"),
    )
)
_2019_09 = Dialect("2019-09", identified=True, unknown=_SINCE_2020_12)
_DRAFT = Dialect("draft-04 to draft-07", lone_ref=True, unknown=_SINCE_2020_12 | _SINCE_2019_09)
_BY_ADDRESS = {
    "json-schema.org/draft-04/schema": _DRAFT,
    "json-schema.org/draft-05/schema": _DRAFT,
    "json-schema.org/draft-06/schema": _DRAFT,
    "json-schema.org/draft-07/schema": _DRAFT,
    "json-schema.org/draft/2019-09/schema": _2019_09,
    "json-schema.org/draft/2020-12/schema": JSON_SCHEMA_2020_12,
}


def is_current(address: Any) -> bool:
    """Return whether schemas of a dialect stay as they are: JSON Schema 2020-12, or OpenAPI's."""
    return dialect(address) is JSON_SCHEMA_2020_12


def dialect(address: Any) -> Dialect | None:
    """Return the dialect of a `$schema` or `jsonSchemaDialect`; None if it is not known."""
    if not isinstance(address, str):
        return None
    plain = address.partition("://")[2].partition("#")[0]
    if plain.startswith(("spec.openapis.org/oas/3.1/", "spec.openapis.org/oas/3.2/")):
        return JSON_SCHEMA_2020_12
    return _BY_ADDRESS.get(plain)
