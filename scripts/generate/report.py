"""What was honoured of a document and what was refused, for programs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.generate.load import Loaded
from scripts.generate.plan import identifier
from scripts.generate.refusals import Refusal


def write_report(path: Path, loaded: Loaded | None, refusals: Sequence[Refusal]) -> None:
    """JSON: `operations`, each honoured or refused with codes, and all `refusals`.

    `loaded` is None for a document that could not be read at all.
    """
    operations = loaded.api.operations if loaded else ()
    report: dict[str, Any] = {
        "operations": [
            {
                "id": identifier(operation),
                "method": operation.method.upper(),
                "path": operation.path,
                "line": operation.location.line,
                "honoured": not operation.refused,
                "refused": list(operation.refused),
            }
            for operation in operations
        ],
        "refusals": [
            {
                "code": refusal.code,
                "file": refusal.location.file,
                "line": refusal.location.line,
                "column": refusal.location.column,
                "pointer": refusal.pointer,
                "reason": refusal.reason,
                "cure": refusal.cure,
            }
            for refusal in refusals
        ],
    }
    path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
