"""What schemathesis must be told to test the documents of others."""

import base64
import json
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.generation.meta import TestPhase
from schemathesis.openapi.generation import filters
from schemathesis.specs.openapi.adapter import responses, v3_0, v3_1, v3_2
from schemathesis.transport import requests

from exactapi.fuzz import sequences  # noqa: F401  # its hooks are registered

sys.path.insert(0, str(Path(__file__).parent))  # schemathesis loads this file by its path
from forms import FORMS, URLENCODED, says_what_it_means, styled_parts, urlencoded
from styles import as_text, is_no_segment, parameter_writer
from xml_bodies import XML, Unwritable, XmlBodies

UNKNOWN = "x-schemathesis-unknown-property"
"""No violation where it is a cookie: clients send all that they have (RFC 6265, section 5.4).

Nor where it is a header: who does not know one ignores it (RFC 9110, section 5.1).
"""

_BASIC = base64.b64encode(b"mock:mock").decode()


@schemathesis.auth(refresh_interval=None)  # not kept: every operation has schemes of its own
class AnyCredentials:
    """Well-formed ones for the first alternative that names a scheme; a mock takes any."""

    def get(self, case, context):
        raw = context.operation.schema.raw_schema
        declared = raw.get("components", {}).get("securitySchemes", {})
        operation = context.operation.definition.raw
        alternatives = operation.get("security", raw.get("security", []))
        wanted = next((each for each in alternatives if each), {})
        return [declared[name] for name in wanted]

    def set(self, case, data, context):
        for scheme in data:
            place, name, value = _credential(scheme)
            if place == "query":
                case.query[name] = value
            elif place == "cookie":
                case.cookies[name] = value
            else:
                case.headers[name] = value


def _credential(scheme):
    match scheme["type"]:
        case "apiKey":
            return scheme["in"], scheme["name"], "mock"
        case "mutualTLS":
            return "header", "X-Client-Certificate", "mock"
        case "http" if scheme["scheme"].lower() == "basic":
            return "header", "Authorization", f"Basic {_BASIC}"
        case "http":
            return "header", "Authorization", f"{scheme['scheme']} mock"
        case _:
            return "header", "Authorization", "Bearer mock"


@schemathesis.serializer(URLENCODED)
def write_form(context, value):
    is_object = isinstance(context.case.body, dict)
    return urlencoded(context.case) if is_object else as_text(value).encode()


@schemathesis.serializer(*XML)
def write_xml(context, value):
    """What a filter has not seen, and XML cannot say, is no XML either."""
    bodies, schema = _xml(context.case)
    try:
        return bodies.write(value, schema).encode()
    except Unwritable:
        return b"<"


def _xml(case):
    """What writes XML, and the schema of a body: as the document says it, with its references."""
    bodies = XmlBodies(case.operation.schema.raw_schema)
    content = bodies.followed(case.operation.definition.raw["requestBody"])["content"]
    declared = case.operation.get_body_for_media_type(case.media_type)
    return bodies, bodies.followed(content[declared.media_type]).get("schema", {})


@schemathesis.hook
def filter_case(context, case):
    if UNKNOWN in case.cookies or UNKNOWN in case.headers:
        return False
    return says_what_it_means(case) and is_read_as_a_value(case)


@schemathesis.hook
def before_add_examples(context, examples):
    """Examples are completed with drawn values, and are not filtered."""
    examples[:] = [each for each in examples if filter_case(context, each)]


@schemathesis.hook
def before_call(context, case, kwargs):
    """A link may have overwritten the very member of a body that was wrong, or right.

    That is after all filters. What is then sent is judged anew, but for what other parts of the
    request have wrong.
    """
    if case.meta is None or case.meta.phase.name != TestPhase.STATEFUL:
        return
    parts = case.meta.components
    wrong = [place for place, part in parts.items() if part.mode.is_negative]
    if ParameterLocation.BODY not in parts or wrong not in ([], [ParameterLocation.BODY]):
        return
    is_valid = _is_valid_now(case)
    if is_valid is not None:
        mode = GenerationMode.POSITIVE if is_valid else GenerationMode.NEGATIVE
        parts[ParameterLocation.BODY].mode = case.meta.generation.mode = mode


def _is_valid_now(case):
    """Whether what is sent in a body is valid; None where nobody but its filter can tell."""
    declared = case.operation.get_body_for_media_type(case.media_type)
    if declared is None or not isinstance(case.body, dict):
        return None
    if case.media_type.endswith("json"):
        sent = json.loads(json.dumps(case.body, default=str))  # schemathesis has its own strings
        return declared.is_valid(sent) or None
    if case.media_type in XML:
        bodies, schema = _xml(case)
        with suppress(Unwritable):
            return declared.is_valid(bodies.arrives(case.body, schema))
    if case.media_type == URLENCODED and [] in case.body.values():
        sent = {name: value for name, value in case.body.items() if value != []}
        return declared.is_valid(sent) and None
    return None


def is_read_as_a_value(case):
    """Whether the schema can be asked.

    Of ranges such as `*/*`, JSON and forms are asked. Another multipart than `form-data` is taken
    only where its schema speaks of octets, so nothing breaks that; `+xml` is octets mostly.
    """
    declared = case.operation.get_body_for_media_type(case.media_type)
    if declared is None:
        return True
    essence = case.media_type.partition(";")[0].strip().lower()
    if "*" in declared.media_type:
        return essence == URLENCODED or essence.endswith("json")
    body = case.meta.components.get(ParameterLocation.BODY) if case.meta else None
    if body is None:
        return True
    if essence in XML:
        return arrives_as_it_is(case, declared, positive=body.mode.is_positive)
    is_multipart = essence not in FORMS and essence.partition("/")[0] == "multipart"
    is_unread = is_multipart or essence.endswith("+xml")
    return body.mode.is_positive or not is_unread


def arrives_as_it_is(case, declared, *, positive):
    """Whether an XML body is valid, or not, on the wire as well.

    In XML a text is also a number, one element also an array of one, and no element an empty one.
    """
    bodies, schema = _xml(case)
    try:
        bodies.write(case.body, schema)
        is_valid = declared.is_valid(bodies.arrives(case.body, schema))
    except Unwritable:
        return False
    return is_valid == positive


# schemathesis has no other places for what follows; its version is pinned.
for module in (v3_0, v3_1, v3_2):
    module.get_parameter_serializer = parameter_writer
requests.prepare_multipart_parts = partial(styled_parts, requests.prepare_multipart_parts)
filters.is_invalid_path_parameter = partial(is_no_segment, filters.is_invalid_path_parameter)
# It would make `items` a list, which JSON Schema 2020-12 does not know.
responses.to_json_schema = partial(responses.to_json_schema, convert_prefix_items=False)
