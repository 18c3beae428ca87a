"""Parameters written as their styles say (OpenAPI Specification, "Style Values")."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_DEFAULT_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def written(parameter: Mapping[str, Any], value: Any) -> list[tuple[str, str]]:
    """Return the pairs of name and text that say `value` in a query, a header or a cookie."""
    name, style, explode = parameter["name"], _style(parameter), _explodes(parameter)
    if "content" in parameter:
        return [(name, value if isinstance(value, str) else json.dumps(value))]
    if isinstance(value, dict) and style == "deepObject":
        return [(f"{name}[{key}]", _text(each)) for key, each in value.items()]
    if isinstance(value, dict) and explode and style == "form":
        return [(key, _text(each)) for key, each in value.items()]
    if isinstance(value, list) and explode and style == "form":
        return [(name, _text(each)) for each in value]
    return [(name, _joined(value, _DELIMITERS.get(style, ","), explode=explode))]


def in_path(parameter: Mapping[str, Any], value: Any) -> str:
    """Return the segment of a path that says `value`, percent-encoded."""
    name, style, explode = parameter["name"], _style(parameter), _explodes(parameter)
    if "content" in parameter:
        return quote(json.dumps(value), safe="")
    if style == "simple":
        return _quoted(_joined(value, ",", explode=explode))
    mark = "." if style == "label" else ";"
    if not explode or not isinstance(value, dict | list):
        text = _quoted(_joined(value, ",", explode=False))
        return f".{text}" if style == "label" else f";{name}={text}"
    if isinstance(value, dict):
        parts = [f"{key}={_text(each)}" for key, each in value.items()]
    else:
        parts = [_text(each) if style == "label" else f"{name}={_text(each)}" for each in value]
    return "".join(mark + _quoted(part) for part in parts)


def _style(parameter: Mapping[str, Any]) -> str:
    style: str = parameter.get("style", _DEFAULT_STYLES[parameter["in"]])
    return style


def _explodes(parameter: Mapping[str, Any]) -> bool:
    explode: bool = parameter.get("explode", _style(parameter) == "form")
    return explode


def _joined(value: Any, delimiter: str, *, explode: bool) -> str:
    if isinstance(value, list):
        return delimiter.join(map(_text, value))
    if isinstance(value, dict):
        pairs = [(key, _text(each)) for key, each in value.items()]
        if explode:
            return delimiter.join(f"{key}={text}" for key, text in pairs)
        return delimiter.join(part for pair in pairs for part in pair)
    return _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    return quote(text, safe=",=")
