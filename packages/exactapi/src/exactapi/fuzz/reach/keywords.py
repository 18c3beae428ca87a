"""Which keywords of the document can refuse a request.

A keyword counts where some request can break it: `type`, `format`, `enum`, `required` and the like.
These do not:

- notes, such as `title` or `default`, and formats that say nothing, such as `password`;
- what every value keeps: `minLength: 0`, or the `type` of a text in a path, a query or a form,
  which is a string whatever it says;
- the inside of `not`, `if` and `contains`, which decide as a whole;
- `discriminator`, which refuses through the alternatives that it chooses from;
- schemas with an `$id`, or that are referred to by an anchor.

What a `$ref` leads to counts once for each operation that gets there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from exactapi.problems import JsonValue
from exactapi.schemas.directions import HIDING, refused_member
from exactapi.schemas.places import subschemas
from exactapi.schemas.pointers import fragment, join
from exactapi.schemas.validators import DirectedSchemas

_HIDES: Final = HIDING["request"]
_HIDDEN: Final = refused_member(_HIDES)
_OPAQUE: Final = frozenset({"not", "if", "contains"})
_ASSERTED: Final = frozenset(
    {"date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4"}
    | {"ipv6", "iri", "iri-reference", "json-pointer", "regex", "relative-json-pointer", "time"}
    | {"uri", "uri-reference", "uri-template", "uuid"}
)
"""The formats that the engine knows; others of ours are spelt out in keywords."""

_READ_FROM_TEXT: Final = frozenset({"boolean", "integer", "null", "number"})
"""The types that not every text has."""

_NUMBERS: Final = "number"
_APPLIES_TO: Final[Mapping[str, str]] = {
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum"), _NUMBERS),
    **dict.fromkeys(("exclusiveMaximum", "multipleOf"), _NUMBERS),
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), "string"),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems", "contains", "items"), "array"),
    **dict.fromkeys(("minContains", "maxContains", "unevaluatedItems"), "array"),
    **dict.fromkeys(("minProperties", "maxProperties", "required", "properties"), "object"),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), "object"),
    **dict.fromkeys(("dependentRequired", "propertyNames"), "object"),
}
_CAN_REFUSE: Final[Mapping[str, Callable[[Any], bool]]] = {
    **dict.fromkeys((*_APPLIES_TO, "not", "enum", "const", "oneOf"), lambda _: True),
    **dict.fromkeys(("minLength", "minItems", "minProperties"), lambda least: least > 0),
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), lambda each: each is False),
    **dict.fromkeys(("items", "unevaluatedItems", "propertyNames"), lambda each: each is False),
    "anyOf": lambda branches: not any(each in (True, {}) for each in branches),
    "dependentRequired": lambda names: any(names.values()),
    "format": lambda name: name in _ASSERTED,
    "properties": lambda _: False,  # its schemas do
    "required": bool,
    "type": lambda _: True,
    "uniqueItems": bool,
}


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword of a compiled schema, and the pointer of what the document says."""

    name: str
    place: str

    def applies(self, value: JsonValue) -> bool:
        """Return whether it has something to say of values of this type."""
        match _APPLIES_TO.get(self.name):
            case "number":
                return isinstance(value, int | float) and not isinstance(value, bool)
            case "string":
                return isinstance(value, str)
            case "array":
                return isinstance(value, list)
            case "object":
                return isinstance(value, dict)
        return True


Keywords = Mapping[str, tuple[Keyword, ...]]
"""By the URI of the compiled schema that has them."""


def keywords_of(schemas: DirectedSchemas, pointer: str, *, is_text: bool) -> Keywords:
    """Return the keywords that can refuse a value of the schema at a pointer.

    `is_text`: its scalars are read from texts.
    """
    found: dict[str, tuple[Keyword, ...]] = {}
    pending = [schemas.uri(pointer)]
    while pending:
        uri = pending.pop()
        schema = schemas.adapted(uri)
        if uri in found or not isinstance(schema, Mapping) or "$id" in schema:
            continue
        found[uri] = tuple(_own(schemas, uri, schema, is_text=is_text))
        pending += _inside(uri, schema)
    return found


def _own(
    schemas: DirectedSchemas, uri: str, schema: Mapping[str, Any], *, is_text: bool
) -> Iterator[Keyword]:
    for name, value in schema.items():
        refuses = _CAN_REFUSE.get(name)
        if (
            refuses is None
            or not refuses(value)
            or (is_text and name == "type" and _is_vain(value))
        ):
            continue
        if (place := schemas.pointer(below(uri, name))) is not None:
            yield Keyword(name, place)
    for path, inside in subschemas(schema):
        if inside == _HIDDEN and (place := schemas.pointer(below(uri, *path, "not"))) is not None:
            yield Keyword("properties", place)


def _is_vain(declared: Any) -> bool:
    """Return whether every text has one of the types."""
    types = {declared} if isinstance(declared, str) else set(declared)
    return not types <= _READ_FROM_TEXT


def _inside(uri: str, schema: Mapping[str, Any]) -> Iterator[str]:
    for keyword in ("$ref", "$dynamicRef"):
        if isinstance(schema.get(keyword), str):
            yield schema[keyword]
    for path, inside in subschemas(schema):
        if path[0] not in _OPAQUE and inside != _HIDDEN:
            yield below(uri, *path)


def below(uri: str, *path: str | int) -> str:
    """Return the URI of what is below a schema."""
    return uri + fragment(join("", *path))[1:]
