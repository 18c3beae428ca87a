"""Schema Objects in canonical form: JSON Schema 2020-12, references into the one document."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin

from scripts.generate.document.context import ABSENT, Context
from scripts.generate.document.grammar import Member, member_of
from scripts.generate.document.references import fragment
from scripts.generate.document.upgrade import null_is_lost, upgrade_schema
from scripts.generate.source.library import BadReference

if TYPE_CHECKING:
    from scripts.generate.document.canonical import Canonical

DIALECTS = (
    "https://json-schema.org/draft/2020-12/schema",
    "https://spec.openapis.org/oas/3.1/dialect/base",
    "https://spec.openapis.org/oas/3.2/dialect",
)
_IDENTITY = ("$id", "$anchor", "$schema", "$vocabulary")
"""Keywords that have done their work once every reference is a pointer from the root."""


def known_dialect(dialect: Any) -> bool:
    return isinstance(dialect, str) and dialect.rstrip("#").startswith(DIALECTS)


class SchemaObjects:
    """The schema part of the walk through the source."""

    def __init__(self, canonical: "Canonical") -> None:
        self._canonical = canonical

    def schema(self, value: Any, context: Context) -> Any:
        if isinstance(value, bool):
            return value
        if not isinstance(value, dict):
            reason = "a schema is expected here"
            return self._canonical.refuse(context, "structure", reason, "write an object")
        if self._canonical.is_30 and isinstance(value.get("$ref"), str):
            value = self._only_reference(value)
        context = self._below_id(value, context)
        if adopted := self._adopted(value, context):
            return self.schema(*adopted)
        members: dict[str, Any] = {}
        for name, item in value.items():
            found = self._keyword(value, name, item, context)
            if found is not ABSENT:
                members["$ref" if name == "$dynamicRef" else name] = found
        if self._canonical.is_30:
            members = self._upgrade(members, context)
        self._canonical.places.derive(members, value)
        return members

    def _only_reference(self, value: dict[str, Any]) -> dict[str, Any]:
        """OpenAPI 3.0 ignores whatever stands beside `$ref`."""
        only = {"$ref": value["$ref"]}
        self._canonical.places.derive(only, value)
        return only

    def _below_id(self, value: dict[str, Any], context: Context) -> Context:
        if not isinstance(value.get("$id"), str):
            return context
        base = urldefrag(urljoin(context.base, value["$id"]))[0]
        return Context(context.file, context.pointer, context.owner, context.token, base)

    def _adopted(self, value: dict[str, Any], context: Context) -> tuple[Any, Context] | None:
        """Give the content of another file to the component that is only a reference to it."""
        if len(value) != 1 or not isinstance(value.get("$ref"), str):
            return None
        references = self._canonical.references
        try:
            target = references.final(references.resolve(context.file, value["$ref"], context.base))
            if self._canonical.bundle.pointer(target, "schema") != context.pointer:
                return None
        except BadReference:
            return None  # reported where the reference is read
        return target.value, Context(target.file, context.pointer, context.owner, context.token)

    def _keyword(self, schema: dict[str, Any], name: str, item: Any, context: Context) -> Any:
        here = context.into(schema, name)
        if name == "$ref" or name == "$dynamicRef":
            return self._reference(item, here)
        if name in _IDENTITY and isinstance(item, str):
            if name == "$schema" and not known_dialect(item):
                cure = "rewrite the schema for 2020-12 and correct `$schema`"
                reason = f"`{item}` is not JSON Schema 2020-12"
                return self._canonical.refuse(here, "schema-dialect", reason, cure)
            return ABSENT
        if name == "discriminator":
            return self._discriminator(item, here)
        member = member_of("schema", name)
        return item if member is None else self._canonical.value(item, member, here)

    def _reference(self, reference: Any, context: Context) -> Any:
        if not isinstance(reference, str):
            reason = "`$ref` is no string"
            return self._canonical.refuse(context, "ref-syntax", reason, "write a URI reference")
        references = self._canonical.references
        try:
            target = references.resolve(context.file, reference, context.base)
            if len(target.value) == 1 if isinstance(target.value, dict) else False:
                references.final(target)
            return fragment(self._canonical.bundle.pointer(target, "schema"))
        except BadReference as error:
            return self._canonical.refuse(context, error.code, error.reason, error.cure)

    def _discriminator(self, value: Any, context: Context) -> Any:
        found = self._canonical.value(value, Member("discriminator"), context)
        if found is ABSENT or not isinstance(found.get("mapping"), dict):
            return found
        below = context.into(value, "mapping")
        mapping: dict[str, str] = {}
        for name, reference in found["mapping"].items():
            here = below.into(value["mapping"], name)
            mapped = self._mapped(reference, here)
            if mapped is not ABSENT:
                mapping[name] = mapped
        self._canonical.places.derive(mapping, value["mapping"])
        found["mapping"] = mapping
        return found

    def _mapped(self, reference: str, context: Context) -> Any:
        """Read a mapping's value: the name of a schema component, or else a reference."""
        named = f"#/components/schemas/{reference}"
        for candidate in (named, reference) if "/" not in reference else (reference,):
            try:
                target = self._canonical.references.resolve(context.file, candidate)
                pointer = self._canonical.bundle.pointer(target, "schema")
            except BadReference:
                continue
            kept = pointer == f"/components/schemas/{reference}"
            return reference if kept else fragment(pointer)
        return self._canonical.refuse(
            context,
            "discriminator-mapping",
            f"there is no schema `{reference}`",
            "map to the name of a schema component, or to a reference",
        )

    def _upgrade(self, members: dict[str, Any], context: Context) -> dict[str, Any]:
        if why := null_is_lost(members):
            where = self._canonical.locate(context)
            cure = "add what is missing if null is meant to be allowed"
            self._canonical.findings.warn("schema-nullable", where, context.pointer, why, cure)
        return upgrade_schema(members)
