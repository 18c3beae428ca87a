"""What is refused with an operation, and what is served all the same."""

from textwrap import dedent, indent

from exactapi.generate.load import load
from generator.conftest import Write
from generator.document.rules.documents import HEAD

OK = """
responses: {"200": {description: fine}}
"""


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
