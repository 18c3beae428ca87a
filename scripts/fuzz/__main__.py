"""`task test:fuzz`: `exactapi fuzz` against this service, on servers of its own for each seed.

Operations that are still stubs are left out, and named.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence

from exactapi.fuzz.document import FuzzError
from exactapi.fuzz.run import Target, add_options, fuzz
from exactapi.generate.scaffold.handlers import UnreadableHandlersError, compare
from exactapi.generate.scaffold.protocols import protocols
from exactapi.project.settings import Project

from scripts.fuzz.fixtures import make_fixtures
from scripts.fuzz.service import ROOT, RunningService, running_service


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    clean = []
    for seed in options.seeds:
        with running_service() as service:
            try:
                clean.append(fuzz(_target(service, options), seed))
            except (FuzzError, UnreadableHandlersError) as failed:
                print(failed, file=sys.stderr)
                return 1
    return 0 if all(clean) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./scripts/task test:fuzz", description=__doc__)
    add_options(parser)
    return parser


def _target(service: RunningService, options: argparse.Namespace) -> Target:
    return Target(
        document=ROOT / "generated" / "openapi.json",
        url=service.url,
        folder=ROOT,
        configuration=ROOT / "tests" / "contract" / "schemathesis.toml",
        reports=ROOT / "reports" / "fuzz",
        max_examples=options.max_examples,
        environment=make_fixtures(service.settings, service.folder) | {"FUZZ_URL": service.url},
        stubs=tuple(_stubs()),
        lists_missing=options.reach,
    )


def _stubs() -> Iterator[str]:
    """Yield each operation that is still to be written, as `GET /v1/pets`."""
    project = Project.find(ROOT)
    for protocol in protocols(project.root / project.output, project.output_package):
        for handler in compare(protocol, project):
            if handler.method is not None and handler.state in {"stub", "missing"}:
                yield f"{handler.method.verb} {handler.method.path}"


if __name__ == "__main__":
    sys.exit(main())
