"""The exchanges of a run: the events that schemathesis records, a JSON text in each line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Exchange:
    """A generated case, the request that was sent for it, and the response.

    The hooks of a project may change a case at the last moment, so that its request says more.
    """

    case: Mapping[str, Any]
    request: Mapping[str, Any]
    response: Mapping[str, Any]


def exchanges(lines: Iterable[str]) -> Iterator[Exchange]:
    """Yield each generated case that was answered."""
    for line in lines:
        recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
        for identifier, case in recorder.get("cases", {}).items():
            interaction = recorder.get("interactions", {}).get(identifier, {})
            response = interaction.get("response")
            if response and "meta" in case["value"]:
                yield Exchange(case["value"], interaction.get("request", {}), response)
