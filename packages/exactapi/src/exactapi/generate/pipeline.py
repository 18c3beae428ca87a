"""The whole of `exactapi generate`: read, write, swap, bring the handlers into step."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from exactapi.errors import ExactAPIError
from exactapi.generate.front import DocumentRefusedError, Summary, read
from exactapi.generate.options import ONE_FOLDER, Sources
from exactapi.generate.package import fingerprint
from exactapi.generate.package.build import build
from exactapi.generate.package.folders import differences
from exactapi.generate.package.generators import Generators
from exactapi.generate.package.output import OutputRefusedError, check_package, write_package
from exactapi.generate.progress import step
from exactapi.generate.scaffold.handlers import UnreadableHandlersError
from exactapi.generate.scaffold.sync import check_readable, out_of_step, synchronise
from exactapi.generate.tools.cache import locked
from exactapi.generate.tools.process import ToolError
from exactapi.project.settings import CLIENTS, Project


class GenerateError(ExactAPIError):
    """The reason in words for people; nothing was changed."""


def generate(spec: Path, project: Project, sources: Sources = ONE_FOLDER) -> str:
    """Write the generated package and the handlers' stubs; a summary in one line.

    Raises:
        GenerateError: the document is refused, a tool failed, or handlers cannot be read.
    """
    with locked(fingerprint.state_folder(project) / fingerprint.GENERATE, "generates"):
        return _generate(spec, project, sources)


def _generate(spec: Path, project: Project, sources: Sources) -> str:
    generated = project.root / project.output
    with TemporaryDirectory(prefix="generate-") as folder, _failures():
        fresh = Path(folder) / "generated"
        check_package(generated)
        kept = fingerprint.state_folder(project) / "kept"
        summary = _write(spec, project, fresh, sources, kept)
        _refuse_unreadable(fresh, project)
        fingerprint.forget(project)
        write_package(fresh, generated, keep=CLIENTS)
    with step("handlers in step"):
        for line in _below(project, synchronise(generated, project)):
            print(f"    {line}", file=sys.stderr)
    if sources == ONE_FOLDER:  # what lies elsewhere is in no fingerprint
        fingerprint.remember(summary.files, project)
    counted = f"{summary.operations} operations in {summary.modules} modules"
    return f"{project.output.as_posix()}/ is up to date: {counted}"


def generate_elsewhere(spec: Path, folder: Path, options: Iterable[str]) -> str:
    """Write the package alone, as a folder `generated` of any folder; a summary in one line.

    `options` are those of `front`, which says on stderr what it refuses and warns of.

    Raises:
        GenerateError: the document is refused, or a tool failed.
    """
    target = folder / "generated"
    with TemporaryDirectory(prefix="generate-") as temporary, _failures():
        work, fresh = Path(temporary) / "work", Path(temporary) / "generated"
        work.mkdir()
        check_package(target)
        handlers = Project(root=folder).handlers
        with Generators(work) as generators:
            summary = read(spec, spec.name, handlers, work, *options)
            build(work, generators, fresh)
        write_package(fresh, target)
    return f"{target}: {summary.operations} operations"


def check(spec: Path, project: Project, sources: Sources = ONE_FOLDER) -> list[str]:
    """Return the changes that `generate` would make, a line each.

    Raises:
        GenerateError: as for `generate`.
    """
    with TemporaryDirectory(prefix="generate-") as folder, _failures():
        fresh = Path(folder) / "generated"
        _write(spec, project, fresh, sources)
        _refuse_unreadable(fresh, project)
        changes = differences(fresh, project.root / project.output, without=CLIENTS)
        found = [f"{project.output.as_posix()}/{line}" for line in changes]
        return [*found, *_below(project, out_of_step(fresh, project))]


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (DocumentRefusedError, OutputRefusedError, ToolError) as failed:
        raise GenerateError(str(failed)) from failed


def _refuse_unreadable(generated: Path, project: Project) -> None:
    try:
        check_readable(generated, project)
    except UnreadableHandlersError as unreadable:
        lines = _below(project, str(unreadable).splitlines())
        raise GenerateError("\n".join(lines)) from unreadable


def _below(project: Project, lines: Iterable[str]) -> Iterator[str]:
    """Lines that begin with a path, which is named as from the root of the project."""
    return (line.removeprefix(f"{project.root}/") for line in lines)


def _write(
    spec: Path, project: Project, fresh: Path, sources: Sources, kept: Path | None = None
) -> Summary:
    source, root = spec.resolve(), project.root.resolve()
    name = source.relative_to(root).as_posix() if source.is_relative_to(root) else spec.name
    work = fresh.parent / "work"
    work.mkdir()
    with Generators(work, kept) as generators:
        with step(f"read {spec.name}"):
            strict = ["--strict"] if project.strict else []
            options = (*sources.options(), *strict)
            summary = read(spec, name, project.handlers, work, *options, quiet=True)
        with step("models, problems and routers"):
            build(work, generators, fresh)
    return summary
