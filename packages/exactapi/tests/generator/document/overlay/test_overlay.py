import copy
import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from exactapi.generate.ir import Pointer
from exactapi.generate.load import load
from exactapi.generate.source.library import Library
from exactapi.problems import PROBLEM_SCHEMA
from exactapi.schemas.operations import served_operations
from exactapi.schemas.pointers import tokens
from generator.conftest import Write

ROOT = Path(__file__).parents[6]
CORPUS = Path(os.environ.get("SPEC_CORPUS", ROOT.parent / "shared" / "specs"))
HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n'


def without(document: Any, pointers: tuple[Pointer, ...]) -> Any:
    """Take the overlay out again."""
    stripped = copy.deepcopy(document)
    for pointer in pointers:
        *path, last = tokens(pointer)
        owner = stripped
        for token in path:
            owner = owner[int(token)] if isinstance(owner, list) else owner[token]
        del owner[last]
    return stripped


def test_our_own_document_is_its_source_plus_the_overlay() -> None:
    loaded = load(ROOT / "openapi" / "openapi.yaml")
    source = Library(ROOT / "openapi" / "openapi.yaml").root.root
    assert json.dumps(without(loaded.api.document, loaded.overlay)) == json.dumps(source)
    assert loaded.refusals == ()
    assert loaded.warnings == ()


def statuses(write: Write, operation: str, more: str = "") -> dict[str, Any]:
    text = f"{HEAD}paths: {{/a: {{post: {operation}}}}}\n{more}"
    document = load(write(text)).api.document
    found: dict[str, Any] = document["paths"]["/a"]["post"]["responses"]
    return found


BASE = ["400", "404", "405", "406", "422", "500", "501", "503"]
BODY = "requestBody: {content: {application/json: {}}}"
SCHEME = "components: {securitySchemes: {k: {type: http, scheme: bearer}}}"


@pytest.mark.parametrize(
    ("operation", "added"),
    [
        ("{}", BASE),
        (f"{{{BODY}}}", sorted([*BASE, "413", "415"])),
        ("{security: [{k: []}]}", sorted([*BASE, "401", "403"])),
        ("{security: []}", BASE),
        ("{security: [{}, {k: []}]}", sorted([*BASE, "401", "403"])),
        ("{x-rate-limit: {limit: 1, window: 1}}", sorted([*BASE, "429"])),
        ("{responses: {'404': {description: a}}}", [code for code in BASE if code != "404"]),
        ("{responses: {4XX: {description: a}}}", ["500", "501", "503"]),
        ("{responses: {5XX: {description: a}}}", ["400", "404", "405", "406", "422"]),
        ("{responses: {default: {description: a}}}", BASE),
        ("{responses: {default: {description: a, content: {text/plain: {}}}}}", []),
        ("{responses: {'204': {description: a}, default: {description: a}}}", []),
    ],
)
def test_what_the_runtime_can_answer_is_declared(
    write: Write, operation: str, added: list[str]
) -> None:
    found = statuses(write, operation, SCHEME)
    assert [status for status, item in found.items() if "$ref" in item] == added


@pytest.mark.parametrize("responses", ["{}", "{x-a: 1}", "{'404': {description: a}}"])
def test_a_success_of_which_nothing_is_said_is_left_open(write: Write, responses: str) -> None:
    found = statuses(write, f"{{responses: {responses}}}")
    assert found["2XX"]["content"] == statuses(write, "{}")["2XX"]["content"] == {"*/*": {}}


@pytest.mark.parametrize("status", ["'101'", "'204'", "2xx", "'302'", "default"])
def test_a_success_that_is_named_is_the_only_one(write: Write, status: str) -> None:
    assert "2XX" not in statuses(write, f"{{responses: {{{status}: {{description: a}}}}}}")


