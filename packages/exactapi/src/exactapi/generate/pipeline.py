"""The whole of `task generate`: read, write, swap, bring the handlers into step."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from exactapi.generate.front import DocumentRefused, Summary, read
from exactapi.generate.options import ONE_FOLDER, Sources
from exactapi.generate.package import fingerprint
from exactapi.generate.package.build import build
from exactapi.generate.package.folders import differences
from exactapi.generate.package.output import OutputRefused, check_package, write_package
from exactapi.generate.package.process import ToolFailed
from exactapi.generate.progress import step
from exactapi.generate.scaffold.handlers import HandlersUnreadable
from exactapi.generate.scaffold.sync import check_readable, out_of_step, synchronise


class GenerateFailed(Exception):
    """The reason in words for people; nothing was changed."""


def generate(spec: Path, root: Path, sources: Sources = ONE_FOLDER) -> str:
    """Write `root`/generated and the handlers' stubs; a summary in one line.

    Raises:
        GenerateFailed: the document is refused, a tool failed, or handlers cannot be read.
    """
    generated, features = root / "generated", root / "impl" / "features"
    with TemporaryDirectory(prefix="generate-") as folder:
        fresh = Path(folder) / "generated"
        try:
            check_package(generated)
            summary = _write(spec, root, fresh, sources)
            _refuse_unreadable(fresh, features)
            fingerprint.forget(root)
            write_package(fresh, generated)
        except OutputRefused as refused:
            raise GenerateFailed(str(refused)) from refused
    with step("handlers in step"):
        for line in synchronise(generated, features):
            print(f"    {line.removeprefix(f'{root}/')}", file=sys.stderr)
    if sources == ONE_FOLDER:  # what lies elsewhere is in no fingerprint
        fingerprint.remember(spec, root)
    counted = f"{summary.operations} operations in {summary.modules} modules"
    return f"generated/ is up to date: {counted}"


def check(spec: Path, root: Path, sources: Sources = ONE_FOLDER) -> list[str]:
    """What `generate` would change, a line each; empty when nothing.

    Raises:
        GenerateFailed: as for `generate`.
    """
    with TemporaryDirectory(prefix="generate-") as folder:
        fresh = Path(folder) / "generated"
        _write(spec, root, fresh, sources)
        _refuse_unreadable(fresh, root / "impl" / "features")
        found = [f"generated/{line}" for line in differences(fresh, root / "generated")]
        steps = out_of_step(fresh, root / "impl" / "features")
        return [*found, *(line.removeprefix(f"{root}/") for line in steps)]


def _refuse_unreadable(generated: Path, features: Path) -> None:
    try:
        check_readable(generated, features)
    except HandlersUnreadable as unreadable:
        reasons = str(unreadable).splitlines()
        lines = (line.removeprefix(f"{features.parents[1]}/") for line in reasons)
        raise GenerateFailed("\n".join(lines)) from unreadable


def _write(spec: Path, root: Path, fresh: Path, sources: Sources) -> Summary:
    source = spec.resolve()
    name = source.relative_to(root).as_posix() if source.is_relative_to(root) else spec.name
    work = fresh.parent / "work"
    work.mkdir()
    try:
        with step(f"read {spec.name}"):
            summary = read(spec, name, work, *sources.options(), quiet=True)
        with step("models, problems and routers"):
            build(work, fresh)
    except (DocumentRefused, ToolFailed) as failed:
        raise GenerateFailed(str(failed)) from failed
    return summary
