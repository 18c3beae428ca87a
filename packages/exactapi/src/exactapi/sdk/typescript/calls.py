"""Calls that the TypeScript generator cannot write, made from those that it can.

A method that it does not know goes in as a POST of a path with a mark, and comes out as what it is.
Bodies are written by the runtime's own functions where the generator would write JSON.
"""

import copy
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from exactapi.document.media_types import URLENCODED, essence
from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import DeclaredOperation, MediaType, RequestBody
from exactapi.generate.tools.process import ToolError
from exactapi.media.kinds import kind_of
from exactapi.media.sequences import Events, Lines, Records
from exactapi.schemas.operations import METHODS
from exactapi.schemas.pointers import value_at
from exactapi.sdk.typescript.functions import path_of

_BODIES: Final = "../runtime/bodies.js"
"""Imported where a call needs it."""
_KNOWN: Final = frozenset(each.upper() for each in METHODS if each != "query")
"""The methods that the generator knows."""
_MARK: Final = "~as~"
_CONTENT_TYPE: Final = re.compile(r"'Content-Type': '([^']+)'")
_FORM_DATA: Final = "multipart/form-data"
_SPREADS: Final = {
    URLENCODED: ("...urlSearchParamsBodySerializer,", "styledForm"),
    _FORM_DATA: ("...formDataBodySerializer,", "styledParts"),
}

_DEEP_ARRAY: Final = ("array: { style: 'deepObject' }", "array: { explode: true, style: 'form' }")
"""What its own types do not take, and what the library reads as well: the name repeated."""


def refuse_not_yet(operations: Iterable[DeclaredOperation], source: str) -> None:
    """Raise `ToolError` for what would be left out, or written wrongly, without a word."""
    for operation in operations:
        for reason in _not_yet(operation):
            raise ToolError(
                f"{source}:{operation.location.line}: the TypeScript generator does not write"
                f" {reason} yet; write the Python SDK alone: exactapi sdk python"
            )


def _not_yet(operation: DeclaredOperation) -> Iterator[str]:
    for parameter in operation.parameters:
        is_form = essence(parameter.media_type or "") == URLENCODED
        if parameter.location == "querystring" and not is_form:
            yield f"a query string of {parameter.media_type}"
    content = operation.body.content if operation.body else ()
    for field, headers in content[0].headers.items() if content else ():
        yield f"the header {headers[0]} of the part {field}"
    if content and not any(map(_is_written, content)):
        yield f"a body of {content[0].name}"
    names = [each.name for response in operation.responses for each in response.content]
    if operation.method not in _KNOWN and any(Events.covers(essence(name)) for name in names):
        yield f"the method {operation.method} with an answer of events"


def _is_written(media_type: MediaType) -> bool:
    name = essence(media_type.name)
    kind = kind_of(media_type.name, "request")
    if issubclass(kind, Events) or kind.form == "xml":
        return not media_type.has_schema
    return kind.form != "multipart" or name == _FORM_DATA


def in_known_words(
    document: Mapping[str, Any], operations: Iterable[DeclaredOperation]
) -> dict[str, Any]:
    """Return the document with marked POSTs for other methods, and arrays for what is in lines."""
    known = copy.deepcopy(dict(document))
    for operation in operations:
        path = path_of(operation)
        item = known["paths"][path]
        found = value_at(known, operation.pointer)
        if operation.body and any(each.item_schema for each in operation.body.content):
            found["requestBody"] = _with_arrays(known, found["requestBody"], operation.body)
        if operation.method not in _KNOWN:
            shared = {name: item[name] for name in ("parameters", "servers") if name in item}
            found.setdefault("operationId", f"{operation.method} {path}")
            known["paths"][f"{path}/{_MARK}{operation.method}"] = shared | {"post": found}
    return known


def _with_arrays(document: dict[str, Any], body: dict[str, Any], read: RequestBody) -> Any:
    _, found = follow(document, "", body)
    content = dict(found["content"])
    for media_type in read.content:
        if media_type.item_schema is not None:
            item = value_at(document, media_type.item_schema)
            content[media_type.name] = {"schema": {"type": "array", "items": item}}
    return found | {"content": content}


def correct(generated: Path, operations: Iterable[DeclaredOperation]) -> None:
    """Give the generated files the methods and bodies of the document."""
    calls, types = generated / "sdk.gen.ts", generated / "types.gen.ts"
    text = _corrected(calls.read_text(encoding="utf-8"), operations)
    calls.write_text(text, encoding="utf-8")
    unmarked = re.sub(rf"/{_MARK}[^'/]+'", "'", types.read_text(encoding="utf-8"))
    types.write_text(unmarked, encoding="utf-8")


def _corrected(text: str, operations: Iterable[DeclaredOperation]) -> str:
    by_key = {(each.method, path_of(each)): each for each in operations}
    first, *calls = re.split(r"(?=^export const )", text, flags=re.MULTILINE)
    written = [_call(each, by_key) for each in calls]
    names = sorted({name for _, name in written if name})
    imports = f"import {{ {', '.join(names)} }} from '{_BODIES}';\n" if names else ""
    head = re.sub(r"(?=^import type )", imports, first, count=1, flags=re.MULTILINE)
    return head + "".join(call for call, _ in written)


def _call(text: str, operations: Mapping[tuple[str, str], DeclaredOperation]) -> tuple[str, str]:
    """Return a call, and the name of what it needs of the runtime."""
    found = re.search(r"\.(?:sse\.)?([a-z]+)<[^;]*?\burl: '([^']+)'", text)
    if found is None:
        return text, ""
    path, mark, method = found[2].partition(f"/{_MARK}")
    if mark:
        text = text.replace(".post<", ".request<", 1)
        text = text.replace(f"url: '{found[2]}'", f"url: '{path}', method: '{method}' as 'POST'")
    text = text.replace(*_DEEP_ARRAY)
    operation = operations.get((method or found[1].upper(), path))
    return _with_body(text, operation) if operation and operation.body else (text, "")


def _with_body(text: str, operation: DeclaredOperation) -> tuple[str, str]:
    content = operation.body.content if operation.body else ()
    for media_type in content:
        name = essence(media_type.name)
        if name in _SPREADS and media_type.styles and _SPREADS[name][0] in text:
            spread, function = _SPREADS[name]
            styles = {
                field: {"style": each.style, "explode": each.explode}
                for field, each in media_type.styles.items()
            }
            return text.replace(spread, f"...{function}({json.dumps(styles)}),", 1), function
    sent = _CONTENT_TYPE.search(text)
    kind = kind_of(sent[1], "request") if sent else None
    function = "lines" if kind is Lines else "records" if kind is Records else ""
    return text.replace("url: '", f"...{function},\n    url: '", 1) if function else text, function
