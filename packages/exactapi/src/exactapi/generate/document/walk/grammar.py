"""The grammar of OpenAPI 3.0 to 3.2: its objects, their members, and the members' kinds.

One table serves the three questions that are asked of a document: is this value of the right
type, may a reference stand here, is this object a schema. A member's kind is written `info` (one
object), `[server]` (a list), `{schema}` (an object with free names); `!` marks a required one, `?`
one that we can do without. Whatever the table does not name is kept as it is: extensions, and, with
a warning, what later versions may add.

The JSON Schemas that the OpenAPI Initiative publishes say the same, but their errors ("is not
valid under any of the given schemas") name neither the place nor the cure.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from exactapi.schemas.operations import METHODS

Shape = Literal["one", "list", "map"]


@dataclass(frozen=True, slots=True)
class Member:
    """`wanted`: the specification requires it, and we can do without."""

    kind: str
    shape: Shape = "one"
    required: bool = False
    wanted: bool = False


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


# `text` is a string that only people read: a number in its place is taken as written. A `note` says
# nothing of the API: whatever stands in its place is kept.
SCALARS: dict[str, type] = {
    "string": str,
    "text": str,
    "note": str,
    "boolean": bool,
    "any": object,
}
NOTES = frozenset(
    (
        *("any", "note", "contact", "license", "external-docs"),
        *("implicit-flow", "token-flow", "code-flow", "device-flow"),
    )
)
"""Kinds whose faults are only warned of: the service is the same without them."""


def _member(text: str) -> Member:
    required, wanted = text.endswith("!"), text.endswith("?")
    name = text.rstrip("!?")
    shapes: dict[str, Shape] = {"[": "list", "{": "map"}
    shape = shapes.get(name[0], "one")
    return Member(name if shape == "one" else name[1:-1], shape, required, wanted)


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
        externalDocs="external-docs",
        jsonSchemaDialect="any",
        **{"$self": "string"},
    ),
    "info": _object(
        title="text!",
        version="text!",
        description="text",
        summary="note",
        termsOfService="note",
        contact="contact",
        license="license",
    ),
    "contact": _object(name="note", url="note", email="note"),
    "license": _object(name="note?", identifier="note", url="note"),
    "external-docs": _object(url="note?", description="note"),
    "server": _object(
        url="string!", name="note", description="text", variables="{server-variable}"
    ),
    "server-variable": _object(default="text!", enum="[text]", description="text"),
    "tag": _object(
        name="string!",
        summary="note",
        description="text",
        externalDocs="external-docs",
        parent="note",
        kind="note",
    ),
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
        externalDocs="external-docs",
        operationId="string",
        parameters="[parameter]",
        requestBody="request-body",
        responses="responses",
        callbacks="{callback}",
        deprecated="boolean",
        security="[security-requirement]",
        servers="[server]",
        **{"x-websocket": "websocket"},
    ),
    "websocket": _object(
        receives="schema!",
        sends="schema!",
        error="schema!",
        subprotocols="any",
        **{"rate-limit": "any"},
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
        example="any",
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
        example="any",
        examples="{example}",
    ),
    "request-body": _object(
        section="requestBodies", description="text", content="{media-type}!", required="boolean"
    ),
    "media-type": _object(
        section="mediaTypes",
        schema="schema",
        itemSchema="schema",
        example="any",
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
        encoding="{encoding}",
        prefixEncoding="[encoding]",
        itemEncoding="encoding",
    ),
    "responses": _object(others="response"),
    "response": _object(
        section="responses",
        summary="note",
        description="text?",
        headers="{header}",
        content=_MEDIA,
        links="{link}",
    ),
    "callback": _object(section="callbacks", others="path-item"),
    "example": _object(
        section="examples",
        summary="text",
        description="text",
        value="any",
        externalValue="any",
        dataValue="any",
        serializedValue="any",
    ),
    "link": _object(
        section="links",
        operationRef="string",
        operationId="string",
        parameters="{any}",
        requestBody="any",
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
        flows="flows",
        openIdConnectUrl="string",
        oauth2MetadataUrl="note",
        deprecated="boolean",
    ),
    "flows": _object(
        implicit="implicit-flow",
        password="token-flow",  # noqa: S106 - a kind of flow
        clientCredentials="token-flow",
        authorizationCode="code-flow",
        deviceAuthorization="device-flow",
    ),
    "implicit-flow": _object(authorizationUrl="note?", refreshUrl="note", scopes="{note}?"),
    "token-flow": _object(tokenUrl="note?", refreshUrl="note", scopes="{note}?"),
    "code-flow": _object(
        authorizationUrl="note?", tokenUrl="note?", refreshUrl="note", scopes="{note}?"
    ),
    "device-flow": _object(
        deviceAuthorizationUrl="note?", tokenUrl="note?", refreshUrl="note", scopes="{note}?"
    ),
    "security-requirement": ObjectType(others=Member("string", "list"), extensible=False),
    "discriminator": _object(propertyName="string!", mapping="{string}", defaultMapping="string"),
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


def is_unknown(kind: str, name: str) -> bool:
    """Return whether OpenAPI has no member of this name in an object of `kind`."""
    table = GRAMMAR[kind]
    return table.others is None and name not in table.members and not name.startswith("x-")


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
