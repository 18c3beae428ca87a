from textwrap import dedent

import pytest

from exactapi.document.servers import base_of_operation, bases_of_operation
from exactapi.generate.ir import Api, DeclaredOperation, MediaType
from exactapi.generate.load import load
from generator.conftest import Write

HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n'


def api(write: Write, text: str, **files: str) -> Api:
    loaded = load(write(HEAD + dedent(text), **files))
    assert [str(refusal) for refusal in loaded.refusals] == []
    return loaded.api


def only(write: Write, text: str) -> DeclaredOperation:
    (operation,) = api(write, text).operations
    return operation


def test_an_operation_without_anything_is_an_operation(write: Write) -> None:
    operation = only(write, "paths: {/a: {get: {}}}")
    assert (operation.id, operation.method, operation.path) == (None, "GET", "/a")
    assert (operation.tags, operation.parameters, operation.body) == ((), (), None)
    assert operation.security == ()
    assert all(response.overlay for response in operation.responses)


def test_parameters_of_the_path_are_merged_and_the_operations_own_win(write: Write) -> None:
    operation = only(
        write,
        """
        paths:
          /a/{id}:
            parameters:
              - {name: id, in: path, required: true, schema: {type: string}}
              - {name: q, in: query, schema: {type: string}}
              - {name: Accept, in: header, schema: {type: string}}
            get:
              parameters:
                - {$ref: "#/components/parameters/Q"}
                - {name: q, in: header, schema: {type: string}}
                - {name: c, in: cookie, content: {application/json: {schema: {}}}}
        components:
          parameters: {Q: {name: q, in: query, required: true, schema: {$ref: "#/components/schemas/D"}}}
          schemas: {D: {default: 7}}
        """,  # noqa: E501
    )
    found = [(item.location, item.name, item.required) for item in operation.parameters]
    assert found == [
        ("path", "id", True),
        ("query", "q", True),
        ("header", "q", False),
        ("cookie", "c", False),
    ]
    query, cookie = operation.parameters[1], operation.parameters[3]
    assert (query.schema, query.default) == ("/components/parameters/Q/schema", 7)
    assert cookie.media_type == "application/json"
    assert cookie.schema == "/paths/~1a~1{id}/get/parameters/2/content/application~1json/schema"


def test_a_default_of_null_is_a_default(write: Write) -> None:
    text = "paths: {/a: {get: {parameters: [{name: a, in: query, schema: {default: null}}]}}}"
    (parameter,) = only(write, text).parameters
    assert (parameter.has_default, parameter.default) == (True, None)


def test_security_is_inherited_overridden_and_kept_exact(write: Write) -> None:
    found = api(
        write,
        """
        security: [{a: [], b: [x, y]}, {c: []}]
        paths:
          /a:
            get: {}
            post: {security: []}
            put: {security: [{}, {c: []}]}
        components:
          securitySchemes:
            a: {type: http, scheme: basic}
            b: {type: oauth2, flows: {}}
            c: {type: apiKey, in: query, name: k}
        """,
    )
    assert [operation.security for operation in found.operations] == [
        ({"a": (), "b": ("x", "y")}, {"c": ()}),
        (),
        ({}, {"c": ()}),
    ]


def test_responses_name_the_component_they_refer_to(write: Write) -> None:
    operation = only(
        write,
        """
        paths:
          /a:
            get:
              responses:
                "200": {$ref: "#/components/responses/R", description: own words}
                default: {description: d, content: {text/plain: {}}}
        components:
          responses:
            R:
              description: r
              headers: {X: {$ref: "#/components/headers/X"}, Content-Type: {schema: {}}}
              content: {application/json: {schema: {type: string}}}
          headers: {X: {required: true, schema: {type: integer}}}
        """,
    )
    fine, default = operation.responses
    assert (fine.component, fine.description) == ("R", "own words")
    assert [(header.name, header.required, header.schema) for header in fine.headers] == [
        ("X", True, "/components/headers/X/schema")
    ]
    pointer = "/components/responses/R/content/application~1json/schema"
    assert fine.content == (MediaType("application/json", pointer),)
    assert default.content == (MediaType("text/plain", None),), "the overlay's is not the author's"


def test_a_referenced_body_is_found(write: Write) -> None:
    operation = only(
        write,
        """
        paths: {/a: {post: {requestBody: {$ref: "#/components/requestBodies/B"}}}}
        components:
          requestBodies: {B: {required: true, content: {"*/*": {schema: {}}, text/csv: {}}}}
        """,
    )
    assert operation.body is not None
    assert operation.body.required
    pointer = "/components/requestBodies/B/content/*~1*/schema"
    assert operation.body.content == (MediaType("*/*", pointer), MediaType("text/csv", None))


