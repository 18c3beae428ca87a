"""Documents that YAML reads otherwise than they look: what is said names the trap."""

from pathlib import Path

import pytest

from exactapi.generate.load import load
from generator.conftest import Write
from generator.document.rules.documents import HEAD

OK = '"204": { description: d }'
PATHS = [
    (
        f"get: {{ description: Gone, for good, responses: {{ {OK} }} }}",
        "member-unknown: this operation has no member `for good`; if it goes on with the text "
        "before it, quote that: in braces a comma ends a text; else remove it",
    ),
    (
        'get: { responses: { "204": { description:d } } }',
        "member-unknown: this response has no member `description:d`; in YAML, write a space "
        "after the colon of `description`",
    ),
    (
        'get:\n      responses:\n        "204":\n          description:d',
        "structure: an object is expected here, not `description:d`; in YAML, write a space after "
        "the colon",
    ),
    (
        f"get:\n      responses: {{ {OK} }}\n      parameters:\n        -name: q",
        "structure: a list is expected here; in YAML, write a space after the dash",
    ),
    (
        f"get:\n      responses: {{ {OK} }}\n      requestBody:\n        $ref: #/components/a",
        "ref-syntax: the reference is empty; put it in quotes: in YAML a `#` after a space begins "
        "a comment",
    ),
    (
        f"get:\n      description: # 1\n      responses: {{ {OK} }}",
        "structure: there is no value here; write one, or remove the name; in YAML a `#` after a "
        "space begins a comment",
    ),
    (
        f"get: {{ operationId: 123, responses: {{ {OK} }} }}",
        "structure: a string is expected here, not 123; quote it",
    ),
    (
        f"get: {{ operationId: {{id}}, responses: {{ {OK} }} }}",
        "structure: a string is expected here; write a text; in YAML, quote one that begins with "
        "a brace or bracket",
    ),
    (
        f"get: {{ deprecated: yes, responses: {{ {OK} }} }}",
        "structure: true or false is expected here, not `yes`; write true or false, without quotes",
    ),
    (
        f"get: {{ responses: {{ {OK}, Default: {{ description: d }} }} }}",
        "status-invalid: `Default` is neither a status, a range (`4XX`) nor `default`; "
        "write `default`",
    ),
]
SCHEMAS = [
    (
        "{ $ref: #/components/schemas/B\n }",
        "ref-syntax: the reference is empty; put it in quotes: in YAML a `#` after a space begins "
        "a comment",
    ),
    (
        "{ required: true }",
        "schema-invalid: `required` is a list of names, and says nothing of the schema that it is "
        "in; name the members that are required in a list, beside `properties`",
    ),
    (
        "{ type: [string, null] }",
        "schema-invalid: null without quotes is a value, not the name of a type; "
        'write "null" in quotes',
    ),
    (
        "{ type: null }",
        "schema-invalid: null without quotes is a value, not the name of a type; "
        'write "null" in quotes',
    ),
    (
        "{ type: any }",
        "schema-invalid: `any` is no type; leave `type` out: then any value is allowed",
    ),
    (
        "{ type: [array, File] }",
        "schema-invalid: `File` is no type; write `type: string` with `format: binary`",
    ),
    ("{ pattern: 12 }", 'schema-invalid: 12 is not of type "string"; quote it'),
    (
        '{ maxLength: "5" }',
        'schema-invalid: "5" is not of type "integer"; write a whole number, without quotes',
    ),
    ("{ enum: a }", 'schema-invalid: "a" is not of type "array"; write a list'),
]


def said(path: Path) -> list[str]:
    loaded = load(path)
    return [str(found).split(": ", 1)[1] for found in (*loaded.refusals, *loaded.warnings)]


@pytest.mark.parametrize(("item", "line"), PATHS)
def test_an_operation_that_reads_otherwise_than_it_looks(
    item: str, line: str, write: Write
) -> None:
    assert line in said(write(f"{HEAD}paths:\n  /a:\n    {item}\n"))


@pytest.mark.parametrize(("schema", "line"), SCHEMAS)
def test_a_schema_that_reads_otherwise_than_it_looks(schema: str, line: str, write: Write) -> None:
    text = f"{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n"
    assert line in said(write(text))
