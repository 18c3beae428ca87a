"""The generated functions, and what each is told of its operation: successes, and a deadline."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from exactapi.document.media_types import essence
from exactapi.generate.ir import DeclaredOperation
from exactapi.generate.routers.results import is_success
from exactapi.schemas.pointers import tokens

_EVENTS: Final = "text/event-stream"
_READER: Final = "readEvents"
"""What reads events; the generator's own is in every bundle, splits some and never hangs up."""
_ITS_IMPORT: Final = "import { createSseClient } from '../core/serverSentEvents.gen.js';\n"
_ITS_CALL: Final = "return createSseClient({"
_FUNCTION: Final = re.compile(
    r"^export const (?P<name>\w+) = .*?\bclient\)\.(?P<stream>sse\.)?(?P<verb>\w+)<"
    r".*?(?P<before>\s+)(?P<url>url: '(?P<path>(?:[^'\\]|\\.)+)'"
    r"(?:, method: '(?P<method>[^']+)' as 'POST')?)",
    re.MULTILINE | re.DOTALL,
)
"""A generated function."""


def tell_functions(
    generated: Path, operations: list[DeclaredOperation]
) -> dict[tuple[str, str], str]:
    """Give each generated function what its operation declares and needs; return their names.

    So a bundle holds that of the functions that it calls, and no table of all.
    """
    declared = {(each.method.upper(), path_of(each)): each for each in operations}
    names = {}

    def told(match: re.Match[str]) -> str:
        key = (match["method"] or match["verb"]).upper(), match["path"]
        names[key] = match["name"]
        begun, before = match[0].removesuffix(match["before"] + match["url"]), match["before"]
        options = _options(declared.get(key), is_stream=match["stream"] is not None)
        return begun + "".join(f"{before}{each}," for each in options) + before + match["url"]

    calls, client = generated / "sdk.gen.ts", generated / "client" / "client.gen.ts"
    text = _FUNCTION.sub(told, calls.read_text(encoding="utf-8"))
    if f" {_READER}," in text:
        imported = f"import {{ {_READER} }} from '../runtime/events.js';\n"
        text = re.sub(r"(?=^import type )", imported, text, count=1, flags=re.MULTILINE)
    calls.write_text(text, encoding="utf-8")
    text = client.read_text(encoding="utf-8").replace(_ITS_IMPORT, "")
    client.write_text(text.replace(_ITS_CALL, f"return opts.{_READER}!({{"), encoding="utf-8")
    return names


def _options(operation: DeclaredOperation | None, *, is_stream: bool) -> Iterator[str]:
    answers = _answers(operation) if operation else ""
    if is_stream and not answers:
        answers = f"200: '{_EVENTS}'"
    if answers:
        yield f"answers: {{ {answers} }}"
    if operation and operation.timeout is not None:
        yield f"deadline: {operation.timeout.seconds}"
    if is_stream:
        yield _READER


def _answers(operation: DeclaredOperation) -> str:
    """Return media types by status; empty where the caller has to choose: ranges, several types."""
    exact = [each for each in operation.responses if is_success(each, operation)]
    if any(not each.is_exact or len(each.content) > 1 for each in exact):
        return ""
    names = [essence(each.content[0].name) if each.content else "" for each in exact]
    if "*" in "".join(names):
        return ""
    pairs = zip(exact, names, strict=True)
    return ", ".join(f"{each.status}: {json.dumps(name)}" for each, name in pairs)


def path_of(operation: DeclaredOperation) -> str:
    """As the document writes it, without the base path of its server."""
    return tokens(operation.pointer)[1]
