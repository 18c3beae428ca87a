"""Parameters written as the specification's styles say (OpenAPI 3.1.2, "Style Values").

schemathesis' own writer leaves out what is rare: objects of the delimited styles, separators
within values, parameters of several types. What no style can write, a container within a
container, goes as JSON text, which is any client's best offer.
"""

import json
import re
from urllib.parse import quote, unquote

from jsonschema_rs import Draft202012Validator
from schemathesis.core.parameters import DelimitedValue, EncodedPath
from schemathesis.specs.openapi.serialization import serialize_openapi3_parameters
from schemathesis.transport.serialization import Binary

DEFAULT_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
WRITTEN = EncodedPath()
DOUBT = "x-mock-valid-as-text"
"""A name beside the parameters that tells `filter_case` to leave the case out."""

TELLING = {"type", "properties", "additionalProperties", "$ref", "allOf", "anyOf", "oneOf"}
SEPARATORS = {"spaceDelimited": "%20", "pipeDelimited": "|"}


def parameter_writer(definitions):
    """What turns generated values, by the parameters' names, into texts."""
    styled = [each for each in definitions if "schema" in each and _style(each) != "deepObject"]
    others = serialize_openapi3_parameters([each for each in definitions if each not in styled])

    def write(values):
        written = {name: as_json_has_it(value) for name, value in values.items()}
        doubtful = any(is_valid_as_text(each, written) for each in definitions)
        for definition in styled:
            value = written.get(definition["name"], WRITTEN)
            if not isinstance(value, DelimitedValue | EncodedPath):
                _write(written, definition)
        written = others(written) if others else written
        for definition in definitions:
            if definition["in"] == "path" and "content" in definition:
                written[definition["name"]] = EncodedPath(_quoted(written[definition["name"]]))
        return written | {DOUBT: "1"} if doubtful else written

    return write


def is_no_segment(original, value, **options):
    """As schemathesis' own filter, which also drops JSON for the braces that it has, encoded."""
    if isinstance(value, EncodedPath):
        value = re.sub("%7[BD]", "~", value)
    return original(value, **options)


def is_valid_as_text(definition, values):
    """Whether a value that its schema refuses is one that it takes, once it is written.

    A text has no type, so `null` is as good a string as any, and whatever stands alone is an array
    of one; and where an object's members are parameters of their own, one that has none is a
    parameter that was left out.
    """
    value = values.get(definition["name"])
    if "schema" not in definition or isinstance(value, DelimitedValue | EncodedPath):
        return False
    is_spread = _style(definition) == "form" and definition.get("explode", True)
    if isinstance(value, dict) and is_spread and (not value or _has_no_members(definition)):
        return not definition.get("required", False)
    judge = Draft202012Validator(definition["schema"])
    if definition["name"] not in values or judge.is_valid(value):
        return False
    if isinstance(value, dict) and _is_valid_with_texts(judge, value):
        return True
    return any(map(judge.is_valid, _readings(definition, value)))


def _has_no_members(definition):
    schema = definition["schema"]
    kinds = schema.get("type", "object") if isinstance(schema, dict) else "object"
    return "object" not in kinds


def _is_valid_with_texts(judge, value):
    best, fewest = value, len(list(judge.iter_errors(value)))
    for name, each in value.items():
        trial = best | {name: as_text(each)}
        if (left := len(list(judge.iter_errors(trial)))) < fewest:
            best, fewest = trial, left
    return fewest == 0


def _readings(definition, value):
    """The arrays and objects as which the text of a value may be read."""
    separators = ",." if _style(definition) == "label" else ","  # tables up to 3.1.0 have points
    parts = _parts(value, as_text) if isinstance(value, dict | list) else [as_text(value)]
    if parts == [""]:
        yield from ([], {})
    splits = ([each for part in parts for each in part.split(by)] for by in separators)
    for texts in (parts, *splits):
        scalars = [_scalar(each) for each in texts]
        yield from (texts, scalars)
        if len(texts) % 2 == 0:
            yield from (dict(zip(texts[::2], each[1::2], strict=True)) for each in (texts, scalars))
        if all("=" in each for each in texts):
            yield dict(each.split("=", 1) for each in texts)
    style = _style(definition)
    if style in ("matrix", "form") and definition.get("explode", style == "form"):
        yield {definition["name"]: as_text(value)}  # what a member of that name looks like


