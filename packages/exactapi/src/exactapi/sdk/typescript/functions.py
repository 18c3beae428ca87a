"""The generated functions, and the successes of its operation that each is told."""

import json
import re
from pathlib import Path
from typing import Final

from exactapi.document.media_types import essence
from exactapi.generate.ir import DeclaredOperation
from exactapi.generate.routers.results import is_success
from exactapi.schemas.pointers import tokens

_EVENTS: Final = "text/event-stream"
_FUNCTION: Final = re.compile(
    r"^export const (?P<name>\w+) = .*?\bclient\)\.(?P<stream>sse\.)?(?P<verb>\w+)<"
    r".*?(?P<before>\s+)(?P<url>url: '(?P<path>(?:[^'\\]|\\.)+)'"
    r"(?:, method: '(?P<method>[^']+)' as 'POST')?)",
    re.MULTILINE | re.DOTALL,
)
"""A generated function."""


def tell_answers(file: Path, operations: list[DeclaredOperation]) -> dict[tuple[str, str], str]:
    """Give each generated function the successes of its operation; return their names.

    So a bundle holds those of the functions that it calls, and no table of all.
    """
    declared = {(each.method.upper(), path_of(each)): _answers(each) for each in operations}
    names = {}

    def told(match: re.Match[str]) -> str:
        key = (match["method"] or match["verb"]).upper(), match["path"]
        names[key] = match["name"]
        answers = declared.get(key) or (f"200: '{_EVENTS}'" if match["stream"] else "")
        if not answers:
            return match[0]
        begun = match[0].removesuffix(match["before"] + match["url"])
        return f"{begun}{match['before']}answers: {{ {answers} }},{match['before']}{match['url']}"

    file.write_text(_FUNCTION.sub(told, file.read_text(encoding="utf-8")), encoding="utf-8")
    return names


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
