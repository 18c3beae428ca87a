"""The two code generators: started while the document is read, left out where nothing changed.

Both take longer to import than to write, and an edit of the document seldom changes what both read.
"""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from exactapi.generate.models.render import command as models
from exactapi.generate.package.folders import replace_folder
from exactapi.generate.routers.render import command as routers
from exactapi.generate.tools.environment import PINS, is_installed
from exactapi.generate.tools.process import Command, Process

_DIGEST: Final = "digest"


@dataclass(frozen=True, slots=True)
class _Generator:
    """One of them; `code` is the file of its command, beside which its templates are."""

    command: Callable[[Path, Path], Command]
    inputs: tuple[str, ...]
    code: str

    def digest(self, work: Path) -> str:
        """Over all that decides what it writes."""
        ours = sorted(Path(self.code).parent.rglob("*.*"))
        files = [path for path in ours if path.suffix != ".pyc"]
        digest = hashlib.sha256(version("datamodel-code-generator").encode())
        for path in (PINS, *files, *(work / name for name in self.inputs)):
            content = path.read_bytes()
            digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
        return digest.hexdigest()


_GENERATORS: Final = {
    "routers": _Generator(
        routers.routers_command, ("skeleton.json", "view.json"), routers.__file__
    ),
    "models": _Generator(
        models.models_command,
        ("models.json", "aliases.json", "template_data.json", "header.txt"),
        models.__file__,
    ),
}


class Generators:
    """What they write lies in `work`, in `routers` and `models`.

    `kept` is the folder of what they wrote last, if that may stand for what they would write.
    """

    def __init__(self, work: Path, kept: Path | None = None) -> None:
        self._work = work
        self._kept = kept
        self._started: dict[str, Process] = {}

    def __enter__(self) -> Self:
        # Installing waits until the document is known to be good.
        if is_installed():
            self._started = {name: self._start(name) for name in _GENERATORS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._started.values():
            process.end()

    def run(self) -> None:
        """Write what the inputs in `work` give; a generator without inputs writes nothing.

        Raises:
            ToolError: one of them cannot be started, or failed.
        """
        for name, generator in _GENERATORS.items():
            if (self._work / generator.inputs[0]).exists():
                self._write(name, generator.digest(self._work))

    def _write(self, name: str, digest: str) -> None:
        out = self._work / name
        kept = self._kept / name if self._kept else None
        if kept and (kept / _DIGEST).is_file() and (kept / _DIGEST).read_text() == digest:
            shutil.copytree(kept, out)
            return
        process = self._started.get(name) or self._start(name)
        process.finish()
        if kept:
            (out / _DIGEST).write_text(digest)
            replace_folder(out, kept)

    def _start(self, name: str) -> Process:
        return Process(_GENERATORS[name].command(self._work, self._work / name))
