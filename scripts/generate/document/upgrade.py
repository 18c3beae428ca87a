"""Schema Objects of OpenAPI 3.0, said in JSON Schema 2020-12.

Source: OpenAPI 3.0.4, section 4.7.24 (Schema Object) for what the keywords mean.
"""

from typing import Any

_EXCLUSIVE = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
_BASE64 = "base64"
_OCTETS = "application/octet-stream"


def upgrade_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Rewrite the keywords of one schema (not of those inside it); the order stays."""
    bounds = {limit for flag, limit in _EXCLUSIVE if schema.get(flag) is True}
    upgraded: dict[str, Any] = {}
    for name, value in schema.items():
        if name in bounds or name == "nullable":
            continue
        if name == "type":
            upgraded["type"] = _type(value, nullable=schema.get("nullable") is True)
        elif name == "example":
            upgraded.setdefault("examples", [value])
        elif name in ("exclusiveMinimum", "exclusiveMaximum") and isinstance(value, bool):
            limit = name.removeprefix("exclusive").lower()
            if value and limit in schema:
                upgraded[name] = schema[limit]
        elif name == "format" and schema.get("type") == "string":
            upgraded["format"] = value
            _encoding(schema, value, upgraded)
        else:
            upgraded[name] = value
    return upgraded


def null_is_lost(schema: dict[str, Any]) -> str | None:
    """Tell why `nullable: true` has no effect here, although its author may think so."""
    if schema.get("nullable") is not True:
        return None
    if "type" not in schema:
        return "without `type` beside it `nullable` has no effect"
    if None not in schema.get("enum", [None]):
        return "`enum` does not list null, so null is not allowed"
    return None


def _type(value: Any, *, nullable: bool) -> Any:
    """`nullable` adds null to the type, and to nothing else (enum and allOf still decide)."""
    if not nullable:
        return value
    types = value if isinstance(value, list) else [value]
    return types if "null" in types else [*types, "null"]


def _encoding(schema: dict[str, Any], format_: Any, upgraded: dict[str, Any]) -> None:
    if format_ in ("byte", _BASE64):
        upgraded.setdefault("contentEncoding", schema.get("contentEncoding", _BASE64))
    elif format_ == "binary":
        upgraded.setdefault("contentMediaType", schema.get("contentMediaType", _OCTETS))
