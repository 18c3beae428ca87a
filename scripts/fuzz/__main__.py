"""`task test:fuzz`: `exactapi fuzz` against this service, on servers of its own for each seed."""

import argparse
import sys
from collections.abc import Sequence

from exactapi.fuzz.document import FuzzFailed
from exactapi.fuzz.run import Target, add_options, fuzz

from scripts.fuzz.service import ROOT, RunningService, running_service


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    clean = []
    for seed in options.seeds:
        with running_service() as service:
            try:
                clean.append(fuzz(_target(service, options.max_examples), seed))
            except FuzzFailed as failed:
                print(failed, file=sys.stderr)
                return 1
    return 0 if all(clean) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./scripts/task test:fuzz", description=__doc__)
    add_options(parser)
    return parser


def _target(service: RunningService, max_examples: int) -> Target:
    return Target(
        document=ROOT / "generated" / "openapi.json",
        url=service.url,
        folder=ROOT,
        configuration=ROOT / "tests" / "contract" / "schemathesis.toml",
        reports=ROOT / "reports" / "fuzz",
        max_examples=max_examples,
        environment={
            "FUZZ_URL": service.url,
            "FUZZ_IDENTITIES": str(service.identities),
            "FUZZ_IDS": " ".join(service.ids),
            "FUZZ_CURSOR_SECRET": service.cursor_secret,
        },
    )


if __name__ == "__main__":
    sys.exit(main())