def _scalar(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


def _style(definition):
    return definition.get("style", DEFAULT_STYLES[definition["in"]])


def _write(written, definition):
    name, place = definition["name"], definition["in"]
    style = _style(definition)
    explode = definition.get("explode", style == "form")
    value = written.pop(name)
    is_container = isinstance(value, dict | list)
    if isinstance(value, dict) and not TELLING & definition["schema"].keys():
        written[name] = as_text(value)  # no reader could tell its members from other parameters
        return
    if place == "header":
        written[name] = _simple(value, explode, _header) if is_container else as_text(value)
    elif style == "form" and explode and isinstance(value, dict):
        for member, each in value.items():
            # A declared parameter of the same name keeps its own value.
            written.setdefault(member, _repeated(each))
    elif place == "query":
        written[name] = _repeated(value)
        if is_container and not explode:
            separator = SEPARATORS.get(style, ",")
            written[name] = _encoded(separator.join(_parts(value, _QUOTED.get(style, _quoted))))
    elif place == "cookie":
        # As text: requests leaves out a cookie that is None.
        simple = _simple(value, explode=False, quoted=_quoted) if is_container else as_text(value)
        written[name] = simple
    elif style in ("label", "matrix"):
        start = "." if style == "label" else ";"
        written[name] = _encoded(_prefixed(start, name, value, explode))
    else:
        written[name] = _encoded(_simple(value, explode, _quoted)) if is_container else value


def _repeated(value):
    """An array is as many pairs of the same name."""
    if isinstance(value, list):
        return [as_text(each) for each in value]
    return as_text(value) if isinstance(value, dict) else value


def _simple(value, explode, quoted):
    return ",".join(_members(value, quoted) if explode else _parts(value, quoted))


def _prefixed(start, name, value, explode):
    """`label` and `matrix`: RFC 6570, sections 3.2.5 and 3.2.7."""
    named = f"{start}{_quoted(name)}=" if start == ";" else start
    if not isinstance(value, dict | list):
        return named + _quoted(value)
    if not value:
        return ""
    if not explode:
        return named + ",".join(_parts(value, _quoted))
    before = named if isinstance(value, list) else start
    return "".join(before + each for each in _members(value, _quoted))


def _parts(value, quoted):
    if isinstance(value, list):
        return [quoted(each) for each in value]
    return [quoted(each) for member in value.items() for each in member]


def _members(value, quoted):
    if isinstance(value, list):
        return [quoted(each) for each in value]
    return [f"{quoted(name)}={quoted(each)}" for name, each in value.items()]


def _quoted(value):
    return quote(as_text(value), safe="")


def _header(value):
    """Headers know no encoding, so only what would separate is encoded."""
    return as_text(value).replace(",", "%2C").replace("=", "%3D")


def _doubly(separator):
    """Encoded once, it would still separate (Appendix E), so its code is encoded again."""
    return lambda value: _quoted(as_text(value).replace(separator, quote(separator)))


_QUOTED = {"spaceDelimited": _doubly(" "), "pipeDelimited": _doubly("|")}


def _encoded(text):
    return DelimitedValue(unquote(text), text)


def as_text(value):
    return value if isinstance(value, str) else json.dumps(value)


def as_json_has_it(value):
    """1.0 as 1: to JSON they are the same, but a parameter has one spelling for an integer.

    And bytes, which schemathesis draws for `format: binary`, as the text that a parameter is.
    """
    if isinstance(value, dict):
        return {name: as_json_has_it(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_json_has_it(each) for each in value]
    if isinstance(value, Binary):
        return value.data.decode("latin-1")
    return int(value) if isinstance(value, float) and value.is_integer() else value
