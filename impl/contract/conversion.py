"""From JSON values to the types of handlers' arguments, changing no value on the way.

Pydantic reads leniently by default: `true` for `1.0`, a date for a date-time at midnight, 5 for
`"5"`. That is harmless where one type is possible, but in a union of models it would choose by
such a reading. So JSON goes through Pydantic's own reader of JSON in strict mode, where a date
is still a string and nothing else is taken for what it is not.
"""

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from impl.contract.problems import JsonValue
from impl.contract.strict_json import with_integers


class Conversion:
    """Turns values that a schema has accepted into values of a Python type."""

    __slots__ = ("_validate_json", "_validate_python")

    def __init__(self, annotation: Any) -> None:
        validator = TypeAdapter(annotation).validator
        self._validate_json: Callable[..., Any] = validator.validate_json
        self._validate_python: Callable[..., Any] = validator.validate_python

    def json(self, value: JsonValue, data: bytes | None = None) -> Any:
        """The Python value; `data` is the JSON text of the value where there is one.

        A whole float becomes an int where only that will do: JSON has one kind of number.

        Raises:
            ValidationError: Python cannot hold the value.
        """
        try:
            return self._strictly(to_json(value) if data is None else data)
        except ValidationError:
            whole = with_integers(value)
        try:
            return self._strictly(to_json(whole))
        except ValidationError:
            # Defaults are filled in as Python values, of which strictness refuses a date's text.
            return self.form(whole)

    def form(self, value: Any) -> Any:
        """The same for a form with files, which are no JSON.

        Raises:
            ValidationError: Python cannot hold the value.
        """
        return self._validate_python(value, by_alias=True, by_name=False)

    def _strictly(self, data: bytes) -> Any:
        """By wire names alone: a model's attribute may be the name of another member."""
        return self._validate_json(data, strict=True, by_alias=True, by_name=False)