def test_the_problem_media_type_stands_beside_an_errors_own(write: Write) -> None:
    found = statuses(
        write,
        """{responses: {
            '200': {description: a, content: {text/plain: {}}},
            '404': {description: a, content: {application/json: {schema: {type: string}}}},
            '409': {description: a, content: {application/json: {}}},
            '503': {description: a, content: {application/problem+json: {schema: {}}}},
            default: {$ref: '#/components/responses/D'}}}""",
        "components: {responses: {D: {description: d, content: {application/json: {}}}}}",
    )
    assert list(found["200"]["content"]) == ["text/plain"]
    assert list(found["404"]["content"]) == ["application/json", "application/problem+json"]
    assert list(found["409"]["content"]) == ["application/json"]
    assert found["503"]["content"] == {"application/problem+json": {"schema": {}}}
    assert found["default"] == {"$ref": "#/components/responses/D"}


def test_a_success_without_content_gets_none(write: Write) -> None:
    """Where `default` is all that is said, what the runtime answers is declared beside it."""
    assert statuses(write, "{responses: {default: {description: a}}}")["default"] == {
        "description": "a"
    }


def test_names_of_the_author_stay_the_authors(write: Write) -> None:
    more = """components:
  schemas: {RuntimeProblem: {type: integer}}
  responses: {RuntimeNotFound: {description: mine}}
"""
    document = load(write(f"{HEAD}paths: {{/a: {{get: {{}}}}}}\n{more}")).api.document
    assert document["components"]["schemas"]["RuntimeProblem"] == {"type": "integer"}
    assert document["components"]["schemas"]["RuntimeProblem_"] == PROBLEM_SCHEMA
    assert document["components"]["responses"]["RuntimeNotFound"] == {"description": "mine"}
    responses = document["paths"]["/a"]["get"]["responses"]
    assert responses["404"] == {"$ref": "#/components/responses/RuntimeNotFound_"}


def test_each_runtime_answer_declares_the_headers_it_comes_with(write: Write) -> None:
    limit = "x-rate-limit: {limit: 1, window: 1}"
    operations = f"{{get: {{security: [{{k: []}}]}}, post: {{{limit}}}}}"
    text = f"{HEAD}paths: {{/a: {operations}}}\n{SCHEME}"
    responses = load(write(text)).api.document["components"]["responses"]
    headers = {
        name: [header for header in item.get("headers", {}) if not header.startswith("RateLimit")]
        for name, item in responses.items()
    }
    assert {name: found for name, found in headers.items() if found} == {
        "RuntimeUnauthorized": ["WWW-Authenticate"],
        "RuntimeMethodNotAllowed": ["Allow"],
        "RuntimeTooManyRequests": ["Retry-After"],
        "RuntimeServiceUnavailable": ["Retry-After"],
    }


def test_a_document_without_operations_gets_no_overlay(write: Write) -> None:
    loaded = load(write(HEAD + "paths: {}\n"))
    assert loaded.overlay == ()
    assert "components" not in loaded.api.document


def test_the_schema_of_problems_takes_what_the_runtime_writes() -> None:
    problem = {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "The request does not match the contract.",
        "instance": "urn:uuid:01931b6e-7a30-7c64-b3bc-5d5f6f2f9d0a",
        "errors": [{"pointer": "#/email", "code": "format", "detail": "is not a valid email"}],
    }
    validator = jsonschema_rs.validator_for(PROBLEM_SCHEMA, validate_formats=True)
    assert validator.is_valid(problem)
    assert not validator.is_valid(problem | {"extra": 1})


def test_operations_are_walked_in_the_order_of_the_document() -> None:
    item = {"post": {}, "get": {}, "parameters": [], "additionalOperations": {"COPY": {}}}
    document = {"paths": {"/b": item, "/a": {"trace": {}}, "x-note": {"get": {}}}}
    assert [pointer for pointer, _ in served_operations(document)] == [
        "/paths/~1b/post",
        "/paths/~1b/get",
        "/paths/~1b/additionalOperations/COPY",
        "/paths/~1a/trace",
    ]


def test_a_range_whose_headers_are_required_covers_nothing(write: Write) -> None:
    spec = write(
        HEAD
        + """paths:
  /a:
    get:
      responses:
        "200": {description: ok}
        4XX: {description: no, headers: {X-Why: {required: true, schema: {type: string}}}}
        5XX: {description: no, headers: {X-Why: {schema: {type: string}}}}
"""
    )
    responses = load(spec).api.document["paths"]["/a"]["get"]["responses"]
    assert {"400", "404", "422"} <= responses.keys()
    assert "500" not in responses
