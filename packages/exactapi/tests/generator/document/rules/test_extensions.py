"""Our extensions: refused by line where they would have no effect, else in IR and document."""

from textwrap import dedent
from typing import Any

import pytest

from exactapi.generate.ir import DeclaredOperation, DeclaredOwner
from exactapi.generate.load import Loaded, load
from exactapi.operations.policies import Cache, Idempotency, Limit
from generator.conftest import Write

HEAD = """\
openapi: 3.1.0
info: {title: T, version: "1"}
components: {securitySchemes: {k: {type: http, scheme: bearer}}}
"""
ID = "{name: id, in: path, required: true, schema: {}}"
PAGE = "see docs/extensions.md"


def read(write: Write, text: str) -> Loaded:
    return load(write(HEAD + dedent(text).lstrip("\n")))


def operations(write: Write, text: str) -> list[DeclaredOperation]:
    loaded = read(write, text)
    assert loaded.refusals == ()
    return list(loaded.api.operations)


REFUSED = {
    "x-rate-limt: {limit: 1, window: 1}\npaths: {}": (
        "api.yaml:4:1 x-rate-limt: extension-unknown: `x-rate-limt` has no effect; "
        "write `x-rate-limit`"
    ),
    "paths: {/a: {x-ratelimit: []}}": (
        "api.yaml:4:14 paths./a.x-ratelimit: extension-unknown: `x-ratelimit` has no effect; "
        "write `x-rate-limit`"
    ),
    "paths: {/a: {get: {X-Owners: {}}}}": (
        "api.yaml:4:20 paths./a.get.X-Owners: extension-unknown: `X-Owners` has no effect; "
        "write `x-owner`"
    ),
    "paths: {/a: {get: {x-pagination: {}}}}": (
        "api.yaml:4:20 paths./a.get.x-pagination: extension-reserved: "
        "`x-pagination` is not supported yet; remove it"
    ),
    "x-owner: {parameter: id}\npaths: {}": (
        "api.yaml:4:1 x-owner: extension-place: `x-owner` has no effect on a document; "
        "move it to: operation"
    ),
    "x-rate-limit: {limit: 0, window: 1}\npaths: {}": (
        "api.yaml:4:16 x-rate-limit.limit: extension-value: 0 is less than the minimum of 1; "
        + PAGE
    ),
    "x-rate-limit: {limit: 1}\npaths: {}": (
        'api.yaml:4:1 x-rate-limit: extension-value: "window" is a required property; ' + PAGE
    ),
    "x-rate-limit: [{limit: 1, window: 1, per: ip}]\npaths: {}": (
        "api.yaml:4:16 x-rate-limit[0]: extension-value: "
        "Additional properties are not allowed ('per' was unexpected); " + PAGE
    ),
    "x-rate-limit: 5\npaths: {}": (
        'api.yaml:4:1 x-rate-limit: extension-value: 5 is not of types "array", "object"; ' + PAGE
    ),
    "x-rate-limit: [{limit: 1, window: 1}, {limit: 2, window: 9}]\npaths: {/a: {get: {}}}": (
        "api.yaml:4:39 x-rate-limit[1]: extension-value: "
        "two limits of one operation are called `default`; give each a `name`"
    ),
    """
    paths:
      /a:
        get: {x-rate-limit: {name: n, limit: 1, window: 1}}
        put: {x-rate-limit: {name: n, limit: 2, window: 1}}
    """: (
        "api.yaml:7:11 paths./a.put.x-rate-limit: extension-value: "
        "another limit is called `n` (line 6); write the same, or rename one"
    ),
    "paths: {/a: {get: {operationId: 'a b', x-rate-limit: {limit: 1, window: 1}}}}": (
        "api.yaml:4:40 paths./a.get.x-rate-limit: extension-value: "
        "`a b` cannot name a limit; give it a `name`"
    ),
    f"""
    paths:
      /a/{{id}}:
        get: {{parameters: [{ID}], security: [{{k: []}}], x-owner: {{parameter: ids}}}}
    """: (
        "api.yaml:6:106 paths./a/{id}.get.x-owner.parameter: extension-value: "
        "the operation has no path parameter `ids`; name one that it has (nearest: id)"
    ),
    f"""
    paths:
      /a/{{id}}:
        get: {{parameters: [{ID}], security: [{{}}, {{k: []}}], x-owner: {{parameter: id}}}}
    """: (
        "api.yaml:6:100 paths./a/{id}.get.x-owner: extension-value: "
        "without credentials nobody is the owner; give the operation a `security`"
    ),
    "paths: {/a: {x-cache: {ttl: 1}}}": (
        "api.yaml:4:14 paths./a.x-cache: extension-place: `x-cache` has no effect on a path item; "
        "move it to: operation"
    ),
    "paths: {/a: {get: {x-cache: {ttl: 1, tag: a}}}}": (
        "api.yaml:4:20 paths./a.get.x-cache: extension-value: "
        "Additional properties are not allowed ('tag' was unexpected); " + PAGE
    ),
    "paths: {/a: {get: {x-cache: {ttl: 0}}}}": (
        "api.yaml:4:30 paths./a.get.x-cache.ttl: extension-value: "
        "0 is less than the minimum of 1; " + PAGE
    ),
    "paths: {/a: {get: {x-cache: {ttl: 1, vary: ['*']}}}}": (
        "api.yaml:4:45 paths./a.get.x-cache.vary[0]: extension-value: "
        '"*" does not match "^[A-Za-z0-9-]+$"; ' + PAGE
    ),
    "paths: {/a: {put: {x-cache: {ttl: 1}}}}": (
        "api.yaml:4:20 paths./a.put.x-cache: extension-value: "
        "answers to PUT are not kept; remove it: only GET and HEAD have a cache"
    ),
    "paths: {/a: {get: {x-cache: {ttl: 1}, responses: {'204': {description: a}}}}}": (
        "api.yaml:4:20 paths./a.get.x-cache: extension-value: "
        "the operation has no 200, and nothing else is kept; declare the response `200`"
    ),
    "paths: {/a: {get: {x-cache: {ttl: 1}, requestBody: {content: {}}}}}": (
        "api.yaml:4:20 paths./a.get.x-cache: extension-value: "
        "a request with a body is not told from others; remove the `requestBody`"
    ),
    "x-rate-limit: {limit: 1, window: 1, by: handler}\npaths: {/a: {get: {x-cache: {ttl: 1}}}}": (
        "api.yaml:5:20 paths./a.get.x-cache: extension-value: a limit is counted by the handler, "
        "which is not called for what is kept; count it `by` something else"
    ),
    "paths: {/a: {get: {x-etag: {required: true}}}}": (
        "api.yaml:4:29 paths./a.get.x-etag.required: extension-value: "
        "a GET changes nothing, so it needs no `If-Match`; remove it"
    ),
    "paths: {/a: {get: {x-idempotency: {}, security: [{k: []}]}}}": (
        "api.yaml:4:20 paths./a.get.x-idempotency: extension-value: "
        "a GET changes nothing that could be done twice; remove it"
    ),
    "paths: {/a: {post: {x-idempotency: {}}}}": (
        "api.yaml:4:21 paths./a.post.x-idempotency: extension-value: without credentials the keys "
        "of callers are not told apart; give the operation a `security`"
    ),
    "paths: {/a: {post: {x-idempotency: {ttl: 1}, security: [{k: []}]}}}": (
        "api.yaml:4:37 paths./a.post.x-idempotency.ttl: extension-value: "
        "1 is less than the minimum of 60; " + PAGE
    ),
    "paths: {/a: {get: {x-sunset: {since: '2026-12-01'}}}}": (
        "api.yaml:4:20 paths./a.get.x-sunset: extension-value: "
        "the operation is not deprecated; write `deprecated: true`"
    ),
    "paths: {/a: {get: {deprecated: true, x-sunset: {since: '2026-12-01', at: '2026-11-30'}}}}": (
        "api.yaml:4:70 paths./a.get.x-sunset.at: extension-value: "
        "it ends before it is deprecated; exchange the dates"
    ),
    "paths: {/a: {get: {x-timeout: 2}}}": (
        'api.yaml:4:20 paths./a.get.x-timeout: extension-value: 2 is not of type "object"; ' + PAGE
    ),
    "paths: {/a: {get: {x-timeout: {seconds: 0}}}}": (
        "api.yaml:4:32 paths./a.get.x-timeout.seconds: extension-value: "
        "0 is less than the minimum of 0.05; " + PAGE
    ),
    "paths: {/a: {put: {x-etag: true}}}": (
        'api.yaml:4:20 paths./a.put.x-etag: extension-value: true is not of type "object"; ' + PAGE
    ),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_would_have_no_effect_is_refused_by_its_line(write: Write, text: str) -> None:
    assert [str(refusal) for refusal in read(write, text).refusals] == [REFUSED[text]]


def test_what_is_refused_is_left_out(write: Write) -> None:
    loaded = read(write, "x-rate-limit: 5\npaths: {/a: {get: {x-cache: 1}}}")
    assert "x-rate-limit" not in loaded.api.document
    assert "x-cache" not in loaded.api.document["paths"]["/a"]["get"]


def test_a_cache_is_in_the_ir_and_what_it_adds_in_the_document(write: Write) -> None:
    loaded = read(
        write,
        """
        paths:
          /a:
            get:
              x-cache: {ttl: 5, vary: [Accept-Language], tags: [a, b]}
              responses: {2XX: {description: a}}
          /b:
            head:
              x-cache: {ttl: 9}
              responses: {"200": {description: a, headers: {AGE: {schema: {}}}}}
        """,
    )
    assert loaded.refusals == ()
    assert [operation.cache for operation in loaded.api.operations] == [
        Cache(ttl=5, vary=("Accept-Language",), tags=("a", "b")),
        Cache(ttl=9),
    ]
    paths = loaded.api.document["paths"]
    assert [*paths["/a"]["get"]["responses"]["2XX"]["headers"]] == ["Cache-Control", "Age"]
    assert [*paths["/b"]["head"]["responses"]["200"]["headers"]] == ["AGE", "Cache-Control"]


def test_versions_add_conditions_that_handlers_do_not_get(write: Write) -> None:
    loaded = read(
        write,
        """
        paths:
          /a/{id}:
            parameters: [{name: if-match, in: header, schema: {type: string}}]
            get: {x-etag: {}, responses: {"200": {description: a}}}
            put: {x-etag: {}, responses: {"200": {description: a}}}
          /b:
            patch: {x-etag: {required: true}, responses: {"200": {description: a}}}
            delete: {x-etag: {}, responses: {"204": {description: a}}}
        """,
    )
    assert loaded.refusals == ()
    added = {
        operation.method + operation.path: [
            (each.name, each.required) for each in operation.parameters if each.of_runtime
        ]
        for operation in loaded.api.operations
    }
    assert added == {
        "GET/a/{id}": [("If-None-Match", False)],
        "PUT/a/{id}": [],
        "PATCH/b": [("If-Match", True)],
        "DELETE/b": [("If-Match", False)],
    }
    paths = loaded.api.document["paths"]
    responses = paths["/a/{id}"]["get"]["responses"]
    assert [*responses["200"]["headers"]] == [*responses["304"]["headers"]] == ["ETag"]
    assert "412" in responses
    assert {"412", "428"} <= {*paths["/b"]["patch"]["responses"]}
    assert "428" not in paths["/b"]["delete"]["responses"]
    assert "headers" not in paths["/b"]["delete"]["responses"]["204"]


def test_a_key_is_declared_with_its_answers_and_is_no_argument(write: Write) -> None:
    loaded = read(
        write,
        """
        security: [{k: []}]
        paths:
          /a/{id}:
            post: {x-idempotency: {required: true}, responses: {"201": {description: a}}}
            put: {responses: {"200": {description: a}, "409": {description: a, content: {}}}}
        """,
    )
    assert loaded.refusals == ()
    post, _ = loaded.api.operations
    assert post.idempotency == Idempotency(ttl=86_400, required=True)
    given = [(each.name, each.required, each.of_runtime) for each in post.parameters]
    assert given == [("id", True, False), ("Idempotency-Key", True, True)]
    responses = loaded.api.document["paths"]["/a/{id}"]["post"]["responses"]
    assert [*responses["201"]["headers"]] == ["Idempotency-Replayed"]
    assert "409" in responses
    other = loaded.api.document["paths"]["/a/{id}"]["put"]["responses"]
    assert other["409"] == {"description": "a", "content": {}}, "the runtime never sends it"


@pytest.mark.parametrize("key", ["x-internal", "x-amazon-apigateway-integration", "x-rate", "x-ms"])
def test_keys_of_others_pass_untouched(write: Write, key: str) -> None:
    loaded = read(write, f"{key}: {{a: 1}}\npaths: {{/a: {{{key}: 2, get: {{{key}: [3]}}}}}}")
    document = loaded.api.document
    assert loaded.refusals == ()
    assert (document[key], document["paths"]["/a"][key]) == ({"a": 1}, 2)
    assert document["paths"]["/a"]["get"][key] == [3]


def test_the_nearest_limit_counts_and_is_named_after_its_place(write: Write) -> None:
    found = operations(
        write,
        """
        x-rate-limit: {limit: 600, window: 60}
        paths:
          /a: {get: {}}
          /b:
            x-rate-limit: {limit: 5, window: 1, by: address}
            get: {}
            put: {operationId: putB, x-rate-limit: {limit: 1, window: 9, on-outage: restricted}}
            post: {x-rate-limit: []}
            patch:
              x-rate-limit:
                - {name: one, limit: 1, window: 2}
                - {name: two, limit: 3, window: 4, by: handler}
        """,
    )
    assert {operation.method + operation.path: operation.limits for operation in found} == {
        "GET/a": (Limit(name="default", limit=600, window=60, by="principal", restricted=False),),
        "GET/b": (Limit(name="/b", limit=5, window=1, by="address", restricted=False),),
        "PUT/b": (Limit(name="putB", limit=1, window=9, by="principal", restricted=True),),
        "POST/b": (),
        "PATCH/b": (
            Limit(name="one", limit=1, window=2, by="principal", restricted=False),
            Limit(name="two", limit=3, window=4, by="handler", restricted=False),
        ),
    }


def test_the_owner_may_be_a_parameter_of_the_path_item(write: Write) -> None:
    text = f"""
        security: [{{k: []}}]
        paths:
          /a/{{id}}:
            parameters: [{ID}]
            get: {{x-owner: {{parameter: id, unless: admin}}}}
            put: {{x-owner: {{parameter: id, denied: 404}}}}
            delete: {{}}
        """
    assert [operation.owner for operation in operations(write, text)] == [
        DeclaredOwner("id", "admin", 403),
        DeclaredOwner("id", None, 404),
        None,
    ]


LIMITED = """
    paths:
      /limited:
        x-rate-limit: {limit: 1, window: 1}
        get:
          responses:
            "200": {description: own, headers: {X-A: {schema: {}}}}
            "201": {description: own}
            "400": {$ref: "#/components/responses/Bad"}
      /free: {get: {responses: {"200": {description: own}}}}
"""
FIELDS = {
    "RateLimit-Policy": {"$ref": "#/components/headers/RuntimeRateLimitPolicy"},
    "RateLimit": {"$ref": "#/components/headers/RuntimeRateLimit"},
}


@pytest.fixture
def limited(write: Write) -> Loaded:
    bad = "{responses: {Bad: {description: shared}}}"
    head = HEAD.replace("components: {", f"components: {{{bad[1:-1]}, ")
    return load(write(head + dedent(LIMITED)))


def test_every_answer_of_a_limited_operation_declares_the_fields(limited: Loaded) -> None:
    document: Any = limited.api.document
    responses = document["paths"]["/limited"]["get"]["responses"]
    assert "429" in responses
    for status, response in responses.items():
        found = response
        if "$ref" in response:
            found = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
        declared = {name: found["headers"].get(name) for name in FIELDS}
        assert declared == FIELDS, status
    assert document["components"]["headers"].keys() == {
        "RuntimeRateLimit",
        "RuntimeRateLimitPolicy",
    }


def test_an_unlimited_operation_declares_none_of_it(limited: Loaded) -> None:
    responses = limited.api.document["paths"]["/free"]["get"]["responses"]
    assert "429" not in responses
    assert responses["200"] == {"description": "own"}


def test_the_fields_are_listed_additions_that_no_handler_sees(limited: Loaded) -> None:
    here = "/paths/~1limited/get/responses"
    assert {
        f"{here}/200/headers/RateLimit",
        f"{here}/201/headers",
        "/components/responses/Bad/headers",
        "/components/headers",
    } <= set(limited.overlay)
    operation = next(each for each in limited.api.operations if each.path == "/limited")
    headers = {
        each.status: [header.name for header in each.headers] for each in operation.responses
    }
    assert (headers["200"], headers["201"], headers["400"]) == (["X-A"], [], [])


def test_an_unlimited_document_has_no_word_of_limits(write: Write) -> None:
    document = read(write, "paths: {/a: {get: {}}}").api.document
    assert "RateLimit" not in str(document)
    assert "violated-policies" not in str(document)
