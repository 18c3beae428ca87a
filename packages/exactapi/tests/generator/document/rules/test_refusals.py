"""One small document per refusal, and the exact line that it earns."""

import json
from textwrap import dedent, indent
from typing import Any

import pytest

from exactapi.generate.load import load
from exactapi.generate.refusals.codes import CODES
from exactapi.generate.refusals.refusals import Refused
from generator.conftest import Write

HEAD = """\
openapi: 3.1.0
info: {title: T, version: "1"}
"""
OK = """
responses: {"200": {description: fine}}
"""

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
        "api.yaml:6:7 paths./a.get.parameters: structure: "
        "a list is expected here; see the OpenAPI Specification",
    ),
    "schema-invalid": (
        """
        paths: {}
        components: {schemas: {A: {type: strin}}}
        """,
        "api.yaml:4:28 components.schemas.A.type: schema-invalid: "
        "\"strin\" is not valid under any of the schemas listed in the 'anyOf' keyword; "
        "see JSON Schema 2020-12",
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
        "`2xx` is neither a status, a range (`4XX`) nor `default`; correct it",
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
    with pytest.raises(Refused) as caught:
        load(write(text))
    assert str(caught.value) == FATAL[text]


def test_a_refusal_stays_one_line_whatever_the_document_is_called(write: Write) -> None:
    loaded = load(write(HEAD + 'paths: {"/a\\n\\e[31m\\u2028?": {get: {}}}'))
    line = str(loaded.refusals[0])
    assert "\n" not in line
    assert "/a\\n\\x1b[31m\\u2028?" in line


def test_a_refusal_touches_the_operations_that_reach_it_and_no_others(write: Write) -> None:
    text = f"""
    paths:
      /hit:
        get:
          responses:
            "200":
              description: a
              content: {{application/json: {{schema: {{$ref: "#/components/schemas/A"}}}}}}
      /miss:
        get:{indent(OK, "          ")}
    components:
      schemas:
        A: {{items: {{$ref: "#/components/schemas/B"}}}}
        B: {{type: nope}}
    """
    loaded = load(write(HEAD + dedent(text)))
    refused = {operation.path: operation.refused for operation in loaded.api.operations}
    assert refused == {"/hit": ("schema-invalid",), "/miss": ()}


def test_what_is_refused_is_left_out_and_leaves_no_dangling_reference(write: Write) -> None:
    text = """
    paths:
      /a:
        get:
          parameters: [{$ref: "#/components/parameters/P"}]
          responses:
            "200": {$ref: "#/components/responses/R"}
    components:
      parameters: {P: {in: query}}
      responses: {R: 1}
      schemas: {A: {allOf: [{$ref: "#/components/schemas/Gone"}], type: object}}
    """
    loaded = load(write(HEAD + dedent(text)))
    operation = loaded.api.document["paths"]["/a"]["get"]
    assert operation["parameters"] == []
    assert "200" not in operation["responses"]
    assert loaded.api.document["components"]["schemas"]["A"] == {"allOf": [{}], "type": "object"}
    assert [refusal.code for refusal in loaded.refusals] == [
        "structure",
        "structure",
        "ref-unknown",
    ]


def test_operations_that_meet_through_their_servers_are_refused(write: Write) -> None:
    text = """
    paths:
      /v1/a: {get: {}}
      /a: {servers: [{url: "https://example.com/v1"}], get: {}, put: {}}
    """
    loaded = load(write(HEAD + dedent(text).lstrip("\n")))
    assert [str(refusal) for refusal in loaded.refusals] == [
        "api.yaml:5:52 paths./a.get: path-duplicate: "
        "`/v1/a` and `/v1/a` match the same requests; remove one of them"
    ]


def test_what_several_operations_share_is_refused_once(write: Write) -> None:
    text = """
    paths:
      /a: {get: {parameters: [{$ref: "#/components/parameters/p"}]}}
      /b: {get: {parameters: [{$ref: "#/components/parameters/p"}]}}
    components: {parameters: {p: {name: "é", in: header, schema: {type: string}}}}
    """
    loaded = load(write(HEAD + dedent(text).lstrip("\n")))
    assert [refusal.code for refusal in loaded.refusals] == ["header-name"]
    assert [operation.refused for operation in loaded.api.operations] == [("header-name",)] * 2


def test_a_schema_of_problems_that_the_runtime_does_not_match_is_warned_of(write: Write) -> None:
    text = """
    paths:
      /a:
        get:
          responses:
            default:
              description: Any error.
              content:
                application/problem+json:
                  schema: {type: object, required: [code]}
            "404":
              description: Fits.
              content: {application/problem+json: {schema: {required: [title]}}}
    """
    loaded = load(write(HEAD + dedent(text).lstrip("\n")))
    assert [str(warning) for warning in loaded.warnings] == [
        "api.yaml:11:15 paths./a.get.responses.default.content.application/problem+json.schema: "
        'problem-schema: the runtime\'s own 400 does not match this schema ("code" is a required '
        "property); let it allow all that RFC 9457 names, and `errors`"
    ]


def test_a_header_that_the_runtime_does_not_have_is_warned_of_where_it_is_required(
    write: Write,
) -> None:
    text = """
    paths:
      /a:
        get:
          responses:
            "405": {description: a, headers: {Allow: {required: true, schema: {type: string}}}}
            "422":
              description: a
              headers:
                X-Trace: {required: true, schema: {type: string}}
                X-More: {schema: {type: string}}
    """
    loaded = load(write(HEAD + dedent(text).lstrip("\n")))
    assert [str(warning) for warning in loaded.warnings] == [
        "api.yaml:11:13 paths./a.get.responses[422].headers.X-Trace: problem-schema: the runtime's "
        "own 422 has no value for the header X-Trace, which is required; let it be optional"
    ]


def test_an_operation_that_several_paths_share_is_honoured_on_each(write: Write) -> None:
    text = """
    paths:
      /a: {$ref: "#/components/pathItems/Shared", summary: Its own.}
      /b: {$ref: "#/components/pathItems/Shared"}
    components:
      pathItems:
        Shared:
          get: {operationId: shared}
    """
    loaded = load(write(HEAD + dedent(text).lstrip("\n")))
    assert [operation.refused for operation in loaded.api.operations] == [(), ()]
    assert [str(warning) for warning in loaded.warnings] == [
        "api.yaml:9:13 paths./b.get.operationId: operation-duplicate: several paths share the "
        "operation with the operationId `shared`; write it once for each, with a name of its own"
    ]


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
        "api.yaml:5:25 paths./b.get.security[0].x-key: structure: a list is expected here; "
        "see the OpenAPI Specification"
    ]


