"""One small document per refusal, and the exact line that it earns."""

import json
from textwrap import dedent
from typing import Any

import pytest

from exactapi.generate.load import load
from exactapi.generate.refusals.codes import CODES
from exactapi.generate.refusals.refusals import RefusedError
from generator.conftest import Write
from generator.document.rules.documents import HEAD

CASES = {
    "ref-unknown": (
        """
        paths:
          /a:
            get:
              parameters: [{$ref: "#/components/parameters/Limti"}]
        components: {parameters: {Limit: {name: l, in: query, schema: {}}}}
        """,
        "api.yaml:6:21 paths./a.get.parameters[0].$ref: ref-unknown: "
        "`#/components/parameters/Limti` does not exist; correct the name (nearest: Limit)",
    ),
    "ref-kind": (
        """
        paths:
          /a:
            get:
              responses: {"200": {$ref: "#/components/schemas/A"}}
        components: {schemas: {A: {}}}
        """,
        "api.yaml:6:27 paths./a.get.responses[200].$ref: ref-kind: "
        "a response is needed here, but the reference leads to a schema; refer to a response",
    ),
    "ref-syntax": (
        """
        paths: {/a: {get: {responses: {"200": {$ref: "http://[x"}}}}}
        """,
        "api.yaml:3:40 paths./a.get.responses[200].$ref: ref-syntax: "
        "`http://[x` is no URI reference; correct it",
    ),
    "ref-cycle": (
        """
        paths: {}
        components:
          responses:
            A: {$ref: "#/components/responses/A"}
        """,
        "api.yaml:6:9 components.responses.A.$ref: ref-cycle: "
        "`#/components/responses/A` leads back to itself, or on and on; "
        "let one of them name a value",
    ),
    "ref-outside-folder": (
        """
        paths: {/a: {$ref: "../a.yaml"}}
        """,
        "api.yaml:3:14 paths./a.$ref: ref-outside-folder: "
        "`../a.yaml` leads outside the folder of the document; "
        "move the file into the folder, or name a folder that holds both with --root",
    ),
    "ref-remote": (
        """
        paths: {/a: {$ref: "https://example.com/a.yaml"}}
        """,
        "api.yaml:3:14 paths./a.$ref: ref-remote: "
        "`https://example.com/a.yaml` leads to another machine; "
        "save the file beside the document and refer to it there, or pass --allow-remote",
    ),
    "structure": (
        """
        paths:
          /a:
            get:
              parameters: {name: a}
        """,
        "api.yaml:6:7 paths./a.get.parameters: structure: a list is expected here; write a list",
    ),
    "schema-invalid": (
        """
        paths: {}
        components: {schemas: {A: {type: strin}}}
        """,
        "api.yaml:4:28 components.schemas.A.type: schema-invalid: "
        "`strin` is no type; "
        "write one of array, boolean, integer, null, number, object, string (nearest: string)",
    ),
    "schema-pattern": (
        """
        paths: {}
        components: {schemas: {A: {pattern: "(a"}}}
        """,
        "api.yaml:4:28 components.schemas.A.pattern: schema-pattern: "
        "`(a` is no regular expression of ECMA-262; correct the pattern",
    ),
    "schema-dialect": (
        """
        paths: {}
        components: {schemas: {A: {$schema: "https://example.com/mine"}}}
        """,
        "api.yaml:4:28 components.schemas.A.$schema: schema-dialect: "
        "`https://example.com/mine` is not JSON Schema 2020-12; "
        "rewrite the schema for 2020-12 and correct `$schema`",
    ),
    "schema-dynamic": (
        """
        paths: {}
        components:
          schemas:
            A: {$id: a, $dynamicAnchor: n, items: {$dynamicRef: "#n"}, not: {$ref: "#/x"}, x: {}}
            B: {$id: b, $dynamicAnchor: n, $ref: a}
        """,
        "api.yaml:6:44 components.schemas.A.items.$dynamicRef: schema-dynamic: "
        "what `#n` means depends on the way to it, over several files; "
        "give each file's schema an `$id`, or write `$ref` to the schema that is meant",
    ),
    "ref-ambiguous": (
        """
        paths: {}
        components:
          schemas:
            A: {$anchor: same}
            B: {$anchor: same}
            C: {$ref: "#same"}
        """,
        "api.yaml:8:9 components.schemas.C.$ref: ref-ambiguous: "
        "several schemas have the anchor of `#same`; give each of them its own",
    ),
    "path-syntax": (
        """
        paths: {"/a?b=c": {get: {}}}
        """,
        "api.yaml:3:9 paths./a?b=c: path-syntax: "
        "a path holds neither a query (`?`) nor a fragment (`#`); "
        "correct the path; what follows `?` belongs into query parameters",
    ),
    "path-duplicate": (
        """
        paths:
          /a/{b}: {get: {parameters: [{name: b, in: path, required: true, schema: {}}]}}
          /a/{c}: {get: {parameters: [{name: c, in: path, required: true, schema: {}}]}}
        """,
        "api.yaml:5:12 paths./a/{c}.get: path-duplicate: "
        "`/a/{c}` and `/a/{b}` match the same requests; remove one of them",
    ),
    "path-parameter": (
        """
        paths: {"/a/{id}": {get: {parameters: [{name: di, in: path, schema: {}}]}}}
        """,
        "api.yaml:3:21 paths./a/{id}.get: path-parameter: "
        "`{id}` is in the path, but no path parameter `id` is declared; declare it",
    ),
    "parameter-style": (
        """
        paths: {/a: {get: {parameters: [{name: a, in: query, style: simple, schema: {}}]}}}
        """,
        "api.yaml:3:54 paths./a.get.parameters[0].style: parameter-style: "
        "a query parameter has no style `simple`; "
        "write `form` or `spaceDelimited` or `pipeDelimited` or `deepObject`",
    ),
    "parameter-duplicate": (
        """
        paths:
          /a:
            get:
              parameters:
                - {name: a, in: query, schema: {}}
                - {name: a, in: header, schema: {}}
                - {name: a, in: query, schema: {}}
        """,
        "api.yaml:9:11 paths./a.get.parameters[2]: parameter-duplicate: "
        "the query parameter `a` is declared twice; remove one of them",
    ),
    "parameter-schema": (
        """
        paths:
          /a: {get: {parameters: [{name: a, in: query, schema: {}, content: {text/plain: {}}}]}}
        """,
        "api.yaml:4:27 paths./a.get.parameters[0]: parameter-schema: "
        "the parameter has both `schema` and `content`; keep one of them",
    ),
    "operation-duplicate": (
        """
        paths:
          /a: {get: {operationId: a}}
          /b: {get: {operationId: a}}
        """,
        "api.yaml:5:14 paths./b.get.operationId: operation-duplicate: "
        "the operationId `a` is taken already (line 4); give it a name of its own",
    ),
    "security-unknown": (
        """
        paths: {/a: {get: {security: [{nope: []}]}}}
        """,
        "api.yaml:3:32 paths./a.get.security[0].nope: security-unknown: "
        "there is no security scheme `nope`; declare it under components/securitySchemes",
    ),
    "header-name": (
        """
        paths:
          /a: {get: {parameters: [{name: "X Y", in: header, schema: {type: string}}]}}
        """,
        "api.yaml:4:28 paths./a.get.parameters[0].name: header-name: "
        "`X Y` cannot be the name of a header; write letters, digits and hyphens",
    ),
    "status-invalid": (
        """
        paths: {/a: {get: {responses: {"2xx": {description: a}}}}}
        """,
        "api.yaml:3:32 paths./a.get.responses.2xx: status-invalid: "
        "`2xx` is neither a status, a range (`4XX`) nor `default`; write `2XX`",
    ),
}
FATAL = {
    "swagger: '2.0'": "api.yaml:1:1 swagger: openapi-version: this is Swagger 2.0, not OpenAPI 3; "
    "convert the document to OpenAPI 3",
    "openapi: 3.1": "api.yaml:1:1 openapi: openapi-version: `openapi` is 3.1; "
    "write `openapi: 3.1.0` (3.0.x to 3.2.x are read)",
    "openapi: 3.0": "api.yaml:1:1 openapi: openapi-version: `openapi` is 3.0; "
    "write `openapi: 3.0.0` (3.0.x to 3.2.x are read)",
    "a: 1": "api.yaml:1:1 openapi: openapi-version: `openapi` is missing; "
    "write `openapi: 3.1.0` (3.0.x to 3.2.x are read)",
    "": "api.yaml:1:1 #: structure: this is no OpenAPI document; start with `openapi: 3.1.0`",
    "[1]": "api.yaml:1:1 #: structure: this is no OpenAPI document; start with `openapi: 3.1.0`",
    "openapi: 3.1.0\njsonSchemaDialect: urn:x": "api.yaml:2:1 jsonSchemaDialect: schema-dialect: "
    "the schemas are written in `urn:x`; "
    "rewrite them for JSON Schema 2020-12 and remove `jsonSchemaDialect`",
}


