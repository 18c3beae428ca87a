"""The whole of `exactapi sdk`: read, write, swap."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from exactapi.errors import ExactAPIError
from exactapi.generate.load import Loaded, load
from exactapi.generate.options import ONE_FOLDER, Sources
from exactapi.generate.package import fingerprint
from exactapi.generate.package.folders import differences
from exactapi.generate.package.output import OutputRefusedError, check_package, write_package
from exactapi.generate.refusals.refusals import RefusedError
from exactapi.generate.tools.process import ToolError
from exactapi.project.settings import Project
from exactapi.sdk.problems import ProblemTwiceError
from exactapi.sdk.python.package import write_python
from exactapi.sdk.typescript.package import write_typescript

Writer = Callable[[Loaded, Project, str, Path], None]

_WRITERS: Final[Mapping[str, tuple[Writer, str]]] = {
    "python": (write_python, "pyproject.toml"),
    "typescript": (write_typescript, "package.json"),
}
"""For each language what writes the SDK, and a file by which one is known."""


class SdkError(ExactAPIError):
    """The reason in words for people; nothing was changed."""


def write_sdk(language: str, spec: Path, project: Project, sources: Sources = ONE_FOLDER) -> str:
    """Write the SDK of a project; a summary in one line.

    Raises:
        SdkError: the document is refused, or a tool failed.
    """
    target = project.root / project.client(language)
    with _written(language, spec, project, sources) as (fresh, loaded):
        check_package(target, _WRITERS[language][1])
        fingerprint.forget(project, language)
        write_package(fresh, target, keep="node_modules")
    if sources == ONE_FOLDER:  # what lies elsewhere is in no fingerprint
        fingerprint.remember([*loaded.files], project, language)
    return f"{project.client(language).as_posix()}/ is up to date"


def write_sdk_elsewhere(language: str, spec: Path, out: Path, sources: Sources = ONE_FOLDER) -> str:
    """Write the SDK of any document into a folder.

    Raises:
        SdkError: the document is refused, or a tool failed.
    """
    with _written(language, spec, Project(root=spec.absolute().parent), sources) as (fresh, _):
        check_package(out, _WRITERS[language][1])
        write_package(fresh, out)
    return f"{out}: written"


def check_sdk(
    language: str, spec: Path, project: Project, sources: Sources = ONE_FOLDER
) -> list[str]:
    """Return what `write_sdk` would change, a line each; empty when nothing.

    Raises:
        SdkError: as for `write_sdk`.
    """
    folder = project.client(language)
    with _written(language, spec, project, sources) as (fresh, _):
        found = differences(fresh, project.root / folder, without="node_modules")
        return [f"{folder.as_posix()}/{line}" for line in found]


@contextmanager
def _written(
    language: str, spec: Path, project: Project, sources: Sources
) -> Iterator[tuple[Path, Loaded]]:
    """Provide a temporary folder with the SDK in it, and what it was made from."""
    source, root = spec.resolve(), project.root.resolve()
    name = source.relative_to(root).as_posix() if source.is_relative_to(root) else spec.name
    with TemporaryDirectory(prefix="sdk-") as folder:
        fresh = Path(folder) / language
        fresh.mkdir()
        try:
            loaded = _honoured(load(spec, root=sources.root, allow_remote=sources.allow_remote))
            _WRITERS[language][0](loaded, project, name, fresh)
            yield fresh, loaded
        except RefusedError as refused:
            raise SdkError("\n".join(map(str, refused.refusals))) from refused
        except (ProblemTwiceError, ToolError, OutputRefusedError) as failed:
            raise SdkError(str(failed)) from failed


def _honoured(loaded: Loaded) -> Loaded:
    if loaded.refusals:
        raise RefusedError(loaded.refusals)
    return loaded
