"""How each operation answered, read from the events that schemathesis records.

A run without a finding proves little of an operation that turned every request away before it read
it: 401 and 403 count as refusals of bad data. So what was accepted, and what was refused because it
is not valid, is counted.
"""

import base64
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from exactapi.error_codes import ERROR_CODES
from exactapi.fuzz.exchanges import exchanges
from exactapi.problems import PROBLEM_JSON

_PLACES: Final = frozenset({"path", "query", "body"})
"""Where a fault is counted; one in a header may be one of the credentials."""
_UNREADABLE: Final = frozenset({400, 413, 415})
"""The statuses of a problem that need no code: nothing could be read."""

Answers = Mapping[str, "Answered"]
"""By the label of the operation, for example `GET /pets`."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one operation answered.

    valid: how often each status, to requests without a fault.
    faulty: the same to requests with a fault in one place: `path`, `query` or `body`.
    refused: how many of those were refused because of it.
    """

    valid: Counter[int] = field(default_factory=Counter)
    faulty: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    refused: Counter[str] = field(default_factory=Counter)


def read_answers(lines: Iterable[str]) -> Answers:
    """Read schemathesis' report of events, a JSON text in each line."""
    answers: dict[str, Answered] = defaultdict(Answered)
    for exchange in exchanges(lines):
        case, response = exchange.case, exchange.response
        answered = answers[f"{case['method']} {case['path']}"]
        meta = case["meta"]
        if meta["generation"]["mode"] == "positive":
            answered.valid[response["status_code"]] += 1
        elif (place := meta["phase"]["data"].get("parameter_location")) in _PLACES:
            answered.faulty[place][response["status_code"]] += 1
            answered.refused[place] += refuses(response)
    return answers


def refuses(response: Mapping[str, Any]) -> bool:
    """Return whether the answer says that the request is not valid.

    A problem says so by a code of the contract, because a handler may answer 422 for reasons of its
    own. An error in the document's own format, or to HEAD, can say it only by the status.
    """
    status = response["status_code"]
    media_type = response.get("headers", {}).get("content-type", [""])[0].partition(";")[0]
    if media_type != PROBLEM_JSON:
        return bool(status == 422)
    has_body = bool((response["content"] or {}).get("$base64"))
    is_coded = not has_body or bool(_codes(response) & ERROR_CODES.keys())
    return status in _UNREADABLE or (status == 422 and is_coded)


def _codes(response: Mapping[str, Any]) -> set[str]:
    problem = json.loads(base64.b64decode(response["content"]["$base64"]))
    return {str(each.get("code")) for each in problem.get("errors", ())}
