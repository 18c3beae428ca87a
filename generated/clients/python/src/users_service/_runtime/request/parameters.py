"""Arguments as text in paths, queries and headers (OpenAPI 3.1, "Style Values")."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from ..model import to_json, to_plain
from ..operation import Parameter

_RESERVED: Final = ":/?#[]@!$&'()*+,;="
_DELIMITERS: Final = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
_PREFIXES: Final = {"label": ".", "matrix": ";"}


def path_text(parameter: Parameter, value: Any) -> str:
    """Write what stands in the path for `{name}`."""
    plain = to_plain(value)
    if parameter.style == "content":
        return quote(to_json(value, parameter.adapter), safe="")
    if parameter.style == "matrix":
        return "".join(
            f";{name}={text}" if text else f";{name}" for name, text in _matrix(parameter, plain)
        )
    separator = "." if parameter.style == "label" and parameter.explode else ","
    return _PREFIXES.get(parameter.style, "") + _joined(plain, separator, explode=parameter.explode)


def query_pairs(parameter: Parameter, value: Any) -> Iterator[tuple[str, str]]:
    """Write names and values, encoded for a URL."""
    plain = to_plain(value)
    name, safe = quote(parameter.name, safe=""), _RESERVED if parameter.allow_reserved else ""
    if parameter.style == "content":
        yield name, quote(to_json(value, parameter.adapter), safe="")
    elif parameter.style == "urlencoded":
        yield name, quote(_form(plain), safe="")
    elif parameter.style == "deepObject" and isinstance(plain, Mapping):
        yield from _deep(name, plain, safe)
    elif parameter.style == "deepObject" and isinstance(plain, list):
        yield from _deep(name, {"": plain}, safe)
    elif isinstance(plain, Mapping) and parameter.explode:
        for key, member in plain.items():
            yield quote(key, safe=""), quote(text(member), safe=safe)
    elif isinstance(plain, list) and parameter.explode:
        for item in plain:
            yield name, quote(text(item), safe=safe)
    else:
        delimiter = _DELIMITERS.get(parameter.style, ",")
        yield name, _joined(plain, delimiter, explode=False, safe=safe)


def query_string(parameter: Parameter, value: Any) -> str:
    """Write the whole query string: a form, JSON or a text."""
    if parameter.style == "content":
        return quote(to_json(value, parameter.adapter), safe="")
    plain = to_plain(value)
    return _form(plain) if parameter.style == "urlencoded" else quote(text(plain), safe="")


def cookie_pairs(parameter: Parameter, value: Any) -> Iterator[str]:
    """Write `name=value`, several where the style `cookie` explodes; nothing is encoded."""
    plain = to_plain(value)
    if parameter.style == "cookie" and parameter.explode and isinstance(plain, Mapping):
        yield from (f"{key}={text(member)}" for key, member in plain.items())
    elif parameter.style == "cookie" and parameter.explode and isinstance(plain, list):
        yield from (f"{parameter.name}={text(item)}" for item in plain)
    else:
        yield f"{parameter.name}={header_text(parameter, value)}"


def header_text(parameter: Parameter, value: Any) -> str:
    """Write the value of a header, or of a cookie."""
    if parameter.style == "content":
        return to_json(value, parameter.adapter).decode()
    plain = to_plain(value)
    if isinstance(plain, Mapping):
        pairs = [(key, text(member)) for key, member in plain.items()]
        return ",".join("=".join(pair) if parameter.explode else ",".join(pair) for pair in pairs)
    return ",".join(map(text, plain)) if isinstance(plain, list) else text(plain)


def text(value: Any) -> str:
    """Write a scalar as the specification does; an object or array within another as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping | list):
        return to_json(value).decode()
    return "" if value is None else str(value)


def _form(value: Any) -> str:
    """Return a field for each member, and for each item of an array in it."""
    fields = [
        (name, text(item))
        for name, member in value.items()
        for item in (member if isinstance(member, list) else [member])
    ]
    return urlencode(fields)


def _matrix(parameter: Parameter, value: Any) -> Iterator[tuple[str, str]]:
    name = quote(parameter.name, safe="")
    if isinstance(value, Mapping) and parameter.explode:
        for key, member in value.items():
            yield quote(key, safe=""), quote(text(member), safe="")
    elif isinstance(value, list) and parameter.explode:
        for item in value:
            yield name, quote(text(item), safe="")
    else:
        yield name, _joined(value, ",", explode=False)


def _joined(value: Any, separator: str, *, explode: bool, safe: str = "") -> str:
    if isinstance(value, Mapping):
        between = "=" if explode else separator
        pairs = [
            (quote(key, safe=safe), quote(text(member), safe=safe)) for key, member in value.items()
        ]
        return separator.join(between.join(pair) for pair in pairs)
    if isinstance(value, list):
        return separator.join(quote(text(item), safe=safe) for item in value)
    return quote(text(value), safe=safe)


def _deep(name: str, value: Mapping[str, Any], safe: str) -> Iterator[tuple[str, str]]:
    for key, member in value.items():
        inner = f"{name}[{quote(key, safe='')}]"
        if isinstance(member, Mapping):
            yield from _deep(inner, member, safe)
        else:
            for item in member if isinstance(member, list) else [member]:
                yield inner, quote(text(item), safe=safe)
