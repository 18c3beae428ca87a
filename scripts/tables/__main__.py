"""Compare the tables with the schemas of the document.

The table of a schema has its name: `UserTable` is the table of `User`. Each column is compared with
the members of its name: in the schema, and in the bodies of requests to the paths that answer with
it. What a request may write must fit the column, and what the column may hold, an answer must be
able to say: length, null, values, type, range.

A column that is meant to differ says why: sa_column_kwargs={"info": {"differs": "In cents."}}.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from exactapi.generate.load import load
from exactapi.generate.refusals.refusals import RefusedError
from exactapi.project.settings import Project

import impl.tables  # noqa: F401  the tables that migrations know
from scripts.tables.columns import tables
from scripts.tables.report import Report

_ROOT = Path(__file__).parents[2]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.tables",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.parse_args(argv)
    try:
        loaded = load(Project.find(_ROOT).find_document())
    except RefusedError as refused:
        print(refused, file=sys.stderr)
        return 1
    report = Report(loaded, tables(), _ROOT / "impl")
    for fault in report.faults:
        print(fault, file=sys.stderr)
    if report.faults:
        return 1
    print(report.summary)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
