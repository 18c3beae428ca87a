"""`python -m scripts.generate`: everything that follows from openapi/openapi.yaml."""

import argparse
import sys
from pathlib import Path
from time import perf_counter

from scripts.generate.fingerprint import is_unchanged

_ROOT = Path(__file__).parents[2]


def main() -> int:
    """0 when generated/ is up to date, 1 when it could not be brought there, or is not."""
    arguments = _arguments()
    start = perf_counter()
    if not arguments.check and not arguments.force and is_unchanged(arguments.spec, _ROOT):
        print("generated/ is up to date: nothing changed", file=sys.stderr)
        return 0
    # Slow to import, and not needed where nothing changed.
    from scripts.generate.pipeline import GenerateFailed, check, generate  # noqa: PLC0415

    try:
        if arguments.check:
            return _report(check(arguments.spec, _ROOT))
        summary = generate(arguments.spec, _ROOT)
    except GenerateFailed as failed:
        print(failed, file=sys.stderr)
        print("Nothing was changed.", file=sys.stderr)
        return 1
    print(f"{summary} ({perf_counter() - start:.1f} s)", file=sys.stderr)
    return 0


def _report(lines: list[str]) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    if lines:
        print("Run `task generate` and commit what it writes.", file=sys.stderr)
    return 1 if lines else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="generate", description=__doc__)
    parser.add_argument("--spec", type=Path, default=_ROOT / "openapi" / "openapi.yaml")
    parser.add_argument("--check", action="store_true", help="change nothing; 1 if out of date")
    parser.add_argument("--force", action="store_true", help="run even if nothing changed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
