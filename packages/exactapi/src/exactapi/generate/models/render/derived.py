"""The input of datamodel-code-generator: shapes as JSON Schema, and what only templates see.

Names of classes and attributes are ours. Descriptions travel as finished docstrings beside the
schemas, so that the generator decides types and layout, not prose.
"""

from typing import Any

from exactapi.generate.models.shapes.annotations import Imports, annotation
from exactapi.generate.models.shapes.defaults import is_plain
from exactapi.generate.models.shapes.shapes import (
    Alias,
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
    Tuple,
    holds_tuple,
    items_of,
    named,
)
from exactapi.generate.python.names import words
from exactapi.generate.python.text import docstring, note, summarised

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
    "decimal": {"customTypePath": "exactapi.runtime.DecimalString"},
    "decimal number": {"customTypePath": "exactapi.runtime.DecimalNumber"},
    "bytes": {"type": "string", "format": "binary"},
    "file": {"customTypePath": "fastapi.UploadFile"},
}
_INDENT = 4


def document(models: Models) -> Json:
    """Return an OpenAPI document that holds nothing but the schemas to render.

    Aliases come before the classes that use them, but for those that lead to classes themselves.
    """
    aliases = {name: _alias(alias.shape) for name, alias in models.aliases.items()}
    schemas = {name: aliases[name] for name in aliases if not _leads_to_class(name, models)}
    schemas |= {name: _class(cls) for name, cls in models.classes.items()}
    schemas |= aliases
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
    return {cls.name: _class_data(cls, models) for cls in models.classes.values()} | {
        alias.name: {
            "doc": note(alias.description, indent=0),
            "annotation": _alias_written(alias, models) if _is_written(alias) else "",
        }
        for alias in models.aliases.values()
    }


def schema(shape: Shape) -> Json:
    if isinstance(shape, Scalar):
        return _SCALARS[shape.kind]
    if isinstance(shape, Literals):
        return {"enum": list(shape.values)}
    if isinstance(shape, Named):
        return {"$ref": f"#/components/schemas/{shape.name}"}
    if isinstance(shape, Array | Tuple):
        items = [schema(each) for each in items_of(shape)]
        return {"type": "array", "items": items[0] if len(items) == 1 else {"anyOf": items}}
    if isinstance(shape, Map):
        return {"type": "object", "additionalProperties": schema(shape.values) or True}
    branches: Json = {"anyOf": [schema(member) for member in shape.members]}
    if shape.discriminator is not None:
        mapping = {tag: f"#/components/schemas/{name}" for tag, name in shape.tags}
        branches["discriminator"] = {"propertyName": shape.discriminator, "mapping": mapping}
    return branches


def _alias(shape: Shape) -> Json:
    """A list that is an alias holds itself; said directly, it would be rendered as `list`."""
    return {"anyOf": [schema(shape)]} if isinstance(shape, Array | Tuple) else schema(shape)


def _class(cls: ModelClass) -> Json:
    members = {field.name: schema(field.shape) for field in cls.fields}
    # The template writes defaults out; seen here, they would make the type optional.
    required = [field.name for field in cls.fields if field.required or field.has_default]
    rendered: Json = {"type": "object", "properties": members}
    if required:
        rendered["required"] = required
    if cls.closed:
        rendered["additionalProperties"] = False
    return rendered


def _leads_to_class(alias: str, models: Models) -> bool:
    seen: set[str] = set()
    pending = [alias]
    while pending:
        name = pending.pop()
        if name in models.classes:
            return True
        if name not in seen:
            seen.add(name)
            pending.extend(named(models.aliases[name].shape))
    return False


def _default(field: Field, models: Models) -> str:
    if is_plain(field.shape, models):
        return repr(field.default)
    return f"Field(default={field.default!r}, validate_default=True)"


def _is_written(each: Field | Alias) -> bool:
    """Return whether a type is deferred or holds a tuple, of which the tool does not know."""
    return each.deferred or holds_tuple(each.shape)


def _written(each: Field | Alias) -> str:
    written = annotation(each.shape, Imports(""))
    return f"Annotated[{written}, Deferred()]" if each.deferred else written


def _alias_written(alias: Alias, models: Models) -> str:
    """Quoted, if it leads to another alias, which may come later, or be the same."""
    written = _written(alias)
    return repr(written) if models.aliases.keys() & set(named(alias.shape)) else written


def _annotation(field: Field) -> str:
    written = _written(field)
    if not field.required and not field.has_default:
        written += " | MISSING"
    if field.name == field.attribute:
        return written
    return f"Annotated[{written}, Field(alias={field.name!r})]"


def _described(field: Field) -> str:
    """Return the document's words on a member, and then its rules in a sentence."""
    rule = f"{field.rule[:1].upper()}{field.rule[1:]}." if field.rule else ""
    if not field.description or not rule:
        return field.description or rule
    if "\n" in field.description:
        return f"{field.description}\n\n{rule}"
    end = "" if field.description[-1] in ".?!:" else "."
    return f"{field.description}{end} {rule}"


def _class_data(cls: ModelClass, models: Models) -> Json:
    name = " ".join(word.lower() for word in words(cls.name)).capitalize()
    summary, rest = summarised(cls.description, name, indent=_INDENT)
    return {
        "doc": docstring(summary, rest, indent=_INDENT) if cls.description else "",
        "docs": {
            field.attribute: note(_described(field), indent=_INDENT)
            for field in cls.fields
            if field.description or field.rule
        },
        "annotations": {
            field.attribute: _annotation(field) for field in cls.fields if _is_written(field)
        },
        "defaults": {
            field.attribute: _default(field, models)
            for field in cls.fields
            if field.has_default and not field.required
        },
    }
