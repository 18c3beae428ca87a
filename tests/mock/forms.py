"""Forms as the specification writes them, and which values cannot be written at all."""

from urllib.parse import quote_plus

from schemathesis.core.parameters import DelimitedValue
from styles import as_text

URLENCODED = "application/x-www-form-urlencoded"
FORMS = {URLENCODED, "multipart/form-data"}


def urlencoded(body):
    """The bytes of an object whose values are texts, several of them, or already encoded."""
    fields = [
        (name, each)
        for name, value in body.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    return "&".join(f"{quote_plus(name)}={_encoded(value)}" for name, value in fields).encode()


def _encoded(value):
    return value.encoded if isinstance(value, DelimitedValue) else quote_plus(as_text(value))


def says_what_it_means(case):
    """Whether a case is on the wire what schemathesis takes it for.

    An empty array leaves no trace among names and texts (RFC 6570, section 2.3), so a valid value
    with one arrives without. One text in a form is also an array of one and the content of any
    file, so a body can be wrong as a value and right once it is written.
    """
    if case.meta is None:
        return True
    is_form = case.media_type in FORMS and isinstance(case.body, dict)
    if case.meta.generation.mode.is_positive:
        return [] not in [*(case.query or {}).values(), *(case.body.values() if is_form else ())]
    if not is_form:
        return True
    declared = case.operation.get_body_for_media_type(case.media_type)
    schema = declared.validation_schema
    arrives = {
        name: _arrives(value, _resolved(schema, schema.get("properties", {}).get(name, {})))
        for name, value in case.body.items()
    }
    return arrives == case.body or not declared.is_valid(arrives)


def _resolved(root, schema):
    while isinstance(schema, dict) and "$ref" in schema:
        node = root
        for token in schema["$ref"].lstrip("#/").split("/"):
            node = node[token.replace("~1", "/").replace("~0", "~")]
        schema = node
    return schema if isinstance(schema, dict) else {}


def _arrives(value, schema):
    """The value of a field as its schema has it read."""
    if "array" in schema.get("type", ()) and not isinstance(value, list):
        return [as_text(value)]
    is_file = schema.get("format") == "binary" or "contentMediaType" in schema
    return as_text(value) if is_file else value