@pytest.mark.parametrize("code", CASES)
def test_each_refusal_is_one_line_with_place_reason_and_cure(code: str, write: Write) -> None:
    text, line = CASES[code]
    loaded = load(write(HEAD + dedent(text).lstrip("\n")))
    assert str(loaded.refusals[0]) == line
    assert code in CODES


@pytest.mark.parametrize(
    ("scheme", "reason"),
    [
        ("{type: magic}", "is of none of the types apiKey, http, mutualTLS, oauth2, openIdConnect"),
        ("{type: apiKey, in: body, name: a}", "is in none of the places cookie, header, query"),
        ("{type: apiKey, in: header}", "lacks the `name` of what holds the key"),
        ("{type: apiKey, in: header, name: My Key}", "has a `name` that no header can have"),
        ("{type: apiKey, in: cookie, name: a;b}", "has a `name` that no cookie can have"),
        ('{type: apiKey, in: query, name: ""}', "has a `name` that no query can have"),
        ("{type: http}", "lacks the `scheme` of the Authorization header"),
        (
            '{type: http, scheme: "a\\r\\nb: c"}',
            "has a `scheme` that cannot stand in an Authorization header",
        ),
    ],
)
def test_a_security_scheme_that_cannot_be_read_is_refused_where_it_is_required(
    scheme: str, reason: str, write: Write
) -> None:
    text = f"""
    components: {{securitySchemes: {{key: {scheme}}}}}
    paths: {{/a: {{get: {{security: [{{key: []}}], responses: {{"204": {{description: a}}}}}}}}}}
    """
    (refusal,) = load(write(HEAD + dedent(text).lstrip("\n"))).refusals
    assert refusal.pointer == "/paths/~1a/get/security/0/key"
    assert refusal.reason == f"the security scheme `key` {reason}"