def test_a_pattern_that_only_counts_too_far_is_told_from_one_that_is_wrong(write: Write) -> None:
    text = 'paths: {}\ncomponents: {schemas: {A: {pattern: "^.{1,2097152}$"}}}\n'
    loaded = load(write(HEAD + text))
    assert [str(refusal) for refusal in loaded.refusals] == [
        "api.yaml:4:28 components.schemas.A.pattern: schema-pattern: `^.{1,2097152}$` counts "
        "further than the validator can; bound the length by `minLength` and `maxLength`"
    ]


WARNED = {
    "a pattern in slashes": (
        "3.1.0",
        "components: {schemas: {A: {pattern: '/^ab$/i'}}}",
        "components.schemas.A.pattern: schema-pattern: `/^ab$/i` looks for its slashes, too: they "
        "and flags are no part of it; write what stands between the slashes",
    ),
    "nullable beside allOf": (
        "3.0.3",
        "components: {schemas: {A: {type: object, nullable: true, allOf: [{type: object}]}}}",
        "components.schemas.A: schema-nullable: `allOf` goes on to refuse null, unless each of its "
        "schemas allows it; write `anyOf` of the schema and of one whose `enum` is [null]",
    ),
    "nullable beside a reference": (
        "3.0.3",
        'components: {schemas: {A: {nullable: true, $ref: "#/components/schemas/B"}, B: {}}}',
        "components.schemas.A: schema-nullable: beside a `$ref` `nullable` has no effect; "
        "write `anyOf` of the schema and of one whose `enum` is [null]",
    ),
    "alternatives that a discriminator does not tell apart": (
        "3.1.0",
        """components:
  schemas:
    A:
      oneOf: [{$ref: "#/components/schemas/B"}, {$ref: "#/components/schemas/C"}]
      discriminator: {propertyName: kind}
    B: {type: object, required: [kind], properties: {kind: {type: string}, b: {type: string}}}
    C: {type: object, required: [kind], properties: {kind: {type: string}, c: {type: string}}}""",
        "components.schemas.A.oneOf: discriminator-overlap: alternatives do not tie `kind` to "
        "values of their own: what one of them requires is enough for another, and `oneOf` refuses "
        "what two of them take; give `kind` a `const` or an `enum` in each alternative, or write "
        "`anyOf`",
    ),
    "content of a 304": (
        "3.1.0",
        'paths: {/a: {get: {responses: {"304": {description: d, content: {text/plain: {}}}}}}}',
        "paths./a.get.responses[304].content: response-content: a response 304 has no content, so "
        "none is ever sent; remove `content`, or write another status (RFC 9110, section 15)",
    ),
}


@pytest.mark.parametrize("name", WARNED)
def test_what_has_no_effect_is_told_with_its_line(write: Write, name: str) -> None:
    version, text, told = WARNED[name]
    paths = "" if text.startswith("paths") else "paths: {}\n"
    head = f'openapi: {version}\ninfo: {{title: T, version: "1"}}\n'
    loaded = load(write(f"{head}{paths}{text}\n"))
    assert loaded.refusals == ()
    lines = [str(warning).partition(" ")[2] for warning in loaded.warnings]
    assert lines == [told]


