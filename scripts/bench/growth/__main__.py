"""Measure what grows with the data, the document and the body, and what must not.

task bench:growth                     everything, written into docs/bench.md (ten minutes)
task bench:growth --only table,body   these parts, printed
task bench:growth --quick             small sizes, to see that it works; printed

The ratios are of works in turns in one run, so that a busy machine disturbs both. Blocks that
PostgreSQL looks at, and the processor time of commands, it hardly disturbs at all.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from scripts.bench.comparison.page import write_part
from scripts.bench.comparison.run import say
from scripts.bench.growth import bodies, callers, documents, table
from scripts.bench.growth.growth import Growth
from scripts.bench.growth.growth import table as written

Part = Callable[..., list[Growth]]
_PARTS: Final[Mapping[str, tuple[str, Part]]] = {
    "table": (table.TITLE, table.grow),
    "callers": (callers.TITLE, callers.grow),
    "operations": (documents.TITLE, documents.grow),
    "models": (documents.MODELS_TITLE, documents.grow_models),
    "body": (bodies.TITLE, bodies.grow),
}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./scripts/task bench:growth",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", metavar="PARTS", help=",".join(_PARTS))
    parser.add_argument("--quick", action="store_true", help="small sizes; writes nothing")
    options = parser.parse_args()
    names = list(_PARTS) if options.only is None else options.only.split(",")
    if unknown := {*names} - {*_PARTS}:
        parser.error(f"--only: {', '.join(sorted(unknown))}: choose from {', '.join(_PARTS)}")
    load_average = os.getloadavg()[0]
    texts, missed = [], []
    for name in names:
        say(f"{name} ...")
        title, grow = _PARTS[name]
        with TemporaryDirectory(prefix="bench-") as folder:
            growths = grow(Path(folder), quick=options.quick)
        missed += [each.what for each in growths if not each.is_met]
        texts.append(f"{title}\n\n{written(growths)}")
        print(f"{texts[-1]}\n", flush=True)
    if names == list(_PARTS) and not options.quick:
        text = "\n\n".join([f"Load average before it: {load_average:.1f}.", *texts])
        write_part("growth", "task bench:growth", text)
    say(f"grows by more than it may: {', '.join(missed)}" if missed else "nothing grows")
    return 1 if missed and not options.quick else 0


if __name__ == "__main__":
    sys.exit(main())
