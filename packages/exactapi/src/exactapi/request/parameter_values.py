"""One declared parameter: from the text of its value to the handler's argument."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final

from exactapi.document.contract import Contract, Located
from exactapi.document.defaults import declared_default
from exactapi.operations.operation import Parameter
from exactapi.problems import JsonValue, ProblemError
from exactapi.request.parameter_content import ParameterContent
from exactapi.schemas.validators import Validator
from exactapi.text.conversion import UNSUPPORTED, Conversion, UnrepresentableValueError
from exactapi.text.encoding import Decode
from exactapi.text.scalars import TextReader
from exactapi.text.serialization import Serialization
from exactapi.text.styled_value import StyledValue

_NOTHING: Final[Any] = object()


class ParameterValue(StyledValue):
    """Reads, validates and converts the values of one parameter.

    A parameter has a `schema` and a style, or `content`.
    """

    def __init__(
        self, contract: Contract, declared: Located, parameter: Parameter, decode: Decode
    ) -> None:
        node, location = declared.node, parameter.location
        media_type = None if "schema" in node else next(iter(node.get("content", {})), None)
        self._contract = contract
        self._content = ParameterContent(contract, declared, media_type) if media_type else None
        self._schema = self._schema_pointer(declared, media_type)
        # What is one text of a media type has neither a style nor items of its own.
        written = node if self._content is None else {"explode": False}
        serialization = Serialization.of(written, location)
        super().__init__(
            node["name"],
            argument=parameter.argument,
            place=f"{location}.{node['name']}",
            serialization=serialization,
            decode=decode,
            reader=TextReader(contract, (self._schema,) if self._schema else ()),
        )
        self.is_form = self._content is not None and self._content.is_form
        self.required = node.get("required", False)
        # "This field is valid only for `query` parameters."
        self.allows_empty = location == "query" and node.get("allowEmptyValue", False)
        self._validator: Validator | None = None
        is_bare = self._content is None and serialization.is_text
        self._single = self.reader.single if is_bare else None
        annotated = parameter.annotation is not None
        self._convert = Conversion(parameter.annotation).json if annotated else None

    @cached_property
    def default(self) -> Any:
        """Return the schema's default as an argument; None where it has none or an invalid one."""
        if self._schema is None:
            return None
        has_default, default = declared_default(self._contract, self._schema)
        return self._converted(default, []) if has_default else None

    def read(self, raw: str, errors: list[ProblemError]) -> Any:
        """Return the argument that a text stands for; what is wrong with it goes to `errors`."""
        if self._single is not None:  # the usual case, short
            value = self._single(self.decode(raw))
            validator = self._validator or self._compile()
            if validator is not None and validator.is_valid(value):
                return value if self._convert is None else self._converted(value, errors)
        return self.choose(self._readings(raw), errors)

    def choose(self, readings: Iterable[JsonValue], errors: list[ProblemError]) -> Any:
        """Return the argument of the first reading of the request that the schema accepts."""
        validator = self._validator or self._compile()
        first = _NOTHING
        for value in readings:
            if validator is None or validator.is_valid(value):
                return self._converted(value, errors)
            first = value if first is _NOTHING else first
        if first is _NOTHING or validator is None:
            errors.append(self._not_in_style())
        else:
            errors.extend(validator.errors(first, self.place))
        return None

    def _readings(self, raw: str) -> Iterator[JsonValue]:
        if self._content is not None:
            return self._content.readings(self.decode(raw))
        return self.reader.readings(self._style, raw)

    def _compile(self) -> Validator | None:
        if self._schema is not None:
            self._validator = self._contract.validator(self._schema, "request")
        return self._validator

    def _converted(self, value: JsonValue, errors: list[ProblemError]) -> Any:
        if self._convert is None:
            return value
        try:
            return self._convert(value)
        except UnrepresentableValueError:
            errors.append(ProblemError(self.place, "unsupported", UNSUPPORTED))
            return None

    def _schema_pointer(self, declared: Located, media_type: str | None) -> str | None:
        """None also where the schema describes what is handed over unread."""
        if media_type is None or self._content is None:
            return declared.schema
        if not self._content.is_read:
            return None
        return self._contract.locate(declared.child("content", media_type)).schema
