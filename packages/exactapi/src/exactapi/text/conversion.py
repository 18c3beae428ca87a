"""From JSON values to the types of handlers' arguments, changing no value on the way.

Pydantic reads leniently by default: `true` for `1.0`, a date for a date-time at midnight, 5 for
`"5"`. That is harmless where one type is possible, but in a union of models it would choose by
such a reading. So JSON goes through Pydantic's own reader of JSON in strict mode, where a date
is still a string and nothing else is taken for what it is not.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from exactapi.errors import ExactAPIError
from exactapi.model import adapter_of
from exactapi.problems import JsonValue
from exactapi.schemas.pointers import join
from exactapi.text.decimals import (
    InexactNumbers,
    ManyInexactNumbersError,
    check_digits,
    inexact_numbers,
)
from exactapi.text.strict_json import with_integers

UNSUPPORTED: Final = "is valid, but this service cannot represent it"
"""What is said of a value that is on the list in docs/decisions/0007."""


class UnrepresentableValueError(ExactAPIError, ValueError):
    """Raised for a valid value that Python cannot represent; `places` are JSON pointers into it."""

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__(f"cannot be represented: {', '.join(places)}")
        self.places = places


class Conversion:
    """Turns values that a schema has accepted into values of a Python type.

    Built on first use: a large document has models that take seconds to build, all together.
    """

    def __init__(self, annotation: Any) -> None:
        self._annotation = annotation

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return adapter_of(self._annotation)

    @cached_property
    def _has_decimals(self) -> bool:
        """Whether a part of the type is a `DecimalNumber`."""
        parts: list[Any] = [self._adapter.core_schema]
        while parts:
            part = parts.pop()
            if part is check_digits:
                return True
            if isinstance(part, dict):
                parts += part.values()
            elif isinstance(part, list | tuple):
                parts += part
        return False

    @cached_property
    def _validate_json(self) -> Callable[..., Any]:
        return self._adapter.validator.validate_json

    @cached_property
    def _validate_python(self) -> Callable[..., Any]:
        return self._adapter.validator.validate_python

    def json(self, value: JsonValue, data: bytes | None = None, *, written: bytes = b"") -> Any:
        """Return the Python value.

        `data` is its JSON text, if there is one; `written` has the JSON texts of its items.

        A whole float becomes an int where only that will do: JSON has one kind of number.

        Raises:
            UnrepresentableValueError: Python has no such value.
        """
        text = written if data is None else data
        context = inexact_numbers(text) if self._has_decimals else None
        try:
            return self._read(value, to_json(value) if data is None else data, context)
        except ManyInexactNumbersError:
            raise UnrepresentableValueError([""]) from None

    def form(self, value: Any, context: InexactNumbers | None = None) -> Any:
        """Return the same for a form with files, which are no JSON.

        Raises:
            UnrepresentableValueError: Python has no such value.
        """
        try:
            return self._validate_python(value, context=context, by_alias=True, by_name=False)
        except ValidationError as error:
            raise UnrepresentableValueError(_places(value, error)) from None

    def _read(self, value: JsonValue, data: bytes, context: InexactNumbers | None) -> Any:
        try:
            return self._strictly(data, context)
        except ValidationError:
            return self._with_integers(value, context)

    def _with_integers(self, value: JsonValue, context: InexactNumbers | None) -> Any:
        whole = with_integers(value)
        try:
            return self._strictly(to_json(whole), context)
        except ValidationError:
            # Defaults are filled in as Python values, of which strictness refuses a date's text.
            return self.form(whole, context)

    def _strictly(self, data: bytes, context: InexactNumbers | None) -> Any:
        """By wire names alone: a model's attribute may be the name of another member."""
        return self._validate_json(data, strict=True, context=context, by_alias=True, by_name=False)


def _places(value: Any, error: ValidationError) -> list[str]:
    """Return the innermost ones: what holds one fails with it, where a union has tried it."""
    places: dict[tuple[int | str, ...], None] = {}
    for each in error.errors(include_url=False, include_context=False, include_input=False):
        place: list[int | str] = []
        node = value
        for step in each["loc"]:  # which also names the members of unions that were tried
            if isinstance(node, str):
                break
            with suppress(KeyError, IndexError, TypeError):
                node = node[step]
                place.append(step)
        places[*place] = None
    around = {place[:length] for place in places for length in range(len(place))}
    return [join("", *place) for place in places if place not in around]
