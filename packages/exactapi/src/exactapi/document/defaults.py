"""The default of a schema that a parameter has."""

from collections.abc import Iterator

from exactapi.document.contract import Contract
from exactapi.problems import JsonValue


def declared_default(contract: Contract, pointer: str) -> tuple[bool, JsonValue]:
    """Return whether the schema at a pointer has a default that it accepts, and the default.

    A default may also stand where `$ref` and `allOf` lead: it is an annotation of all of them
    (JSON Schema Validation 2020-12, section 9.2). The nearest counts.
    """
    for default in _defaults(contract, pointer, set()):
        return contract.validator(pointer, "request").is_valid(default), default
    return False, None


def _defaults(contract: Contract, pointer: str, seen: set[str]) -> Iterator[JsonValue]:
    schema = contract.schema(pointer)
    if pointer in seen or not isinstance(schema, dict):
        return
    seen.add(pointer)
    if "default" in schema:
        yield schema["default"]
    if target := contract.referred(pointer):
        yield from _defaults(contract, target, seen)
    for index in range(len(schema.get("allOf", ()))):
        yield from _defaults(contract, f"{pointer}/allOf/{index}", seen)
