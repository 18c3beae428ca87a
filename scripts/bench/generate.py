"""Compare `task generate:any` with datamodel-code-generator alone, side by side in one run.

Both get the same derived input and the same flags; what is more is ours: reading, refusing,
routers, problems, the canonical document, formatting. Then the generated service is booted.

    task bench:generate [-- --rounds 5] [DOCUMENT ...]

The goals: at most 1.3 times its seconds and three more, 1.5 times its memory, boot in 5 seconds
for 300 operations. Documents default to our own, three of the corpus (SPEC_CORPUS) and one of
exactly 300 operations.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from exactapi.generate.load import load
from exactapi.generate.models.render.command import models_command
from exactapi.generate.package.emit import Package, write_inputs

from scripts.bench.synthetic import write_document
from scripts.bench.usage import Usage, measure, middle

ROOT: Final = Path(__file__).parents[2]
CORPUS: Final = Path(os.environ.get("SPEC_CORPUS", ROOT.parent / "shared/specs"))
DOCUMENTS: Final = ("openai.yaml", "adyen-checkout.json", "twilio-verify.json")

_BOOT: Final = "import sys; from pathlib import Path; from exactapi.mock.app import create_app; "
_CREATE: Final = "create_app(Path(sys.argv[1]))"


@dataclass(frozen=True, slots=True)
class Comparison:
    document: str
    operations: int
    alone: Usage
    whole: Usage
    boot: Usage

    @property
    def is_met(self) -> bool:
        return (
            self.whole.seconds <= 1.3 * self.alone.seconds + 3
            and self.whole.largest <= 1.5 * self.alone.largest
            and self.whole.together <= 1.5 * self.alone.together
            and self.boot.seconds <= 5
        )


def compare(spec: Path, rounds: int) -> Comparison:
    """Run the two in turns, so that a busy moment of the machine hits both."""
    alone, whole, boot = [], [], []
    with TemporaryDirectory(prefix="bench-") as folder:
        work, out = Path(folder), Path(folder) / "out"
        loaded = load(spec)
        write_inputs(Package(loaded.api, loaded.overlay, spec.name, Path("handlers")), work)
        generator = models_command(work, work)
        for _ in range(rounds):
            alone.append(measure(generator.arguments, work))
            ours = ["exactapi", "generate", str(spec), str(out), "--allow-unsupported"]
            whole.append(measure([sys.executable, "-m", *ours], work))
            service = [sys.executable, "-c", _BOOT + _CREATE, str(out / "generated")]
            boot.append(measure(service, work))
    operations = len(loaded.api.operations)
    return Comparison(spec.name, operations, middle(alone), middle(whole), middle(boot))


def table(comparisons: Iterable[Comparison]) -> str:
    """Markdown: alone / whole, and how many times the one is the other."""
    lines = [
        "| document | operations | seconds | allowed | processor (s) | largest process (MB) "
        "| together (MB) | boot (s) | goal |",
        "|---|--:|---|--:|---|---|---|--:|---|",
    ]
    for each in comparisons:
        one, all_ = each.alone, each.whole
        lines.append(
            f"| {each.document} | {each.operations} "
            f"| {one.seconds:.1f} / {all_.seconds:.1f} | {1.3 * one.seconds + 3:.1f} "
            f"| {one.processor:.1f} / {all_.processor:.1f} "
            f"| {_pair(one.largest, all_.largest)} | {_pair(one.together, all_.together)} "
            f"| {each.boot.seconds:.1f} | {'met' if each.is_met else 'MISSED'} |"
        )
    return "\n".join(lines)


def _pair(one: float, other: float) -> str:
    return f"{one:.0f} / {other:.0f} ({other / one:.2f}x)"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="./scripts/task bench:generate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("documents", nargs="*", type=Path, metavar="DOCUMENT")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median counts")
    arguments = parser.parse_args(argv)
    with TemporaryDirectory(prefix="bench-") as folder:
        wanted = arguments.documents or [
            ROOT / "openapi/openapi.yaml",
            *(CORPUS / name for name in DOCUMENTS),
            write_document(Path(folder)),
        ]
        return _report(wanted, arguments.rounds)


def _report(wanted: Sequence[Path], rounds: int) -> int:
    missing = [str(path) for path in wanted if not path.is_file()]
    if missing:
        print(f"left out, no such file (SPEC_CORPUS): {', '.join(missing)}", file=sys.stderr)
    comparisons = [compare(path, rounds) for path in wanted if path.is_file()]
    print("datamodel-code-generator alone / everything; medians\n")
    print(table(comparisons))
    return 0 if all(each.is_met for each in comparisons) else 1


if __name__ == "__main__":
    raise SystemExit(main())
