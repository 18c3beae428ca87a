"""The document as the fuzz needs it.

Every path is whole, so that one URL serves all of them. What counts for nothing is taken out,
because schemathesis follows it all the same (OpenAPI 3.1.2):

- `nullable`, which is no keyword of 3.1;
- `discriminator`, which never changes what a schema admits ("Discriminator Object");
- header parameters named Accept, Content-Type or Authorization ("Parameter Object").

Schemas are named by pointers alone, as schemathesis follows no `$id` and no anchor.
Formats of OpenAPI's registry are spelt out, since schemathesis knows few of them.
Regular expressions that only browsers take are said as any engine takes them: of others
schemathesis would draw whatever it likes.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from exactapi.document.servers import base_of_operation
from exactapi.schemas.formats import expand_format
from exactapi.schemas.identities import NAMES, Identities
from exactapi.schemas.operations import ADDITIONAL, METHODS, served_operations
from exactapi.schemas.patterns import runnable
from exactapi.schemas.places import schema_roots, subschemas
from exactapi.schemas.pointers import fragment, join, pointer_of, tokens
from jsonschema_rs import Draft202012Validator

_OF_OPERATIONS = frozenset({*METHODS, ADDITIONAL, "servers"})
_IGNORED_HEADERS = frozenset({"accept", "authorization", "content-type"})


def target(document: dict[str, Any]) -> dict[str, Any]:
    """Return the same document with base paths moved from the servers into the paths."""
    document = _named_by_pointers(document)
    paths: dict[str, dict[str, Any]] = {}
    moved: dict[tuple[str, ...], str] = {}
    for pointer, operation in served_operations(document):
        _, template, *way, method = tokens(pointer)
        if "?" in template or "#" in template:
            continue  # refused by the generator (`path-syntax`)
        item = document["paths"][template]
        whole = base_of_operation(document, item, operation) + template
        shared = {key: value for key, value in item.items() if key not in _OF_OPERATIONS}
        holder = paths.setdefault(whole, shared)
        for key in way:
            holder = holder.setdefault(key, {})
        holder[method] = {key: value for key, value in operation.items() if key != "servers"}
        moved[template, *way, method] = whole
        moved.setdefault((template,), whole)
    kept = {key: value for key, value in document.items() if key != "servers"}
    aimed: dict[str, Any] = _what_counts(kept | {"paths": paths}, document)
    for node in _nodes(aimed):
        if isinstance(node.get("$ref"), str):
            node["$ref"] = _followed(node["$ref"], moved)
    return aimed


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            yield from _nodes(each)


def _followed(reference: str, moved: Mapping[tuple[str, ...], str]) -> str:
    """Return the reference to where its target has moved: `moved` has the operations."""
    path = tokens(pointer_of(reference) or "")
    if path[:1] != ["paths"]:
        return reference
    _, template, *rest = path
    ways = ((template, *rest[:length]) for length in (2, 1, 0))
    new = next((moved[way] for way in ways if way in moved), template)
    return fragment(join("/paths", new, *rest))


def _named_by_pointers(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document without identities; a `$dynamicRef` of several targets stays."""
    identities = Identities(document)
    if not identities:
        return document
    document = deepcopy(document)
    pending = list(schema_roots(document))
    while pending:
        place, schema = pending.pop()
        if not isinstance(schema, dict):
            continue
        pending += [(join(place, *path), each) for path, each in subschemas(schema)]
        base = identities.base(place)
        if "$ref" in schema and (found := identities.target(schema["$ref"], base)) is not None:
            schema["$ref"] = fragment(found)
        if "$dynamicRef" in schema:
            targets = identities.candidates(schema["$dynamicRef"], base)
            if len(targets) == 1 and "$ref" not in schema:
                schema["$ref"] = fragment(targets[0])
                del schema["$dynamicRef"]
        for keyword in NAMES:
            schema.pop(keyword, None)
    return document


def _what_counts(node: Any, document: dict[str, Any]) -> Any:
    if isinstance(node, dict):
        if isinstance(node.get("format"), str):
            expand_format(node := dict(node))
        return {
            key: _what_counts(_readable(value) if key == "pattern" else value, document)
            for key, value in node.items()
            if not (key == "nullable" and isinstance(value, bool))
            and not (key == "discriminator" and "propertyName" in value)
        }
    if isinstance(node, list):
        return [_what_counts(each, document) for each in node if not _is_ignored(each, document)]
    return node


def _readable(pattern: Any) -> Any:
    if not isinstance(pattern, str):
        return pattern
    try:
        Draft202012Validator({"pattern": pattern})
        re.compile(pattern)
    except (ValueError, re.error):
        return runnable(pattern)
    return pattern


def _is_ignored(node: Any, document: dict[str, Any]) -> bool:
    """Return whether it is a header parameter that counts for nothing, or refers to one."""
    if not isinstance(node, dict):
        return False
    place, _, name = str(node.get("$ref", "")).rpartition("/")
    if place == "#/components/parameters":
        node = document["components"]["parameters"][name]
    return node.get("in") == "header" and str(node.get("name")).lower() in _IGNORED_HEADERS