@pytest.mark.parametrize(
    "alternatives",
    [
        ["{kind: {const: b}}", "{kind: {const: c}}"],
        ["{kind: {const: b}}", "{kind: {type: string}}"],
        ["{kind: {type: string}}", "{kind: {type: integer}}"],
        [
            "{kind: {type: string}}, required: [kind, b]",
            "{kind: {type: string}}, required: [kind, c]",
        ],
        [
            "{kind: {type: string}, b: {}}, required: [kind, b], additionalProperties: false",
            "{kind: {type: string}, c: {}}, required: [kind, c], additionalProperties: false",
        ],
        ["{kind: {type: string}}, required: [b]", "{kind: {type: string}}, not: {required: [b]}"],
    ],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_alternatives_that_exclude_each_other_are_not_warned_of(
    write: Write, alternatives: list[str], wrapped: bool
) -> None:
    schemas = [f"{{type: object, properties: {each}}}" for each in alternatives]
    if wrapped:
        schemas = [f"{{allOf: [{each}]}}" for each in schemas]
    union = f"{{oneOf: [{', '.join(schemas)}], discriminator: {{propertyName: kind}}}}"
    loaded = load(write(f"{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {union}}}}}\n"))
    assert [each.code for each in loaded.warnings] == []


@pytest.mark.parametrize("types", ["null", "[string, null]"])
def test_an_unquoted_null_among_types_is_told_for_what_it_is(write: Write, types: str) -> None:
    loaded = load(write(f"{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {{type: {types}}}}}}}\n"))
    (refusal,) = loaded.refusals
    assert "null without quotes is a value, not the name of a type" in str(refusal)
    assert str(refusal).endswith('write "null" in quotes')


def test_a_comment_in_a_json_file_is_no_yaml(write: Write) -> None:
    text = '// made by a tool\n{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}}\n'
    with pytest.raises(Refused, match=r"api\.json:1:1 #: json-syntax"):
        load(write(text, name="api.json"))


def test_a_discriminator_that_maps_to_nothing_is_warned_of(write: Write) -> None:
    text = """
    paths: {}
    components:
      schemas:
        A: {discriminator: {propertyName: t, mapping: {b: B, c: A}}}
    """
    loaded = load(write(HEAD + dedent(text).lstrip("\n")))
    kept = loaded.api.document["components"]["schemas"]["A"]["discriminator"]["mapping"]
    assert kept == {"c": "A"}
    assert loaded.refusals == ()
    assert [str(warning) for warning in loaded.warnings] == [
        "api.yaml:6:52 components.schemas.A.discriminator.mapping.b: discriminator-mapping: "
        "there is no schema `B`; map to the name of a schema component, or to a reference"
    ]


@pytest.mark.parametrize(
    ("requirement", "is_met"),
    [
        ("{basic: [], bearer: []}", False),
        ("{basic: [], oauth: []}", False),
        ("{bearer: [], oauth: [], key: []}", True),
        ("{basic: [], key: []}", True),
    ],
)
def test_two_authorization_headers_at_once_are_warned_of(
    requirement: str, is_met: bool, write: Write
) -> None:
    text = f"""
    paths: {{/a: {{get: {{security: [{requirement}]}}}}}}
    components:
      securitySchemes:
        basic: {{type: http, scheme: Basic}}
        bearer: {{type: http, scheme: bearer}}
        oauth: {{type: oauth2, flows: {{}}}}
        key: {{type: apiKey, in: header, name: Authorization}}
    """
    loaded = load(write(HEAD + dedent(text).lstrip("\n")))
    assert loaded.refusals == ()
    assert [(each.code, each.pointer) for each in loaded.warnings] == (
        [] if is_met else [("security-unmet", "/paths/~1a/get/security/0")]
    )


def test_a_scope_that_no_flow_grants_is_warned_of(write: Write) -> None:
    text = """
    paths:
      /a: {get: {security: [{oauth: [read, wirte]}, {openid: [any]}, {bearer: [admin]}]}}
    components:
      securitySchemes:
        oauth:
          type: oauth2
          flows:
            implicit: {authorizationUrl: https://id.test, scopes: {read: Look}}
            password: {tokenUrl: https://id.test, scopes: {write: Change}}
        openid: {type: openIdConnect, openIdConnectUrl: https://id.test}
        bearer: {type: http, scheme: bearer}
    """
    loaded = load(write(HEAD + dedent(text).lstrip("\n")))
    assert [str(each) for each in loaded.warnings] == [
        "api.yaml:4:40 paths./a.get.security[0].oauth[1]: security-scope: no flow of the scheme "
        "has the scope `wirte`; declare it in a flow (nearest: write)"
    ]
