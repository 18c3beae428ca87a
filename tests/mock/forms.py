"""Forms as the specification writes them, and which values cannot be written at all."""

from urllib.parse import quote_plus

from schemathesis.core.parameters import DelimitedValue
from styles import DOUBT, as_text, parameter_writer

URLENCODED = "application/x-www-form-urlencoded"
FORMS = {URLENCODED, "multipart/form-data"}


def urlencoded(case):
    """The bytes of an object: by `encoding`, and objects of which that says nothing as JSON."""
    encodings = _declared(case).definition.get("encoding", {})
    fields = []
    for name, value in case.body.items():
        encoding = encodings.get(name, {})
        if isinstance(value, dict) and not {"style", "explode"} & encoding.keys():
            fields.append((name, as_text(value)))
            continue
        parameter = {"name": name, "in": "query", "schema": {"type": "object"}} | encoding
        for key, each in parameter_writer([parameter])({name: value}).items():
            fields += [(key, text) for text in (each if isinstance(each, list) else [each])]
    return "&".join(f"{quote_plus(name)}={_encoded(value)}" for name, value in fields).encode()


def _encoded(value):
    return value.encoded if isinstance(value, DelimitedValue) else quote_plus(as_text(value))


def _declared(case):
    return case.operation.get_body_for_media_type(case.media_type)


def says_what_it_means(case):
    """Whether a case is on the wire what schemathesis takes it for.

    An empty array leaves no trace among names and texts (RFC 6570, section 2.3), so a valid value
    with one arrives without. One text in a form is also an array of one and the content of any
    file, so a body can be wrong as a value and right once it is written.
    """
    if case.meta is None:
        return True
    places = (case.query, case.path_parameters, case.headers, case.cookies)
    if any(DOUBT in place for place in places if place):
        return False
    is_form = case.media_type in FORMS and isinstance(case.body, dict)
    if case.meta.generation.mode.is_positive:
        return [] not in [*(case.query or {}).values(), *(case.body.values() if is_form else ())]
    if not is_form:
        return True
    declared = _declared(case)
    schema = declared.validation_schema
    properties = schema.get("properties", {})
    arrivals = [
        {
            name: _arrives(value, _resolved(schema, properties.get(name, {})), item)
            for name, value in case.body.items()
        }
        for item in (as_text, lambda value: value)
    ]
    return not any(each != case.body and declared.is_valid(each) for each in arrivals)


def _resolved(root, schema):
    while isinstance(schema, dict) and "$ref" in schema:
        node = root
        for token in schema["$ref"].lstrip("#/").split("/"):
            node = node[token.replace("~1", "/").replace("~0", "~")]
        schema = node
    return schema if isinstance(schema, dict) else {}


def _arrives(value, schema, item):
    """The value of a field as its schema has it read; `item` makes one of an array."""
    types = schema.get("type", ())
    if "array" in types and not isinstance(value, list):
        return [item(value)]
    return as_text(value) if "string" in types or "contentMediaType" in schema else value
