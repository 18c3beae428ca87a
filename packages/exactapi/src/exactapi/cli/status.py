"""`python -m exactapi.cli.status`: which operations are implemented.

implemented  a method with the signature that the document asks for
stub         raises NotImplementedError; the service answers 501
missing      no method at all; answers 501 too, `task generate` adds the stub
changed      the document asks for another signature; `task generate` updates it
orphan       a method that belongs to no operation
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from exactapi.generate.scaffold.handlers import Handler, HandlersUnreadable, compare
from exactapi.generate.scaffold.protocols import protocols

_ROOT = Path.cwd()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="status",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    arguments = parser.parse_args()
    try:
        handlers = [
            handler
            for protocol in protocols(_ROOT / "generated")
            for handler in compare(protocol, _ROOT / "impl" / "features")
        ]
    except HandlersUnreadable as unreadable:
        print(unreadable, file=sys.stderr)
        return 1
    rows = [_row(handler) for handler in handlers]
    text = json.dumps(rows, indent=2) if arguments.json else "\n".join(_table(rows))
    sys.stdout.write(text + "\n")
    return 0


def _row(handler: Handler) -> dict[str, str]:
    method = handler.method
    return {
        "state": handler.state,
        "operation": method.operation_id if method else "",
        "method": method.verb if method else "",
        "path": method.path if method else "",
        "handler": f"impl/features/{handler.module}/handlers.py:{handler.name}",
    }


def _table(rows: list[dict[str, str]]) -> Iterable[str]:
    columns = ("state", "operation", "method", "path", "handler")
    widths = [max(len(row[c]) for row in [*rows, {c: c}]) for c in columns]
    for row in [{c: c for c in columns}, *rows]:
        cells = zip(columns, widths, strict=True)
        yield "  ".join(row[column].ljust(width) for column, width in cells).rstrip()


if __name__ == "__main__":
    sys.exit(main())
