"""What the schemas of the OpenAPI Initiative refuse, the generator refuses or warns of.

Every object of a document that has them all is broken in every way; openapi-spec-validator is the
outside judge.
"""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest
import yaml

from exactapi.generate.document.walk.grammar import kind_below
from exactapi.generate.load import load
from exactapi.generate.refusals.refusals import RefusedError

DOCUMENT = yaml.safe_load("""
openapi: 3.1.0
info:
  title: T
  version: "1"
  description: d
  summary: s
  termsOfService: https://example.com
  contact: {name: n, url: https://example.com, email: a@example.com}
  license: {name: MIT, identifier: MIT}
servers: [{url: "/{a}", description: d, variables: {a: {default: a, enum: [a], description: d}}}]
tags: [{name: t, description: d, externalDocs: {url: https://example.com, description: d}}]
externalDocs: {url: https://example.com}
security: [{k: []}]
paths:
  /a/{id}:
    summary: s
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}, example: a, style: simple}
    post:
      tags: [t]
      summary: s
      description: d
      externalDocs: {url: https://example.com}
      operationId: o
      deprecated: false
      parameters: [{$ref: "#/components/parameters/p"}]
      requestBody:
        description: d
        required: true
        content:
          application/json: {schema: {type: object}, examples: {e: {summary: s, value: {}}}}
          multipart/form-data:
            schema: {type: object, properties: {a: {type: string}}}
            encoding: {a: {contentType: text/plain, headers: {X-A: {schema: {type: string}}}}}
      responses:
        "200":
          description: d
          headers: {X-H: {description: d, schema: {type: string}, required: true}}
          content: {application/json: {schema: {type: object}}}
          links: {l: {operationId: o, parameters: {id: $request.path.id}, description: d}}
        default: {$ref: "#/components/responses/r"}
      callbacks: {c: {"{$request.body#/u}": {post: {responses: {"200": {description: d}}}}}}
      security: [{k: []}, {h: []}, {o: [a]}]
      servers: [{url: /a}]
components:
  parameters: {p: {name: q, in: query, schema: {type: integer}, examples: {e: {value: 1}}}}
  responses: {r: {description: d}}
  securitySchemes:
    k: {type: apiKey, in: header, name: X, description: d}
    h: {type: http, scheme: bearer, bearerFormat: JWT}
    o:
      type: oauth2
      flows: {password: {tokenUrl: https://example.com, refreshUrl: /b, scopes: {a: b}}}
webhooks: {w: {post: {responses: {"200": {description: d}}}}}
""")
BAD: tuple[Any, ...] = (1, "x", [], {}, True, None)
LENIENT = {
    # A value of a link is any constant or an expression (OpenAPI 3.1, Link Object).
    "parameters of a link",
    # What is never sent needs neither schema nor content.
    "del schema of header",
    # Links are told to clients, and lead nowhere here.
    "del operationId of link",
    # Served as it is, and followed by nobody here.
    "del flows of security-scheme",
}

Mutation = Callable[[Any], Any]


def members(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, value
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from members(value[key], (*path, key))


def mutations() -> Iterator[tuple[str, tuple[Any, ...], Any, Any]]:
    """A name, the path of an object, a member, and what becomes of it; `...` for nothing."""
    known = set()
    for path, value in members(DOCUMENT):
        if not isinstance(value, dict) or "schema" in path[-2:] or "properties" in path:
            continue
        kind = kind_below("document", [str(each) for each in path])
        of = kind or f"{path[-1]} of a {kind_below('document', [str(each) for each in path[:-1]])}"
        changes = [("bogus", None, "bogus"), *((key, ..., f"del {key}") for key in value)]
        for key, old in value.items():
            others = (bad for bad in BAD if type(bad) is not type(old))
            changes += [(key, bad, f"{key}={bad!r}") for bad in others]
        for key, new, name in changes:
            label = f"{name} of {of}"
            if label not in known and not {label, of} & LENIENT:
                known.add(label)
                yield label, path, key, new


MUTATIONS = {label: (path, key, new) for label, path, key, new in mutations()}


def broken(path: tuple[Any, ...], key: Any, new: Any) -> Any:
    document = copy.deepcopy(DOCUMENT)
    place = document
    for token in path:
        place = place[token]
    if new is ...:
        del place[key]
    else:
        place[key] = new
    return document


def is_refused_by_them(document: Any) -> bool:
    try:
        openapi_spec_validator.validate(json.loads(json.dumps(document)))
    except Exception:  # noqa: BLE001 - whatever it raises, it does not take the document
        return True
    return False


def found_by_us(document: Any, folder: Path) -> list[str]:
    path = folder / "openapi.json"
    path.write_text(json.dumps(document))
    try:
        loaded = load(path)
    except RefusedError as refused:
        return [str(each) for each in refused.refusals]
    return [str(each) for each in (*loaded.refusals, *loaded.warnings)]


def test_the_whole_document_is_sound_to_both(tmp_path: Path) -> None:
    assert not is_refused_by_them(DOCUMENT)
    assert found_by_us(DOCUMENT, tmp_path) == []


@pytest.mark.slow
def test_what_they_refuse_we_refuse_or_warn_of(tmp_path: Path) -> None:
    """In one test, since each mutation takes some milliseconds."""
    unseen = [
        label
        for label, place in MUTATIONS.items()
        if is_refused_by_them(document := broken(*place)) and not found_by_us(document, tmp_path)
    ]
    assert len(MUTATIONS) > 300
    assert unseen == []


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("bogus of info", "this info has no member `bogus`"),
        ("del name of license", "`name` is missing in this license; add `name`"),
    ],
)
def test_the_cure_is_told(label: str, said: str, tmp_path: Path) -> None:
    (line,) = found_by_us(broken(*MUTATIONS[label]), tmp_path)
    assert said in line
