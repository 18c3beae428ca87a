"""A value for a schema: the document's own example where it is valid, else one that is built."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from jsonschema_rs import ReferencingError, ValidationError

from exactapi.errors import ExactAPIError
from exactapi.mock.samples.build import Builder, CannotBuildError
from exactapi.mock.samples.schemas import ROOT, Schema, Schemas
from exactapi.problems import JsonValue
from exactapi.schemas.directions import Direction


class NoSampleError(ExactAPIError):
    """No valid value was found; the message says where and why."""


def sample(document: Mapping[str, Any], pointer: str, direction: Direction, seed: int) -> JsonValue:
    """Return a valid instance of the schema at `pointer` in a canonical document.

    The same arguments give the same value, in every process. For many values of one document
    keep a `Sampler`: it compiles each schema once.

    Raises:
        NoSampleError: nothing satisfies the schema, or nothing was found in a bounded search.
    """
    return Sampler(document, direction).value(pointer, seed)


class Sampler:
    """Values for the schemas of one document, sent in one direction."""

    def __init__(self, document: Mapping[str, Any], direction: Direction) -> None:
        self._schemas = Schemas(document, direction)
        self._resolved: dict[str, Schemas | None] = {}

    def value(self, pointer: str, seed: int, *, examples: bool = True) -> JsonValue:
        """See `sample`; without `examples` those of the document are left aside."""
        schema = self._schemas.at(pointer)
        for builder, start in self._builders(pointer, seed, examples=examples):
            try:
                value = builder.value(start)
            except (CannotBuildError, ReferencingError, ValidationError):
                continue  # also what needs the base URI of an `$id`, until it is resolved
            if self._schemas.accepts(schema, value):
                return value
        raise NoSampleError(f"#{pointer}: {self._reason(schema)}")

    def _builders(
        self, pointer: str, seed: int, *, examples: bool
    ) -> Iterator[tuple[Builder, Schema]]:
        """Yield each with the schema to start from, the quickest first."""
        text = f"{seed} {pointer}"
        for careful in (False, True):
            random = Random(text)  # noqa: S311  for examples
            yield (
                Builder(self._schemas, random, careful=careful, examples=examples),
                self._schemas.at(pointer),
            )
        if pointer not in self._resolved:
            self._resolved[pointer] = self._schemas.resolved(self._schemas.at(pointer))
        if (resolved := self._resolved[pointer]) is not None:
            random = Random(text)  # noqa: S311  for examples
            yield Builder(resolved, random, careful=True, examples=examples), resolved.at(ROOT)

    def accepts(self, pointer: str, value: JsonValue) -> bool:
        """Return whether the schema at `pointer` admits the value."""
        return self._schemas.accepts(self._schemas.at(pointer), value)

    def _reason(self, schema: Schema) -> str:
        if self._schemas.is_empty(schema):
            return "no value satisfies this schema"
        return "no value was found that satisfies this schema; give it an example"
