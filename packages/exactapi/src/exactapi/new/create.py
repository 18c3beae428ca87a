"""Make a service of one's own: copy, take out, rename, give it the library, commit."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from exactapi import __version__
from exactapi.errors import ExactAPIError
from exactapi.features.manifest import FILE, Feature, read
from exactapi.features.removal import apply, plan
from exactapi.new import document, git
from exactapi.new.library import put_wheel
from exactapi.new.names import ServiceName
from exactapi.new.readme import readme
from exactapi.new.reference import LIBRARY, Reference, reference

BARE: Final = ("accounts", "realtime", "webhooks")
"""The features that a bare service does without."""

_KEPT_BY_BARE: Final = ("health",)
_DOCUMENT: Final = Path("openapi/openapi.yaml")
_SOURCES_OF_LIBRARY: Final = (
    'path = "packages/exactapi", editable = true',  # uv's
    'path = "packages/exactapi", develop = true',  # Poetry's
)


class CannotCreateError(ExactAPIError):
    """Nothing was made; the message is one line, with the cure."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A service to make, and its folder. `library` is a wheel of exactapi, or its sources."""

    path: Path
    name: ServiceName
    bare: bool = False
    library: Path | None = None


def create(wish: Wish, say: Callable[[str], None]) -> None:
    """Make the service, telling each step to `say`.

    Raises:
        CannotCreateError: the folder is not empty, or a step failed; then the folder is as it was.
        NoReferenceError: this installation has no reference service.
        NoLibraryError: there is no wheel of the library.
        GitError: git is missing, or refuses.
    """
    check_empty(wish.path)
    source = reference()
    git.check()
    with _undone_on_failure(wish.path):
        say(f"copying the reference service into {wish.path} ...")
        _copy(source, wish.path)
        _take_out(wish, source.files)
        (wish.path / "README.md").write_text(readme(wish.name, bare=wish.bare), encoding="utf-8")
        say("adding the library as a wheel to vendor/ ...")
        wheel = put_wheel(wish.path / "vendor", source.checkout, wish.library)
        _rename(wish, wheel)
        say("generating ...")
        _generate(wish.path)
        git.begin(wish.path, f"{wish.name.title}: begun with exactapi {__version__}")


def check_empty(path: Path) -> None:
    """Check that there is nothing yet at the path.

    Raises:
        CannotCreateError: there is something.
    """
    if path.is_dir() and not any(path.iterdir()):
        return
    if path.exists() or path.is_symlink():
        what = "is not empty" if path.is_dir() else "is a file"
        raise CannotCreateError(f"{path} {what}; name a folder that does not exist yet")


@contextmanager
def _undone_on_failure(path: Path) -> Iterator[None]:
    """Leave nothing of a service that could not be finished, nor of the folders above it."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        yield
    except BaseException:
        for made in missing[-1:] or path.iterdir():
            if made.is_dir():
                shutil.rmtree(made, ignore_errors=True)
            elif made.exists():
                made.unlink()
        raise


def _copy(source: Reference, target: Path) -> None:
    try:
        for name in source.files:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source.root / name, target / name)
    except OSError as error:
        raise CannotCreateError(
            f"{error.filename or target}: {error.strerror}; name a folder that can be written"
        ) from error
    for script in ("scripts/task", "scripts/setup"):
        (target / script).chmod(0o755)  # a wheel does not keep what is executable


def _take_out(wish: Wish, files: Sequence[Path]) -> None:
    """Remove what belongs to the library's repository and, from a bare service, accounts."""
    known = read(wish.path / "impl/features" / FILE)
    features: list[Feature] = [known[LIBRARY]]
    if wish.bare:
        features += [known[name] for name in BARE]
        path = wish.path / _DOCUMENT
        text = path.read_text(encoding="utf-8")
        info = yaml.safe_dump({"info": _info(wish)}, sort_keys=False, allow_unicode=True)
        path.write_text(
            document.with_info(document.only(text, _KEPT_BY_BARE), info), encoding="utf-8"
        )
    apply(wish.path, plan(wish.path, files, features))


def _info(wish: Wish) -> Mapping[str, str]:
    return {
        "title": wish.name.title,
        "version": "0.1.0",
        "description": "Every error is an RFC 9457 problem (`application/problem+json`).\n",
    }


def _rename(wish: Wish, wheel: Path) -> None:
    """Write the service's own name, and where it has the library from."""
    replaced = dict(wish.name.replacements())
    replaced |= dict.fromkeys(_SOURCES_OF_LIBRARY, f'path = "vendor/{wheel.name}"')
    for path in sorted(wish.path.rglob("*")):
        if not path.is_file() or path.suffix == ".whl":
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        renamed = text
        for old, new in replaced.items():
            renamed = renamed.replace(old, new)
        if renamed != text:
            path.write_text(renamed, encoding="utf-8")


def _generate(root: Path) -> None:
    command = [sys.executable, "-m", "exactapi", "generate", "--force"]
    done = subprocess.run(command, cwd=root, check=False)  # noqa: S603  our own command
    if done.returncode:
        raise CannotCreateError("the generated package could not be written; the reason is above")
