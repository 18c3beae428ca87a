"""The input of datamodel-code-generator: shapes as JSON Schema, and what only templates see.

Names of classes and attributes are ours. Descriptions travel as finished docstrings beside the
schemas, so that the generator decides types and layout, not prose.
"""

from typing import Any

from exactapi.generate.models.defaults import is_plain
from exactapi.generate.models.shapes import (
    Array,
    Field,
    Kind,
    Literals,
    Map,
    ModelClass,
    Models,
    Named,
    Scalar,
    Shape,
)
from exactapi.generate.names import words
from exactapi.generate.text import docstring, note, summarised

Json = dict[str, Any]

_SCALARS: dict[Kind, Json] = {
    "any": {},
    "other": {"customTypePath": "exactapi.runtime.NonObject"},
    "none": {"type": "null"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "number": {"type": ["integer", "number"]},
    "str": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "bytes": {"type": "string", "format": "binary"},
    "file": {"customTypePath": "fastapi.UploadFile"},
}
_INDENT = 4


def document(models: Models) -> Json:
    """An OpenAPI document that holds nothing but the schemas to render."""
    schemas: dict[str, Json] = {name: _class(cls) for name, cls in models.classes.items()}
    schemas |= {name: _alias(alias.shape) for name, alias in models.aliases.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "models", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }


def aliases(models: Models) -> dict[str, str]:
    """`Class.member` -> attribute, where they differ."""
    return {
        f"{cls.name}.{field.name}": field.attribute
        for cls in models.classes.values()
        for field in cls.fields
        if field.name != field.attribute
    }


def template_data(models: Models) -> dict[str, Json]:
    """Per class: its docstring, and the docstrings and written-out defaults of its attributes."""
    return {cls.name: _class_data(cls) for cls in models.classes.values()} | {
        alias.name: {"doc": note(alias.description, indent=0)} for alias in models.aliases.values()
    }


def schema(shape: Shape) -> Json:
    if isinstance(shape, Scalar):
        return _SCALARS[shape.kind]
    if isinstance(shape, Literals):
        return {"enum": list(shape.values)}
    if isinstance(shape, Named):
        return {"$ref": f"#/components/schemas/{shape.name}"}
    if isinstance(shape, Array):
        return {"type": "array", "items": schema(shape.items)}
    if isinstance(shape, Map):
        return {"type": "object", "additionalProperties": schema(shape.values) or True}
    branches: Json = {"anyOf": [schema(member) for member in shape.members]}
    if shape.discriminator is not None:
        mapping = {tag: f"#/components/schemas/{name}" for tag, name in shape.tags}
        branches["discriminator"] = {"propertyName": shape.discriminator, "mapping": mapping}
    return branches


def _alias(shape: Shape) -> Json:
    """A list that is an alias holds itself; said directly, it would be rendered as `list`."""
    return {"anyOf": [schema(shape)]} if isinstance(shape, Array) else schema(shape)


def _class(cls: ModelClass) -> Json:
    members = {field.name: _member(field) for field in cls.fields}
    # A default that the template writes out must not be seen here, nor make the type optional.
    required = [
        f.name
        for f in cls.fields
        if f.required or (f.has_default and not is_plain(f.shape, f.default))
    ]
    rendered: Json = {"type": "object", "properties": members}
    if required:
        rendered["required"] = required
    if cls.closed:
        rendered["additionalProperties"] = False
    return rendered


def _member(field: Field) -> Json:
    if field.has_default and not field.required and is_plain(field.shape, field.default):
        return schema(field.shape) | {"default": field.default}
    return schema(field.shape)


def _class_data(cls: ModelClass) -> Json:
    name = " ".join(word.lower() for word in words(cls.name)).capitalize()
    summary, rest = summarised(cls.description, name, indent=_INDENT)
    return {
        "doc": docstring(summary, rest, indent=_INDENT) if cls.description else "",
        "docs": {
            field.attribute: note(field.description, indent=_INDENT)
            for field in cls.fields
            if field.description
        },
        "defaults": {
            field.attribute: f"Field(default={field.default!r}, validate_default=True)"
            for field in cls.fields
            if field.has_default and not field.required and not is_plain(field.shape, field.default)
        },
    }
