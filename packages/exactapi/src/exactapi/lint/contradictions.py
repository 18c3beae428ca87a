"""Schemas that no value keeps, patterns that no text matches, discriminators that say nothing."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from exactapi.generate.document.rules.schemas.schemas import schemas_of
from exactapi.generate.document.walk.grammar import Member
from exactapi.generate.ir import Pointer
from exactapi.generate.models.schemas.schemas import allowed_values, properties, required, types
from exactapi.lint.findings import Findings
from exactapi.lint.said import Reader, Said
from exactapi.lint.texts import never_matches
from exactapi.schemas.pointers import fragment, join, pointer_of, tokens

_PAIRS: Final = (
    ("string", "minLength", "maxLength"),
    ("array", "minItems", "maxItems"),
    ("object", "minProperties", "maxProperties"),
    ("number", "minimum", "maximum"),
    ("integer", "minimum", "maximum"),
)


class Contradictions:
    """Looks at every schema of a document, used or not."""

    def __init__(self, document: Mapping[str, Any], findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self._reader = Reader(document)

    def check(self) -> None:
        for pointer, schema in schemas_of(self._document, Member("document"), "", inner=True):
            if isinstance(schema, Mapping):
                self._schema(pointer, schema)

    def _schema(self, pointer: Pointer, schema: Mapping[str, Any]) -> None:
        own = Said(pointer, {pointer: schema})
        if isinstance(schema.get("pattern"), str):
            self._pattern(pointer, own)
        discriminator = schema.get("discriminator")
        if isinstance(discriminator, Mapping):
            self._discriminator(pointer, schema, discriminator)
        whole = self._reader.whole((pointer,))
        if reason := next(_contradictions(whole), None):
            self._findings.add("never-valid", whole.pointer, reason)

    def _pattern(self, pointer: Pointer, own: Said) -> None:
        pattern = own.flat["pattern"]
        least = int(max(own.numbers("minLength"), default=0))
        most = min(map(int, own.numbers("maxLength")), default=None)
        if never_matches(pattern, 0, None):
            self._findings.add("pattern-never", join(pointer, "pattern"), "no text matches this")
        elif (most is None or least <= most) and never_matches(pattern, least, most):
            reason = "no text of the length that `minLength` and `maxLength` want matches this"
            self._findings.add("pattern-never", join(pointer, "pattern"), reason)

    def _discriminator(
        self, pointer: Pointer, schema: Mapping[str, Any], discriminator: Mapping[str, Any]
    ) -> None:
        name = discriminator.get("propertyName")
        keyword = next((each for each in ("oneOf", "anyOf") if schema.get(each)), None)
        if not isinstance(name, str) or keyword is None:
            return
        mapping = discriminator.get("mapping")
        mapped = mapping if isinstance(mapping, Mapping) else {}
        references = {each.get("$ref") for each in schema[keyword] if isinstance(each, Mapping)}
        for value, reference in mapped.items():
            if _reference(reference) not in references:
                at = join(pointer, "discriminator", "mapping", value)
                reason = f"leads to what is no alternative of the `{keyword}`"
                self._findings.add("discriminator-never", at, reason)
        for index, alternative in enumerate(schema[keyword]):
            reference = alternative.get("$ref") if isinstance(alternative, Mapping) else None
            if isinstance(reference, str):
                values = [key for key, each in mapped.items() if _reference(each) == reference]
                at = join(pointer, keyword, index)
                self._alternative(at, name, values or [_component(reference)])

    def _alternative(self, pointer: Pointer, name: str, values: list[str]) -> None:
        """Return whether an alternative can be what leads to it: one of `values` in `name`."""
        reasons = []
        for said in self._reader.choices((pointer,)):
            at = [each for parts in said.inner() for each in parts if tokens(each)[-1] == name]
            member = self._reader.whole(tuple(at)) if at else None
            allowed = allowed_values(member.flat) if member else None
            wanted = " or ".join(f"`{each}`" for each in values)
            if allowed is not None and not set(values) & set(map(str, allowed)):
                takes = " or ".join(f"`{each}`" for each in allowed[:5])
                reasons.append(f"is chosen by {wanted} in `{name}`, but takes {takes} there")
            elif member is None and said.others is False:
                reasons.append(f"is chosen by `{name}`, a member that it does not take")
            else:
                return
        if reasons:
            self._findings.add("discriminator-never", pointer, reasons[0])


def _contradictions(said: Said) -> Iterator[str]:
    flat = said.flat
    declared = types(flat)
    if declared == ():
        yield "its parts have no type in common"
    for kind, least, most in _PAIRS:
        low = max(said.numbers(least), default=-math.inf)
        high = min(said.numbers(most), default=math.inf)
        if declared == (kind,) and low > high:
            yield f"`{least}` {low} is above `{most}` {high}"
    values = allowed_values(flat)
    if values == []:
        yield "`enum` has no value"
    if declared == ("object",):
        yield from _impossible_members(said)


def _impossible_members(said: Said) -> Iterator[str]:
    named = properties(said.flat)
    for name in dict.fromkeys(required(said.flat)):
        if named.get(name, True) is False:
            yield f"requires `{name}`, which may have no value"
        for part in said.parts.values():
            is_own = name in properties(part) or "patternProperties" in part
            if part.get("additionalProperties") is False and not is_own:
                yield f"requires `{name}`, but takes no member of that name"


def _reference(mapped: Any) -> Any:
    """Return a mapping's value as a reference: it may be the name of a component."""
    if isinstance(mapped, str) and pointer_of(mapped) is None:
        return fragment(join("/components/schemas", mapped))
    return mapped


def _component(reference: str) -> str:
    return tokens(pointer_of(reference) or "/")[-1]
