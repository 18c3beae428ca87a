"""Which keywords a value keeps, and which it breaks."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from exactapi.fuzz.reach.keywords import Keywords
from exactapi.problems import JsonValue
from exactapi.schemas.pointers import fragment, fragment_of, value_at
from exactapi.schemas.validators import DirectedSchemas, Validator
from exactapi.schemas.violations import Failure

_OF_PARTS: Final = frozenset(
    {"additionalProperties", "items", "unevaluatedItems", "unevaluatedProperties"}
)
"""Keywords that are a schema: the engine reports both under one place."""


def kept(validator: Validator, keywords: Keywords, value: JsonValue) -> set[str]:
    """Return the places of the keywords that a valid value has met and kept."""
    units = validator.evaluated(value)
    met = {(each["evaluationPath"], each["instanceLocation"]) for each in units}
    found = set()
    for unit in units:
        around, _, last = unit["evaluationPath"].rpartition("/")
        is_keyword = last in _OF_PARTS and (around, unit["instanceLocation"]) in met
        if not unit["valid"] or is_keyword:
            continue
        part = _part(value, unit["instanceLocation"], last)
        for keyword in keywords.get(_normal(unit["schemaLocation"]), ()):
            if keyword.applies(part):
                found.add(keyword.place)
    return found


def broken(schemas: DirectedSchemas, validator: Validator, value: JsonValue) -> set[str]:
    """Return the places of the keywords that a value breaks, in all alternatives that it fails."""
    return {
        place
        for failure in _all(validator.failures(value))
        if (place := schemas.pointer(_location(failure))) is not None
    }


def _all(failures: Iterable[Failure]) -> Iterator[Failure]:
    for failure in failures:
        yield failure
        if failure.kind.name in ("anyOf", "oneOf"):
            for branch in failure.kind.as_dict().get("context", ()):
                yield from _all(branch)
        elif failure.kind.name == "propertyNames":
            yield from _all([failure.kind.as_dict()["error"]])


def _location(failure: Failure) -> str:
    """Return the URI of the keyword; the engine counts the names of `dependentRequired`."""
    location = failure.absolute_keyword_location or ""
    is_counted = failure.schema_path[-1:] == ["dependentRequired"]
    return location.rpartition("/")[0] if is_counted else location


def _part(value: Any, pointer: str, keyword: str) -> Any:
    """Return the part of a value that a schema is about: of `propertyNames`, a name."""
    part = value_at(value, pointer)
    return next(iter(part), None) if keyword == "propertyNames" and part else part


def _normal(uri: str) -> str:
    """Return a URI as `keywords_of` writes it: the engine encodes other characters of names."""
    start, hash_sign, _ = uri.partition("#")
    return start + fragment(fragment_of(uri)) if hash_sign else uri
