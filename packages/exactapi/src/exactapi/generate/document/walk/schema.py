"""Schema Objects in canonical form: JSON Schema 2020-12, references into the one document."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal

from exactapi.generate.document.walk import mismatches
from exactapi.generate.document.walk.context import ABSENT, Context
from exactapi.generate.document.walk.dialects.dialects import is_current
from exactapi.generate.document.walk.dialects.upgrade import null_is_lost, upgrade_schema
from exactapi.generate.document.walk.grammar import Member, member_of
from exactapi.generate.document.walk.walk import Walk
from exactapi.generate.ir import Pointer
from exactapi.generate.source.library import BadReferenceError
from exactapi.schemas.identities import ANCHORS, base_of, is_identifier, is_metaschema
from exactapi.schemas.pointers import fragment, join

_RECURSIVE = "$recursiveAnchor"

_OLDER = ("items", "additionalItems", "dependencies")
"""Keywords whose value had another shape in earlier drafts."""
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


class SchemaObjects:
    """Writes Schema Objects; `value` writes the members that hold anything else."""

    def __init__(self, walk: Walk, value: Callable[[Any, Member, Context], Any]) -> None:
        self._walk = walk
        self._value = value

    def schema(self, value: Any, context: Context) -> Any:
        if isinstance(value, bool):
            return value
        if not isinstance(value, dict):
            reason = "a schema is expected here"
            return self._walk.refuse(context, "structure", reason, "write an object")
        around, context = context, self._below(value, context)
        if context.dialect.lone_ref and isinstance(value.get("$ref"), str):
            self._warn_of_nullable(value, context)
            value = self._only_reference(value)
        if adopted := self._adopted(value, context):
            return self.schema(*adopted)
        members: dict[str, Any] = {}
        for name, item in value.items():
            if name == "$id":
                found = self._identifier(item, around, context)
            elif name == _RECURSIVE or name in context.dialect.unknown:
                continue
            else:
                found = self._keyword(value, name, item, context)
            if found is not ABSENT:
                members[_recursive(value) if name == "$recursiveRef" else name] = found
        self._warn_of_nullable(value, context)
        members = upgrade_schema(members, context.dialect)
        self._walk.places.derive(members, value)
        return members

    def _only_reference(self, value: dict[str, Any]) -> dict[str, Any]:
        """OpenAPI 3.0 and JSON Schema up to draft-07 ignore whatever stands beside `$ref`."""
        only = {"$ref": value["$ref"]}
        self._walk.places.derive(only, value)
        return only

    def _below(self, value: dict[str, Any], context: Context) -> Context:
        """Enter a schema: it may name its dialect and its base URI."""
        if found := self._walk.dialects.of(value.get("$schema")):
            context = replace(context, dialect=found)
        context = self._walk.names.below(value.get("$id"), context)
        if value.get(_RECURSIVE) is True:
            context = replace(context, recursive=context.pointer)
        return context

    def _adopted(self, value: dict[str, Any], context: Context) -> tuple[Any, Context] | None:
        """Return the content of the file that a component does nothing but refer to; else None."""
        if len(value) != 1 or not isinstance(value.get("$ref"), str):
            return None
        walk = self._walk
        try:
            target = walk.references.resolve(context.file, value["$ref"], context.base)
            target = walk.references.final(target)
            if walk.bundle.pointer(target, "schema") != context.pointer:
                return None
        except BadReferenceError:
            return None  # reported where the reference is read
        inside = walk.enter(target, context.pointer, context.owner, context.token)
        return target.value, inside

    def _keyword(self, schema: dict[str, Any], name: str, item: Any, context: Context) -> Any:
        here = context.into(schema, name)
        if name in _REFERENCES:
            return self._reference(item, here)
        if name in ANCHORS:
            return item if self._walk.names.stay(here) else ABSENT
        if name == "$schema":
            return self._dialect(item, here)
        if name == "discriminator":
            return self._discriminator(item, here)
        return self._older(item, here) if name in _OLDER else self._schemas(name, item, here)

    def _schemas(self, name: str, item: Any, here: Context) -> Any:
        member = member_of("schema", name)
        return item if member is None else self._value(item, member, here)

    def _identifier(self, item: Any, around: Context, context: Context) -> Any:
        """Keep an `$id`; what it is relative to may not be kept."""
        if not self._walk.names.stay(context):
            return ABSENT
        is_same = not is_identifier(item) or base_of(item, around.resource) == context.resource
        return item if is_same else context.resource

    def _dialect(self, item: Any, context: Context) -> Any:
        if self._walk.dialects.of(item) is None:
            reason = f"`{item}` is not JSON Schema 2020-12"
            cure = "rewrite the schema for 2020-12 and correct `$schema`"
            return self._walk.refuse(context, "schema-dialect", reason, cure)
        return item if is_current(item) else ABSENT

    def _older(self, item: Any, context: Context) -> Any:
        """Walk the value of a keyword that later dialects renamed: one schema or several."""
        if context.token == "dependencies" and isinstance(item, dict):  # noqa: S105  # a JSON token
            schemas = {key: value for key, value in item.items() if not isinstance(value, list)}
            self._walk.places.derive(schemas, item)
            return item | self._value(schemas, Member("schema", "map"), context)
        shape: Literal["list", "one"] = "list" if isinstance(item, list) else "one"
        return self._value(item, Member("schema", shape), context)

    def _reference(self, reference: Any, context: Context) -> Any:
        if not isinstance(reference, str):
            return self._walk.refuse(context, "ref-syntax", *mismatches.of_reference(reference))
        if is_metaschema(reference):
            return reference
        references = self._walk.references
        if context.token == "$recursiveRef" and context.recursive:  # noqa: S105  # a JSON token
            self._walk.names.lose(context)
            return fragment(context.recursive)
        try:
            target = references.resolve(context.file, reference, context.base)
            references.reaches_value(target)
            pointer = self._walk.bundle.pointer(target, "schema")
        except BadReferenceError as error:
            return self._walk.refuse(context, error.code, error.reason, error.cure)
        return self._written(reference, context, pointer)

    def _written(self, reference: str, context: Context, pointer: Pointer) -> Any:
        """Leave what names its target; write the pointer of the rest."""
        references, names = self._walk.references, self._walk.names
        if references.is_by_identity(reference, context.base) and names.stay(context):
            names.leave(reference, context, pointer)
            return reference
        names.lose(context)
        if context.token == "$dynamicRef" and not references.is_static(reference):  # noqa: S105  # a JSON token
            reason = f"what `{reference}` means depends on the way to it, over several files"
            cure = "give each file's schema an `$id`, or write `$ref` to the schema that is meant"
            return self._walk.refuse(context, "schema-dynamic", reason, cure)
        return fragment(pointer)

    def _discriminator(self, value: Any, context: Context) -> Any:
        found = self._value(value, Member("discriminator"), context)
        if found is not ABSENT and isinstance(found.get("defaultMapping"), str):
            mapped = self._mapped(
                found.pop("defaultMapping"), context.into(value, "defaultMapping")
            )
            if mapped is not ABSENT:
                found["defaultMapping"] = mapped
        if found is ABSENT or not isinstance(found.get("mapping"), dict):
            return found
        below = context.into(value, "mapping")
        mapping: dict[str, str] = {}
        for name, reference in found["mapping"].items():
            here = below.into(value["mapping"], name)
            mapped = self._mapped(reference, here)
            if mapped is not ABSENT:
                mapping[name] = mapped
        self._walk.places.derive(mapping, value["mapping"])
        found["mapping"] = mapping
        return found

    def _mapped(self, reference: str, context: Context) -> Any:
        """Read a mapping's value: the name of a schema component, or else a reference.

        One that leads nowhere is left out with a warning: what is valid is never decided here
        (OpenAPI 3.1, Discriminator Object).
        """
        component = join("/components/schemas", reference)
        for candidate in (fragment(component), reference) if "/" not in reference else (reference,):
            try:
                target = self._walk.references.resolve(context.file, candidate)
                pointer = self._walk.bundle.pointer(target, "schema")
            except BadReferenceError:
                continue
            return reference if pointer == component else fragment(pointer)
        reason = f"there is no schema `{reference}`"
        cure = "map to the name of a schema component, or to a reference"
        self._walk.warn(context, "discriminator-mapping", reason, cure)
        return ABSENT

    def _warn_of_nullable(self, schema: dict[str, Any], context: Context) -> None:
        said = null_is_lost(schema, context.dialect)
        if said and not ("type" not in schema and self._lists_null(schema, context)):
            self._walk.warn(context, "schema-nullable", *said)

    def _lists_null(self, schema: dict[str, Any], context: Context) -> bool:
        """Return whether an alternative is null, as tools write it that know of the trap."""
        alternatives = schema.get("anyOf", schema.get("oneOf"))
        for each in alternatives if isinstance(alternatives, list) else ():
            value = each
            if isinstance(each, dict) and isinstance(each.get("$ref"), str):
                with suppress(BadReferenceError):
                    references = self._walk.references
                    value = references.resolve(context.file, each["$ref"], context.base).value
            enum = value.get("enum") if isinstance(value, dict) else None
            if isinstance(enum, list) and None in enum:
                return True
        return False


def _recursive(schema: dict[str, Any]) -> str:
    """Name the keyword for a `$recursiveRef`: a `$dynamicRef` to a pointer is a second `$ref`."""
    return "$dynamicRef" if "$ref" in schema else "$ref"
