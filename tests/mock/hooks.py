"""What schemathesis must be told to test the documents of others."""

import base64
import json
import sys
from functools import partial
from pathlib import Path

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.generation.meta import TestPhase
from schemathesis.openapi.generation import filters
from schemathesis.specs.openapi.adapter import responses, v3_0, v3_1, v3_2

sys.path.insert(0, str(Path(__file__).parent))  # schemathesis loads this file by its path
from forms import FORMS, URLENCODED, says_what_it_means, urlencoded
from styles import as_text, is_no_segment, parameter_writer

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
    """A link may have overwritten the very member of a body that was wrong, after all filters."""
    if case.meta is None or case.meta.phase.name != TestPhase.STATEFUL:
        return
    if not isinstance(case.body, dict) or not case.media_type.endswith("json"):
        return
    wrong = [part for part in case.meta.components.items() if part[1].mode.is_negative]
    if [place for place, _ in wrong] != [ParameterLocation.BODY]:
        return
    declared = case.operation.get_body_for_media_type(case.media_type)
    sent = json.loads(json.dumps(case.body, default=str))  # schemathesis has strings of its own
    if declared is not None and declared.is_valid(sent):
        for _, component in wrong:
            component.mode = GenerationMode.POSITIVE
        case.meta.generation.mode = GenerationMode.POSITIVE


def is_read_as_a_value(case):
    """Whether the schema can be asked.

    Of ranges such as `*/*`, JSON and forms are read. A schema of XML or of another multipart than
    `form-data` is documentation only, as a warning of the generator says (`schema-unread`), so
    nothing breaks it.
    """
    declared = case.operation.get_body_for_media_type(case.media_type)
    if declared is None:
        return True
    essence = case.media_type.partition(";")[0].strip().lower()
    if "*" in declared.media_type:
        return essence == URLENCODED or essence.endswith("json")
    is_unread = essence.endswith("xml") or essence.partition("/")[0] == "multipart"
    if essence in FORMS or not is_unread or case.meta is None:
        return True
    body = case.meta.components.get(ParameterLocation.BODY)
    return body is None or body.mode.is_positive


# schemathesis has no other places for what follows; its version is pinned.
for module in (v3_0, v3_1, v3_2):
    module.get_parameter_serializer = parameter_writer
filters.is_invalid_path_parameter = partial(is_no_segment, filters.is_invalid_path_parameter)
# It would make `items` a list, which JSON Schema 2020-12 does not know.
responses.to_json_schema = partial(responses.to_json_schema, convert_prefix_items=False)
