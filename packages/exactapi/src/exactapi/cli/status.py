"""List the operations of the generated package, and whether they are implemented.

implemented  a method with the signature that the document asks for
stub         raises NotImplementedError; the service answers 501
missing      no method at all; answers 501 too, `exactapi generate` adds the stub
changed      the document asks for another signature; `exactapi generate` updates it
orphan       a method that belongs to no operation
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence

from exactapi.generate.scaffold.handlers import Handler, UnreadableHandlersError, compare
from exactapi.generate.scaffold.protocols import protocols
from exactapi.project.settings import Project


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="exactapi status",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--unfinished", action="store_true", help="without those that are implemented"
    )
    arguments = parser.parse_args(argv)
    project = Project.find()
    try:
        handlers = [
            handler
            for protocol in protocols(project.root / project.output, project.output_package)
            for handler in compare(protocol, project)
        ]
    except UnreadableHandlersError as unreadable:
        print(unreadable, file=sys.stderr)
        return 1
    if arguments.unfinished:
        handlers = [handler for handler in handlers if handler.state != "implemented"]
        if not handlers and not arguments.json:
            return 0
    rows = [_row(handler, project) for handler in handlers]
    text = json.dumps(rows, indent=2) if arguments.json else "\n".join(_table(rows))
    sys.stdout.write(text + "\n")
    return 0


def _row(handler: Handler, project: Project) -> dict[str, str]:
    method = handler.method
    return {
        "state": handler.state,
        "operation": method.operation_id if method else "",
        "method": method.verb if method else "",
        "path": method.path if method else "",
        "handler": f"{project.handlers_file(handler.module).as_posix()}:{handler.name}",
    }


def _table(rows: list[dict[str, str]]) -> Iterable[str]:
    columns = ("state", "operation", "method", "path", "handler")
    widths = [max(len(row[c]) for row in [*rows, {c: c}]) for c in columns]
    for row in [{c: c for c in columns}, *rows]:
        cells = zip(columns, widths, strict=True)
        yield "  ".join(row[column].ljust(width) for column, width in cells).rstrip()
