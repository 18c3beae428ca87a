"""The whole of `task generate`: read, write, swap, bring the handlers into step."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.generate import fingerprint
from scripts.generate.emit import Package, emit
from scripts.generate.folders import differences, replace_folder
from scripts.generate.load import Loaded, load
from scripts.generate.process import ToolFailed
from scripts.generate.progress import step
from scripts.generate.refusals import Refused
from scripts.generate.scaffold.handlers import HandlersUnreadable
from scripts.generate.scaffold.sync import check_readable, out_of_step, synchronise


class GenerateFailed(Exception):
    """The reason in words for people; nothing was changed."""


def generate(spec: Path, root: Path) -> str:
    """Write `root`/generated and the handlers' stubs; a summary in one line.

    Raises:
        GenerateFailed: the document is refused, a tool failed, or handlers cannot be read.
    """
    generated, features = root / "generated", root / "impl" / "features"
    with TemporaryDirectory(prefix="generate-") as folder:
        fresh = Path(folder) / "generated"
        package = _write(spec, root, fresh)
        _refuse_unreadable(fresh, features)
        fingerprint.forget(root)
        replace_folder(fresh, generated)
    with step("handlers in step"):
        for line in synchronise(generated, features):
            print(f"    {line}", file=sys.stderr)
    fingerprint.remember(spec, root)
    count = len(package.api.operations)
    return f"generated/ is up to date: {count} operations in {len(package.modules)} modules"


def check(spec: Path, root: Path) -> list[str]:
    """What `generate` would change, a line each; empty when nothing.

    Raises:
        GenerateFailed: as for `generate`.
    """
    with TemporaryDirectory(prefix="generate-") as folder:
        fresh = Path(folder) / "generated"
        _write(spec, root, fresh)
        _refuse_unreadable(fresh, root / "impl" / "features")
        found = [f"generated/{line}" for line in differences(fresh, root / "generated")]
        return [*found, *out_of_step(fresh, root / "impl" / "features")]


def read(spec: Path) -> Loaded:
    """The document, or the list of what cannot be honoured.

    Raises:
        GenerateFailed: it is refused as a whole.
    """
    try:
        return load(spec)
    except Refused as refused:
        raise GenerateFailed(str(refused)) from refused


def _refuse_unreadable(generated: Path, features: Path) -> None:
    try:
        check_readable(generated, features)
    except HandlersUnreadable as unreadable:
        raise GenerateFailed(str(unreadable)) from unreadable


def _write(spec: Path, root: Path, fresh: Path) -> Package:
    with step(f"read {spec.name}"):
        loaded = read(spec)
    if loaded.refusals:
        raise GenerateFailed("\n".join(str(refusal) for refusal in loaded.refusals))
    source = spec.resolve()
    name = source.relative_to(root).as_posix() if source.is_relative_to(root) else spec.name
    package = Package(loaded.api, loaded.overlay, name)
    with step("models, problems and routers"):
        try:
            emit(package, fresh)
        except ToolFailed as failed:
            raise GenerateFailed(str(failed)) from failed
    return package
