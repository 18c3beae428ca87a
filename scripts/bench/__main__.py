"""Compare the service with its ceiling and its peers.

task bench         measures everything, writes docs/bench.md and docs/bench.svg (seven minutes)
task bench:smoke   one short round, prints the ratios, writes nothing (under a minute)
"""

import argparse
import os
import sys

from scripts.bench.comparison import report
from scripts.bench.comparison.chart import chart
from scripts.bench.comparison.page import DOCUMENT, write_part
from scripts.bench.comparison.run import FULL, SMOKE, compare
from scripts.bench.comparison.servers import split_cores
from scripts.bench.comparison.surroundings import surroundings


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./scripts/task bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--smoke", action="store_true", help="one short round; writes nothing")
    smoke: bool = parser.parse_args().smoke
    cores = split_cores()
    os.sched_setaffinity(0, cores.others)  # PostgreSQL and Valkey inherit it
    with surroundings() as around:
        results = compare(SMOKE if smoke else FULL, cores, around, with_facts=not smoke)
    print("Times the peer's requests per second (in brackets: by processor time per request)\n")
    print(report.ratios(results))
    for name, reason in results.left_out.items():
        print(f"left out: {name}: {reason}", file=sys.stderr)
    if not smoke:
        write_part("measured", "task bench", report.measured_part(results, "task bench"))
        DOCUMENT.with_suffix(".svg").write_text(chart(results))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
