"""Values of schemas that are too intricate to build, drawn by schemathesis' own generator.

It works on `jsonschema_rs`' canonical form and knows all of JSON Schema 2020-12, but neither
examples nor taste, so it comes last. hypothesis-jsonschema, the usual choice, has not been
released since 2024 and stops at draft 7. The module is not part of schemathesis' public interface;
its version is pinned, and tests/mock would tell.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any, Final

from exactapi.mock.samples.schemas import Schema
from exactapi.mock.samples.strings import FORMATS
from exactapi.problems import JsonValue

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_DRAWS = 6

_INTRICATE: Final = frozenset(
    {"contains", "dependentSchemas", "format", "if", "not", "oneOf", "pattern"}
    | {"patternProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties"}
)
"""Keywords whose values cannot always be built, so that they may have to be drawn."""


def prepare(document: Mapping[str, Any]) -> None:
    """Load what draws values, for a document that may need it: it takes two seconds.

    The first answer would take them otherwise.
    """
    if any(_is_intricate(schema) for schema in _objects(document)):
        drawn({"type": "string", "pattern": "^a$"})


def _is_intricate(schema: Mapping[str, Any]) -> bool:
    """A format alone is no reason: each has values of its own, but they may be too long."""
    found = _INTRICATE & schema.keys()
    is_bounded = "maxLength" in schema or "minLength" in schema
    return bool(found - {"format"}) or ("format" in found and is_bounded)


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)


def drawn(closed: Schema) -> tuple[JsonValue, ...]:
    """Draw values that a self-contained schema may admit, the shortest first; perhaps none."""
    return _drawn(json.dumps(closed, sort_keys=True))


@lru_cache(maxsize=4096)
def _drawn(schema: str) -> tuple[JsonValue, ...]:
    # hypothesis and schemathesis take two seconds to import, which many documents need not spend.
    from hypothesis import HealthCheck, Phase, given, settings  # noqa: PLC0415
    from hypothesis.errors import Unsatisfiable  # noqa: PLC0415

    strategy = strategy_for(json.loads(schema))
    values: list[Any] = []
    if strategy is None:
        return ()

    @settings(
        max_examples=_DRAWS,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(value: Any) -> None:
        values.append(value)

    with suppress(Unsatisfiable):
        collect()
    return tuple(sorted(values, key=lambda value: len(json.dumps(value))))


def strategy_for(closed: Schema) -> "SearchStrategy[Any] | None":
    """Return a strategy for values of a self-contained schema; None if Schemathesis has none."""
    from hypothesis import strategies  # noqa: PLC0415
    from jsonschema_rs import Draft202012  # noqa: PLC0415
    from schemathesis.core.errors import InvalidSchema  # noqa: PLC0415
    from schemathesis.generation.jsonschema import builder, context  # noqa: PLC0415
    from schemathesis.specs.openapi import formats  # noqa: PLC0415

    every = _of_text(formats.get_default_format_strategies())
    for name, make in FORMATS.items():
        # Ours are readable; where a length or a pattern leaves none of them, the others remain.
        own = strategies.integers(0, 10**6).map(_seeded(make))
        every[name] = own | every[name] if name in every else own
    try:
        return builder.build(
            closed,
            draft=Draft202012,
            formats=every,
            alphabet=context.Alphabet(allow_x00=False),
        )
    except InvalidSchema:
        return None


def _seeded(make: Callable[[Random], str]) -> Callable[[int], str]:
    return lambda seed: make(Random(seed))  # noqa: S311  test data, not secrets


def _of_text(formats: "dict[str, SearchStrategy[Any]]") -> "dict[str, SearchStrategy[Any]]":
    """Without those that give bytes, which are no JSON."""
    return {name: drawn for name, drawn in formats.items() if name not in ("binary", "byte")}
