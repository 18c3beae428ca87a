"""What is honoured, and told of with a warning: one small document for each."""

from textwrap import dedent

import pytest

from exactapi.generate.load import load
from generator.conftest import Write
from generator.document.rules.documents import HEAD


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


WARNED = {
    "a pattern in slashes": (
        "3.1.0",
        "components: {schemas: {A: {pattern: '/^ab$/i'}}}",
        "components.schemas.A.pattern: schema-pattern: `/^ab$/i` looks for its slashes, too: they "
        "and flags are no part of it; write what stands between the slashes",
    ),
    "a slow pattern": (
        "3.1.0",
        "components: {schemas: {A: {pattern: '(?=.*a)b', maxLength: 1001}}}",
        "components.schemas.A.pattern: schema-pattern: `(?=.*a)b` looks around elsewhere than at "
        "the start of a string, so a long one may take time in the square of its length; begin "
        "each alternative with `^`, and look ahead right after it, or give the string a "
        "`maxLength` of at most 1000",
    ),
    "a slow pattern of names": (
        "3.1.0",
        "components: {schemas: {A: {patternProperties: {'^b|(?=.*a)b': {}}}}}",
        "components.schemas.A.patternProperties.^b|(?=.*a)b: schema-pattern: `^b|(?=.*a)b` looks "
        "around elsewhere than at the start of a string, so a long one may take time in the square "
        "of its length; begin each alternative with `^`, and look ahead right after it",
    ),
    "an encoding that only tells": (
        "3.1.0",
        "components: {schemas: {A: {type: string, contentEncoding: base64url}}}",
        "components.schemas.A.contentEncoding: schema-content: nothing checks whether a text is "
        "base64url: `contentEncoding` only tells; add `format: base64url`",
    ),
    "a schema of content": (
        "3.1.0",
        "components: {schemas: {A: {contentMediaType: application/json, contentSchema: {}}}}",
        "components.schemas.A.contentSchema: schema-content: nothing checks the content of the "
        "text: `contentSchema` only tells; check it in the handler",
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
    "nullable beside alternatives": (
        "3.0.3",
        "components: {schemas: {A: {nullable: true, anyOf: [{type: string}]}}}",
        "components.schemas.A: schema-nullable: without `type` beside it `nullable` has no effect; "
        "add an alternative whose `enum` is [null]",
    ),
    "nullable beside an enum": (
        "3.0.3",
        "components: {schemas: {A: {type: string, nullable: true, enum: [a]}}}",
        "components.schemas.A: schema-nullable: `enum` does not list null, so null is not allowed; "
        "add null to `enum`",
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


@pytest.mark.parametrize(
    "schema",
    [
        "{nullable: true}",
        "{nullable: true, description: Anything.}",
        '{nullable: true, oneOf: [{$ref: "#/components/schemas/B"}, {enum: [null]}]}',
        '{nullable: true, oneOf: [{type: string}, {$ref: "#/components/schemas/Null"}]}',
    ],
)
def test_a_nullable_that_loses_nothing_is_not_warned_of(write: Write, schema: str) -> None:
    text = f"components: {{schemas: {{A: {schema}, B: {{type: string}}, Null: {{enum: [null]}}}}}}"
    loaded = load(write(f'openapi: 3.0.3\ninfo: {{title: T, version: "1"}}\npaths: {{}}\n{text}\n'))
    assert [str(each) for each in loaded.warnings] == []
