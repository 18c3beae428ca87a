"""The parameters of an operation, as keyword arguments of its handler."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from exactapi.document.contract import Contract, Located
from exactapi.document.media_types import essence
from exactapi.media.urlencoded import UrlEncoded
from exactapi.operations.operation import Operation, Parameter, ParameterLocation
from exactapi.options import ConfigurationError, ContractOptions
from exactapi.problems import ProblemError
from exactapi.rejections import InvalidRequest
from exactapi.request.parameter_values import ParameterValue
from exactapi.text.encoding import (
    Decode,
    decode,
    decode_cookie,
    decode_form,
    decode_header,
    decode_nothing,
)
from exactapi.text.named_values import NamedValues, missing, unknown_errors
from exactapi.text.pairs import pairs

RawHeaders = Iterable[tuple[bytes, bytes]]
"""As ASGI gives them: lower-case names."""

MakeValue = Callable[[Contract, Located, Parameter, Decode], ParameterValue]

_NOT_PARAMETERS: Final = frozenset({"accept", "authorization", "content-type"})
"""Header parameters of these names "shall be ignored" (OpenAPI 3.1, Parameter Object)."""

_OF_EXTENSIONS: Final[Mapping[str, Sequence[str]]] = {
    "x-etag": ("if-match", "if-none-match"),
    "x-idempotency": ("idempotency-key",),
}

_DECODERS: Final[Mapping[ParameterLocation, Decode]] = {
    "path": decode,
    "query": decode_form,
    "querystring": decode,
    "header": decode_header,
    "cookie": decode_cookie,
}


class ParametersReader:
    """Reads the parameters of one operation; everything about it is prepared at start-up.

    `value` makes what reads each of them.
    """

    def __init__(
        self,
        contract: Contract,
        operation: Operation,
        options: ContractOptions = ContractOptions(),  # noqa: B008 - frozen
        value: MakeValue = ParameterValue,
    ) -> None:
        values = _values(contract, operation, value)
        self._refuses_unknown = options.refuse_unknown_query
        self._path = values["path"]
        self._query = NamedValues(values["query"], others=_keys(contract, "query"))
        self._whole_query = next(iter(values["querystring"]), None)
        self._keys = _keys(contract, "query")
        self._headers = {
            value.name.lower().encode("latin-1"): value
            for value in values["header"]
            if value.name.lower() not in _NOT_PARAMETERS
        }
        self._cookies = NamedValues(
            values["cookie"], others=_keys(contract, "cookie"), cookies=True
        )
        self._has_cookies = bool(values["cookie"])
        self._values = [value for each in values.values() for value in each]

    @cached_property
    def _absent(self) -> dict[str, Any]:
        """Defaults are looked at when first needed: their schemas are compiled for it."""
        return {value.argument: value.default for value in self._values}

    def read(
        self, path_values: Mapping[str, str], query_string: bytes, headers: RawHeaders
    ) -> dict[str, Any]:
        """Return the handler's arguments; an absent optional one has its schema's default or None.

        `path_values` are the texts that the template's expressions matched, still encoded.

        Raises:
            MalformedRequest: a text cannot be decoded.
            InvalidRequest: parameters break the contract; its errors name all of them.
        """
        arguments = self._absent.copy()
        errors: list[ProblemError] = []
        for value in self._path:
            arguments[value.argument] = value.read(path_values[value.name], errors)
        if self._whole_query is not None:
            self._read_whole_query(self._whole_query, query_string, arguments, errors)
        elif query_string:
            self._read_query(query_string.decode("latin-1"), arguments, errors)
        else:
            errors.extend(missing(each.place) for each in self._query.required)
        if self._headers:
            self._read_headers(headers, arguments, errors)
        if self._has_cookies:
            fields = [field.decode("latin-1") for name, field in headers if name == b"cookie"]
            found = pairs(";".join(fields), _cookie_name, ";")
            self._cookies.read(found, arguments, errors)
        if errors:
            raise InvalidRequest(errors)
        return arguments

    def _read_query(
        self, query: str, arguments: dict[str, Any], errors: list[ProblemError]
    ) -> None:
        unknown = self._query.read(pairs(query, decode_form), arguments, errors)
        if unknown and self._refuses_unknown:
            errors.extend(unknown_errors("query", unknown))

    def _read_whole_query(
        self,
        value: ParameterValue,
        query_string: bytes,
        arguments: dict[str, Any],
        errors: list[ProblemError],
    ) -> None:
        """An empty query string cannot be told from an absent one.

        Where it is a form, it may have API keys, which are none of its fields.
        """
        text = query_string.decode("latin-1")
        if value.is_form and self._keys:
            fields = text.split("&")
            text = "&".join(each for each in fields if _field_name(each) not in self._keys)
        if text:
            arguments[value.argument] = value.read(text, errors)
        elif value.required:
            errors.append(missing(value.place))

    def _read_headers(
        self, headers: RawHeaders, arguments: dict[str, Any], errors: list[ProblemError]
    ) -> None:
        """Several fields of one name are one list (RFC 9110, section 5.3)."""
        found: dict[bytes, str] = {}
        for name, field in headers:
            if name in self._headers:
                text = field.decode("latin-1")
                found[name] = f"{found[name]},{text}" if name in found else text
        for name, value in self._headers.items():
            if name in found:
                arguments[value.argument] = value.read(found[name], errors)
            elif value.required:
                errors.append(missing(value.place))


def _field_name(field: str) -> str:
    return decode_form(field.partition("=")[0])


def _cookie_name(text: str) -> str:
    return decode_cookie(text.strip(" \t"))


def _values(
    contract: Contract, operation: Operation, make: MakeValue
) -> dict[ParameterLocation, list[ParameterValue]]:
    """Return the parameters by location, as declared, each joined with its argument."""
    bound = {(each.location, each.name): each for each in operation.parameters}
    values: dict[ParameterLocation, list[ParameterValue]] = {each: [] for each in _DECODERS}
    of_runtime = _read_by_the_runtime(contract, operation)
    for declared in contract.parameters(operation.pointer):
        location, name = declared.node["in"], declared.node["name"]
        if location == "header" and name.lower() in _NOT_PARAMETERS:
            continue
        if (location, name) not in bound:
            if location == "path" and f"{{{name}}}" not in operation.path:
                continue  # the generator has warned of it: it never has a value
            if location == "header" and name.lower() in of_runtime:
                continue
            raise ConfigurationError(
                f"{operation.id}: the {location} parameter {name!r} is in the document but not in "
                "the generated code; run `exactapi generate`."
            )
        values[location].append(
            make(contract, declared, bound[location, name], _decoder(location, declared))
        )
    return values


def _read_by_the_runtime(contract: Contract, operation: Operation) -> frozenset[str]:
    """Return headers that the generator declares, and that no handler gets."""
    stated = contract.locate(operation.pointer).node
    return frozenset(
        name for key, names in _OF_EXTENSIONS.items() if key in stated for name in names
    )


def _decoder(location: ParameterLocation, declared: Located) -> Callable[[str], str]:
    """Reserved characters that may stand unencoded include `+`, which is then no space.

    The style `cookie` has no encoding; a form that is the whole query string decodes its fields.
    """
    if location == "query" and declared.node.get("allowReserved", False):
        return decode
    if location == "cookie" and declared.node.get("style") == "cookie":
        return str
    if location == "querystring" and any(map(UrlEncoded.covers, _essences(declared))):
        return decode_nothing
    return _DECODERS[location]


def _essences(declared: Located) -> Iterable[str]:
    return map(essence, declared.node.get("content", ()))


def _keys(contract: Contract, location: ParameterLocation) -> list[str]:
    """Return the names of API keys that credentials may add: to any request, and for no handler."""
    return [
        scheme["name"]
        for scheme in contract.security_schemes.values()
        if scheme.get("type") == "apiKey" and scheme.get("in") == location
    ]
