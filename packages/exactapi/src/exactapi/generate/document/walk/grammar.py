"""The grammar of OpenAPI 3.0 to 3.2: its objects, their members, and the members' kinds.

One table serves the three questions that are asked of a document: is this value of the right
type, may a reference stand here, is this object a schema. A member's kind is written `info` (one
object), `[server]` (a list), `{schema}` (an object with free names); `!` marks a required one.
Whatever the table does not name is kept as it is: extensions, and what later versions add.

The JSON Schemas that the OpenAPI Initiative publishes say the same, but their errors ("is not
valid under any of the given schemas") name neither the place nor the cure.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from exactapi.schemas.operations import METHODS

Shape = Literal["one", "list", "map"]


@dataclass(frozen=True, slots=True)
class Member:
    kind: str
    shape: Shape = "one"
    required: bool = False


@dataclass(frozen=True, slots=True)
class ObjectType:
    """`others` is the kind of every member that has a free name (`paths`, `responses`).

    `section` is where components of this kind live; a Reference Object may then stand for one.
    Unless it is `extensible`, `x-` begins a name like any other.
    """

    members: dict[str, Member] = field(default_factory=dict)
    others: Member | None = None
    section: str | None = None
    extensible: bool = True


# `text` is a string that only people read: a number in its place is taken as written.
SCALARS: dict[str, type] = {
    "string": str,
    "text": str,
    "boolean": bool,
    "any": object,
}


def _member(text: str) -> Member:
    required = text.endswith("!")
    name = text.removesuffix("!")
    if name.startswith("["):
        return Member(name[1:-1], "list", required)
    if name.startswith("{"):
        return Member(name[1:-1], "map", required)
    return Member(name, "one", required)


def _object(section: str | None = None, others: str | None = None, **members: str) -> ObjectType:
    table = {name.rstrip("_"): _member(text) for name, text in members.items()}
    return ObjectType(table, _member(others) if others else None, section)


_MEDIA = "{media-type}"

GRAMMAR: dict[str, ObjectType] = {
    "document": _object(
        openapi="string!",
        info="info!",
        servers="[server]",
        paths="paths",
        webhooks="{path-item}",
        components="components",
        security="[security-requirement]",
        tags="[tag]",
    ),
    "info": _object(title="text!", version="text!", description="text"),
    "server": _object(url="string!", description="text", variables="{server-variable}"),
    "server-variable": _object(default="text!", enum="[text]", description="text"),
    "tag": _object(name="string!", description="text"),
    "components": _object(
        schemas="{schema}",
        responses="{response}",
        parameters="{parameter}",
        examples="{example}",
        requestBodies="{request-body}",
        headers="{header}",
        securitySchemes="{security-scheme}",
        links="{link}",
        callbacks="{callback}",
        pathItems="{path-item}",
        mediaTypes="{media-type}",
    ),
    "paths": _object(others="path-item"),
    "path-item": _object(
        section="pathItems",
        summary="text",
        description="text",
        servers="[server]",
        parameters="[parameter]",
        additionalOperations="{operation}",
        **dict.fromkeys(METHODS, "operation"),
    ),
    "operation": _object(
        tags="[string]",
        summary="text",
        description="text",
        operationId="string",
        parameters="[parameter]",
        requestBody="request-body",
        responses="responses",
        callbacks="{callback}",
        deprecated="boolean",
        security="[security-requirement]",
        servers="[server]",
    ),
    "parameter": _object(
        section="parameters",
        name="string!",
        in_="string!",
        description="text",
        required="boolean",
        deprecated="boolean",
        allowEmptyValue="boolean",
        allowReserved="boolean",
        style="string",
        explode="boolean",
        schema="schema",
        content=_MEDIA,
        examples="{example}",
    ),
    "header": _object(
        section="headers",
        description="text",
        required="boolean",
        deprecated="boolean",
        style="string",
        explode="boolean",
        schema="schema",
        content=_MEDIA,
        examples="{example}",
    ),
    "request-body": _object(
        section="requestBodies", description="text", content="{media-type}!", required="boolean"
    ),
    "media-type": _object(
        section="mediaTypes",
        schema="schema",
        itemSchema="schema",
        examples="{example}",
        encoding="{encoding}",
        prefixEncoding="[encoding]",
        itemEncoding="encoding",
    ),
    "encoding": _object(
        contentType="string",
        headers="{header}",
        style="string",
        explode="boolean",
        allowReserved="boolean",
    ),
    "responses": _object(others="response"),
    "response": _object(
        section="responses",
        description="text",
        headers="{header}",
        content=_MEDIA,
        links="{link}",
    ),
    "callback": _object(section="callbacks", others="path-item"),
    "example": _object(section="examples", summary="text", description="text"),
    "link": _object(
        section="links",
        operationRef="string",
        operationId="string",
        description="text",
        server="server",
    ),
    "security-scheme": _object(
        section="securitySchemes",
        type_="string!",
        description="text",
        name="string",
        in_="string",
        scheme="string",
        bearerFormat="string",
        flows="any",
        openIdConnectUrl="string",
    ),
    "security-requirement": ObjectType(others=Member("string", "list"), extensible=False),
    "discriminator": _object(propertyName="string!", mapping="{string}"),
    "schema": _object(
        section="schemas",
        properties="{schema}",
        patternProperties="{schema}",
        additionalProperties="schema",
        propertyNames="schema",
        dependentSchemas="{schema}",
        unevaluatedProperties="schema",
        items="schema",
        prefixItems="[schema]",
        contains="schema",
        unevaluatedItems="schema",
        allOf="[schema]",
        anyOf="[schema]",
        oneOf="[schema]",
        not_="schema",
        if_="schema",
        then="schema",
        else_="schema",
        contentSchema="schema",
        definitions="{schema}",
        discriminator="discriminator",
        **{"$defs": "{schema}"},
    ),
}


def member_of(kind: str, name: str) -> Member | None:
    """Return the member `name` of an object of `kind`; None if it may be anything."""
    table = GRAMMAR.get(kind)
    if table is None:
        return None
    known = table.members.get(name)
    if known is None and not (table.extensible and name.startswith("x-")):
        return table.others
    return known


def kind_at(root: Any, path: list[str]) -> str | None:
    """Return the kind of the object at `path` of an OpenAPI document; None if it has none."""
    is_openapi = isinstance(root, dict) and "openapi" in root
    return kind_below("document", path) if is_openapi else None


def kind_below(start: str, path: list[str]) -> str | None:
    """Return the kind of the object at `path` below an object of the kind `start`."""
    kind: str | None = start
    shape: Shape = "one"
    for token in path:
        if kind is None:
            return None
        if shape != "one":
            shape = "one"
            continue
        found = member_of(kind, token)
        kind, shape = (found.kind, found.shape) if found else (None, "one")
    return kind if shape == "one" else None