def test_webhooks_and_callbacks_are_collected_and_not_served(write: Write) -> None:
    found = api(
        write,
        """
        paths:
          /a:
            post:
              callbacks:
                done: {"{$request.body#/url}": {post: {operationId: done}}}
                other: {$ref: "#/components/callbacks/C"}
        webhooks: {new: {$ref: "#/components/pathItems/W"}}
        components:
          callbacks: {C: {"https://x/{$url}": {put: {operationId: other}}}}
          pathItems: {W: {post: {operationId: new}}}
        """,
    )
    assert [operation.path for operation in found.operations] == ["/a"]
    received = [(item.id, item.method, item.path) for item in found.webhooks]
    assert received == [
        ("new", "POST", "new"),
        ("done", "POST", "{$request.body#/url}"),
        ("other", "PUT", "https://x/{$url}"),
    ]


def test_every_method_is_an_operation(write: Write) -> None:
    methods = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
    item = ", ".join(f"{method}: {{}}" for method in methods)
    found = api(write, f"paths: {{/a: {{{item}}}}}")
    assert [operation.method.lower() for operation in found.operations] == list(methods)


def test_methods_of_3_2_are_operations(write: Write) -> None:
    text = HEAD.replace("3.1.0", "3.2.0")
    text += "paths: {/a: {query: {}, additionalOperations: {COPY: {}, link: {}}}}\n"
    text += "webhooks: {told: {additionalOperations: {NOTIFY: {}}}}\n"
    found = load(write(text)).api
    assert [operation.method for operation in found.operations] == ["QUERY", "COPY", "link"]
    (sent,) = found.webhooks
    assert (sent.method, sent.path) == ("NOTIFY", "told")


def test_the_nearest_servers_give_the_base_path(write: Write) -> None:
    found = api(
        write,
        """
        servers: [{url: "https://example.com/v1/"}, {url: /ignored}]
        paths:
          /a: {get: {}, post: {servers: [{url: /own}]}}
          /b: {servers: [{url: /}], get: {}}
        """,
    )
    assert [operation.path for operation in found.operations] == ["/v1/a", "/own/a", "/b"]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/", ""),
        ("", ""),
        ("/v1", "/v1"),
        ("v1/", "/v1"),
        ("https://example.com", ""),
        ("https://example.com/v1/", "/v1"),
        ("//example.com/v1", "/v1"),
        ("../v1", "/v1"),
        ("./v1", "/v1"),
        ("https://example.com/a/../v1/.", "/v1"),
        ("https://{host}:{port}/{base}", "/v2/api"),
        ("{scheme}://x/{unknown}", ""),
        ("http://[bad/v1", ""),
    ],
)
def test_a_base_path_is_the_path_of_the_first_server(url: str, path: str) -> None:
    defaults = {"host": "x", "port": "80", "base": "v2/api", "scheme": "https"}
    variables = {name: {"default": value} for name, value in defaults.items()}
    document = {"servers": [{"url": url, "variables": variables}]}
    assert base_of_operation(document, {}, {}) == path


def test_every_server_and_every_value_of_its_variables_gives_a_base_path() -> None:
    variables = {"n": {"enum": ["1", "2"], "default": "2"}, "host": {"default": "x"}}
    servers = [{"url": "https://{host}/v{n}", "variables": variables}, {"url": "/"}, {"url": "/v1"}]
    assert bases_of_operation({"servers": servers}, {}, {}) == ["/v2", "/v1", ""]


def test_an_operation_knows_its_file_and_line(write: Write) -> None:
    found = api(
        write,
        "paths:\n  /a:\n    get: {}\n  /b: {$ref: b.yaml}\n",
        b_yaml="summary: b\nget:\n  operationId: b\n",
    )
    places = [operation.location for operation in found.operations]
    assert [(at.file, at.line, at.column) for at in places] == [
        ("api.yaml", 5, 5),
        ("b.yaml", 2, 1),
    ]


def test_a_parameter_may_be_empty_where_its_schema_takes_no_empty_text(write: Write) -> None:
    text = """
    paths:
      /a:
        get:
          parameters:
            - {name: a, in: query, allowEmptyValue: true, schema: {type: integer}}
            - {name: b, in: query, allowEmptyValue: true, schema: {type: string}}
            - {name: c, in: query, schema: {type: integer}}
            - {name: d, in: cookie, allowEmptyValue: true, schema: {type: integer}}
    """
    (operation,) = load(write(HEAD + dedent(text))).api.operations
    assert [each.name for each in operation.parameters if each.may_be_empty] == ["a"]
