"""Forms as the specification writes them, and which values cannot be written at all."""

from urllib.parse import quote_plus

from schemathesis.core.parameters import DelimitedValue
from schemathesis.transport.serialization import Binary
from styles import DOUBT, as_text, is_valid_as_text, parameter_writer

URLENCODED = "application/x-www-form-urlencoded"
FORMS = {URLENCODED, "multipart/form-data"}


def urlencoded(case):
    """The bytes of an object: by `encoding`, and objects of which that says nothing as JSON."""
    encodings = _declared(case).definition.get("encoding", {})
    fields = []
    for name, value in case.body.items():
        encoding = encodings.get(name, {})
        if isinstance(value, dict) and not _is_styled(encoding):
            fields.append((name, as_text(value)))
            continue
        for key, each in _styled(name, value, encoding).items():
            fields += [(key, text) for text in (each if isinstance(each, list) else [each])]
    return "&".join(f"{quote_plus(name)}={_encoded(value)}" for name, value in fields).encode()


def styled_parts(original, context, value):
    """As schemathesis writes the parts, but those that have a style as texts of that style."""
    if not isinstance(value, dict):
        return original(context, value)
    encodings = _declared(context.case).definition.get("encoding", {})
    parts = {}
    for name, each in value.items():
        encoding = encodings.get(name, {})
        is_text = _is_styled(encoding) and not isinstance(each, Binary | bytes)
        parts |= _styled(name, each, encoding) if is_text else {name: each}
    return original(context, parts)


def _is_styled(encoding):
    return not {"style", "explode", "allowReserved"}.isdisjoint(encoding)


def _styled(name, value, encoding):
    parameter = {"name": name, "in": "query", "schema": {"type": "object"}} | encoding
    written = parameter_writer([parameter])({name: value})
    written.pop(DOUBT, None)  # of forms, `says_what_it_means` is the judge
    return written


def _encoded(value):
    return value.encoded if isinstance(value, DelimitedValue) else quote_plus(as_text(value))


def _declared(case):
    return case.operation.get_body_for_media_type(case.media_type)


def says_what_it_means(case):
    """Whether a case is on the wire what schemathesis takes it for.

    An empty array leaves no trace among names and texts (RFC 6570, section 2.3), so a valid value
    with one arrives without. One text in a form is also an array of one and the content of any
    file, so a body can be wrong as a value and right once it is written. The bytes of a file count
    as a text, of which schemathesis' own judge knows nothing.
    """
    if case.meta is None:
        return True
    places = (case.query, case.path_parameters, case.headers, case.cookies)
    if any(DOUBT in place for place in places if place):
        return False
    is_form = case.media_type in FORMS and isinstance(case.body, dict)
    if case.meta.generation.mode.is_positive:
        if [] in [*(case.query or {}).values(), *(case.body.values() if is_form else ())]:
            return False
        return not is_form or (any(_valid_arrivals(case)) and not _is_split(case))
    if not is_form:
        return True
    return not _is_split(case) and not any(each != case.body for each in _valid_arrivals(case))


def _is_split(case):
    """Whether a style writes what it separates, or what its schema takes as it is written.

    Parts of a form are not encoded; and `deepObject` is for objects alone. Nor can a member that
    has the name of a field be told from that field.
    """
    declared = _declared(case)
    schema = declared.validation_schema
    properties = _properties(schema, schema)
    for name, value in case.body.items():
        encoding = declared.definition.get("encoding", {}).get(name, {})
        if not _is_styled(encoding):
            continue
        definition = {"name": name, "in": "query", "schema": {}} | encoding
        definition["schema"] = _resolved(schema, properties.get(name, {}))
        if encoding.get("style") == "deepObject" and not isinstance(value, dict):
            return True
        if not isinstance(value, Binary) and is_valid_as_text(definition, {name: value}):
            return True
        if isinstance(value, dict) and not value.keys().isdisjoint(case.body):
            return True
        if case.media_type != URLENCODED and isinstance(value, dict | list):
            texts = map(as_text, [*value, *value.values()] if isinstance(value, dict) else value)
            if not {*", |[]"}.isdisjoint("".join(texts)):
                return True
    return False


def _valid_arrivals(case):
    """What the body of a form may be read as, where its schema takes that."""
    declared = _declared(case)
    schema = declared.validation_schema
    properties = _properties(schema, schema)
    encodings = declared.definition.get("encoding", {})
    for item in (as_text, lambda value: value):
        arrival = {
            name: _members(value, item)
            if _is_styled(encodings.get(name, {})) and isinstance(value, dict)
            else _arrives(value, schema, properties.get(name, {}), item)
            for name, value in case.body.items()
            if value != []
        }
        if declared.is_valid(_as_texts(arrival)):
            yield arrival


def _members(value, item):
    return {name: item(each) for name, each in value.items()}


def _as_texts(value):
    """The same with a text of as many characters in the place of bytes."""
    if isinstance(value, Binary):
        return value.data.decode("latin-1")
    if isinstance(value, dict):
        return {name: _as_texts(each) for name, each in value.items()}
    return [_as_texts(each) for each in value] if isinstance(value, list) else value


def _resolved(root, schema):
    while isinstance(schema, dict) and "$ref" in schema:
        node = root
        for token in schema["$ref"].lstrip("#/").split("/"):
            node = node[token.replace("~1", "/").replace("~0", "~")]
        schema = node
    return schema if isinstance(schema, dict) else {}


def _properties(root, schema):
    """Those of a schema and of its alternatives, by their names."""
    schema = _resolved(root, schema)
    found = {}
    for keyword in ("oneOf", "anyOf", "allOf"):
        for each in schema.get(keyword, ()):
            found |= _properties(root, each)
    return found | schema.get("properties", {})


def _arrives(value, root, schema, item):
    """The value of a field as its schema has it read; `item` makes one of an untyped array."""
    schema = _resolved(root, schema)
    types = schema.get("type", ())
    if "array" in types and (isinstance(value, list) or "string" not in types):
        items = _resolved(root, schema.get("items", {}))
        kind = items if "type" in items else {}
        found = value if isinstance(value, list) else [value]
        return [_arrives(each, root, kind, item) if kind else item(each) for each in found]
    if isinstance(value, Binary):
        return value
    return as_text(value) if "string" in types or "contentMediaType" in schema else value