@pytest.mark.parametrize("text", FATAL)
def test_what_is_no_document_is_refused_as_a_whole(text: str, write: Write) -> None:
    with pytest.raises(RefusedError) as caught:
        load(write(text))
    assert str(caught.value) == FATAL[text]


def test_a_refusal_stays_one_line_whatever_the_document_is_called(write: Write) -> None:
    loaded = load(write(HEAD + 'paths: {"/a\\n\\e[31m\\u2028?": {get: {}}}'))
    line = str(loaded.refusals[0])
    assert "\n" not in line
    assert "/a\\n\\x1b[31m\\u2028?" in line


@pytest.mark.parametrize("value", ["text", 5, None])
def test_a_reference_to_no_object_is_refused_where_it_stands(value: Any, write: Write) -> None:
    text = 'paths: {}\nx-a: VALUE\ncomponents: {schemas: {A: {items: {$ref: "#/x-a"}}}}\n'
    loaded = load(write(HEAD + text.replace("VALUE", json.dumps(value))))
    assert [str(refusal) for refusal in loaded.refusals] == [
        "api.yaml:5:36 components.schemas.A.items.$ref: ref-kind: a schema is needed here, but "
        "the reference leads to no object; refer to a schema"
    ]


def test_a_security_scheme_may_have_a_name_that_looks_like_an_extension(write: Write) -> None:
    text = """
    paths:
      /a: {get: {security: [x-key: []]}}
      /b: {get: {security: [x-key: 5]}}
    components: {securitySchemes: {x-key: {type: apiKey, in: header, name: K}}}
    """
    loaded = load(write(HEAD + dedent(text).lstrip("\n")))
    assert loaded.api.operations[0].security == ({"x-key": ()},)
    assert [str(refusal) for refusal in loaded.refusals] == [
        "api.yaml:5:25 paths./b.get.security[0].x-key: structure: a list is expected here, not 5; "
        "write a list"
    ]


def test_a_pattern_that_only_counts_too_far_is_told_from_one_that_is_wrong(write: Write) -> None:
    text = 'paths: {}\ncomponents: {schemas: {A: {pattern: "^.{1,2097152}$"}}}\n'
    loaded = load(write(HEAD + text))
    assert [str(refusal) for refusal in loaded.refusals] == [
        "api.yaml:4:28 components.schemas.A.pattern: schema-pattern: `^.{1,2097152}$` counts "
        "further than the validator can; bound the length by `minLength` and `maxLength`"
    ]


def test_a_comment_in_a_json_file_is_no_yaml(write: Write) -> None:
    text = '// made by a tool\n{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}\n'
    with pytest.raises(RefusedError, match=r"api\.json:1:1 #: json-syntax"):
        load(write(text, name="api.json"))
