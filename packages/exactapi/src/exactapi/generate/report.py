"""A report for programs: the operations that were honoured, and those that were refused."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exactapi.generate.load import Loaded
from exactapi.generate.plan import identifier
from exactapi.generate.refusals.refusals import Refusal


def write_report(path: Path, loaded: Loaded | None, refusals: Sequence[Refusal]) -> None:
    """JSON: `operations`, each honoured or refused with codes, all `refusals` and `warnings`.

    `loaded` is None for a document that could not be read at all.
    """
    operations = loaded.api.operations if loaded else ()
    report: dict[str, Any] = {
        "operations": [
            {
                "id": identifier(operation),
                "method": operation.method,
                "path": operation.path,
                "line": operation.location.line,
                "honoured": not operation.refused,
                "refused": list(operation.refused),
            }
            for operation in operations
        ],
        "refusals": [_reported(refusal) for refusal in refusals],
        "warnings": [_reported(warning) for warning in (loaded.warnings if loaded else ())],
    }
    path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def _reported(refusal: Refusal) -> dict[str, Any]:
    return {
        "code": refusal.code,
        "file": refusal.location.file,
        "line": refusal.location.line,
        "column": refusal.location.column,
        "pointer": refusal.pointer,
        "reason": refusal.reason,
        "cure": refusal.cure,
    }
