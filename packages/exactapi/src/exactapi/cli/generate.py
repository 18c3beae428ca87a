"""`python -m exactapi.generate`: everything that follows from openapi/openapi.yaml.

Or from openapi.yml or openapi.json, whichever of the three there is.
"""

import argparse
import sys
from pathlib import Path
from time import perf_counter

from exactapi.generate.options import ONE_FOLDER, add_source_options, sources
from exactapi.generate.package.fingerprint import is_unchanged

_ROOT = Path.cwd()
_DOCUMENTS = [_ROOT / "openapi" / f"openapi.{suffix}" for suffix in ("yaml", "yml", "json")]


def main() -> int:
    """0 when generated/ is up to date, 1 when it could not be brought there, or is not."""
    arguments = _arguments()
    start = perf_counter()
    given = sources(arguments)
    is_forced = arguments.check or arguments.force or given != ONE_FOLDER
    if not is_forced and is_unchanged(arguments.spec, _ROOT):
        print("generated/ is up to date: nothing changed", file=sys.stderr)
        return 0
    # Slow to import, and not needed where nothing changed.
    from exactapi.generate.pipeline import GenerateFailed, check, generate  # noqa: PLC0415

    try:
        if arguments.check:
            return _report(check(arguments.spec, _ROOT, given))
        summary = generate(arguments.spec, _ROOT, given)
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
    parser.add_argument("--spec", type=Path, help="another document")
    parser.add_argument("--check", action="store_true", help="change nothing; 1 if out of date")
    add_source_options(parser)
    parser.add_argument("--force", action="store_true", help="run even if nothing changed")
    arguments = parser.parse_args()
    if arguments.spec is None:
        found = [path for path in _DOCUMENTS if path.exists()] or list(_DOCUMENTS[:1])
        if len(found) > 1:
            names = " and ".join(path.name for path in found)
            parser.error(f"openapi/ has {names}; remove one, or choose with --spec")
        here = Path.cwd()  # messages name files as people see them
        is_below = found[0].is_relative_to(here)
        arguments.spec = found[0].relative_to(here) if is_below else found[0]
    return arguments


if __name__ == "__main__":
    sys.exit(main())
