"""Schemas of older dialects, said in JSON Schema 2020-12.

Sources: OpenAPI 3.0.4, section 4.7.24 (Schema Object); the migration notes of JSON Schema
draft-06, 2019-09 and 2020-12.
"""

from typing import Any

from exactapi.generate.document.walk.dialects.dialects import Dialect

_BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_RENAMED = frozenset(("items", "additionalItems", "dependencies"))
_SETS = ("required", "type")
"""Lists that mean sets; what they say twice is dropped."""
_BASE64 = "base64"
_OCTETS = "application/octet-stream"

_ALTERNATIVES = frozenset(("anyOf", "oneOf"))
_TO_TYPE = 'add "null" to `type` and null to `enum`, if null is to be allowed'
_ANY_OF = "write `anyOf` of the schema and of one whose `enum` is [null]"
_ALL_OF = "`allOf` goes on to refuse null, unless each of its schemas allows it"
_WITHOUT_TYPE = "without `type` beside it `nullable` has no effect"


def upgrade_schema(schema: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    """Rewrite the keywords of one schema (not of those inside it); the order stays."""
    if any(isinstance(schema.get(flag), bool) for flag in _BOUNDS):
        schema = _bounds(schema)
    if not _RENAMED.isdisjoint(schema):
        schema = _tuples(schema)
    for name in _SETS:
        names = schema.get(name)
        if isinstance(names, list) and all(isinstance(item, str) for item in names):
            schema = schema | {name: list(dict.fromkeys(names))}
    if dialect.nullable:
        schema = _openapi(schema)
    return schema


def null_is_lost(schema: dict[str, Any], dialect: Dialect) -> tuple[str, str] | None:
    """Return why `nullable: true` has no effect here, and the cure; None if nothing is lost."""
    if schema.get("nullable") is not True:
        return None
    enum = schema.get("enum")
    cases = (
        (not dialect.nullable, "`nullable` is a keyword of OpenAPI 3.0 only", _TO_TYPE),
        ("$ref" in schema, "beside a `$ref` `nullable` has no effect", _ANY_OF),
        (
            isinstance(enum, list) and None not in enum,
            "`enum` does not list null, so null is not allowed",
            "add null to `enum`",
        ),
        ("allOf" in schema, _ALL_OF if "type" in schema else _WITHOUT_TYPE, _ANY_OF),
        (
            "type" not in schema and not _ALTERNATIVES.isdisjoint(schema),
            _WITHOUT_TYPE,
            "add an alternative whose `enum` is [null]",
        ),
    )
    return next(((reason, cure) for holds, reason, cure in cases if holds), None)


def _bounds(schema: dict[str, Any]) -> dict[str, Any]:
    exclusive = {limit for flag, limit in _BOUNDS.items() if schema.get(flag) is True}
    upgraded = {}
    for name, value in schema.items():
        if name in _BOUNDS and isinstance(value, bool):
            if value and _BOUNDS[name] in schema:
                upgraded[name] = schema[_BOUNDS[name]]
        elif name not in exclusive:
            upgraded[name] = value
    return upgraded


def _tuples(schema: dict[str, Any]) -> dict[str, Any]:
    upgraded: dict[str, Any] = {}
    is_tuple = isinstance(schema.get("items"), list)
    for name, value in schema.items():
        if name == "items" and is_tuple:
            if value:
                upgraded["prefixItems"] = value
        elif name == "additionalItems":
            if is_tuple:
                upgraded["items"] = value
        elif name == "dependencies" and isinstance(value, dict):
            required = {key: item for key, item in value.items() if isinstance(item, list)}
            schemas = {key: item for key, item in value.items() if key not in required}
            upgraded |= {"dependentRequired": required} if required else {}
            upgraded |= {"dependentSchemas": schemas} if schemas else {}
        else:
            upgraded[name] = value
    return upgraded


def _openapi(schema: dict[str, Any]) -> dict[str, Any]:
    upgraded: dict[str, Any] = {}
    for name, value in schema.items():
        if name == "type":
            upgraded["type"] = _type(value, nullable=schema.get("nullable") is True)
        elif name == "example":
            upgraded["examples"] = [value]
        elif name == "format" and schema.get("type") == "string":
            upgraded["format"] = value
            _encoding(schema, value, upgraded)
        elif name != "nullable" and not (name == "examples" and "example" in schema):
            upgraded[name] = value
    return upgraded


def _type(value: Any, *, nullable: bool) -> Any:
    """`nullable` adds null to the type, and to nothing else (enum and allOf still decide)."""
    if not nullable:
        return value
    types = value if isinstance(value, list) else [value]
    return types if "null" in types else [*types, "null"]


def _encoding(schema: dict[str, Any], format_: Any, upgraded: dict[str, Any]) -> None:
    """Say `byte` and `binary` in the keywords that replaced these formats."""
    if format_ in ("byte", _BASE64):
        upgraded["contentEncoding"] = schema.get("contentEncoding", _BASE64)
    elif format_ == "binary":
        upgraded["contentMediaType"] = schema.get("contentMediaType", _OCTETS)
