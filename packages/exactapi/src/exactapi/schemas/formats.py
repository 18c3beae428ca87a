"""Formats of OpenAPI's registry, said in the keywords of JSON Schema.

They are no formats of JSON Schema, so validators ignore them (OpenAPI Format Registry,
https://spec.openapis.org/registry/format/). The others are the validator's own.
"""

from typing import Any, Final

_BOUNDS: Final[dict[str, tuple[int, int]]] = {
    **{f"int{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": (0, 2**bits - 1) for bits in (8, 16, 32, 64)},
    "double-int": (-(2**53) + 1, 2**53 - 1),
}
_LARGEST_FLOAT: Final = (2 - 2**-23) * 2.0**127
"""IEEE 754 binary32."""

_PATTERNS: Final = {
    "byte": "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    "base64url": "^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}(?:==)?|[A-Za-z0-9_-]{3}=?)?$",
    "decimal": r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$",
}
"""RFC 4648, sections 4 and 5; a number without an exponent."""

FORMAT_OF_ENCODING: Final = {"base64": "byte", "base64url": "base64url"}
"""The format that asserts what a `contentEncoding` only tells (JSON Schema Validation, 8.1)."""


def expand_format(schema: dict[str, Any]) -> None:
    """Add to a schema what its `format` says, in place."""
    name = str(schema["format"])
    if name in _BOUNDS:
        _bound(schema, *_BOUNDS[name])
        _make_whole(schema)
    elif name == "float":
        _bound(schema, -_LARGEST_FLOAT, _LARGEST_FLOAT)
    elif name in _PATTERNS and "pattern" not in schema:
        schema["pattern"] = _PATTERNS[name]
    elif name in _PATTERNS:
        schema["allOf"] = [*schema.get("allOf", ()), {"pattern": _PATTERNS[name]}]


def _bound(schema: dict[str, Any], lowest: float, highest: float) -> None:
    schema["minimum"] = max(_number(schema.get("minimum"), lowest), lowest)
    schema["maximum"] = min(_number(schema.get("maximum"), highest), highest)


def _make_whole(schema: dict[str, Any]) -> None:
    """Whole numbers, also where the schema says `number` or nothing of types."""
    declared = schema.get("type")
    if declared == "number":
        schema["type"] = "integer"
    elif isinstance(declared, list) and "number" in declared:
        schema["type"] = list(
            dict.fromkeys("integer" if name == "number" else name for name in declared)
        )
    elif declared is None:
        schema.setdefault("multipleOf", 1)


def _number(value: Any, absent: float) -> float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else absent
