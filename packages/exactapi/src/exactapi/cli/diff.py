"""Tell what changes for the API's consumers since a released document, and the version it needs.

BASE is any OpenAPI document; by default the one that was released last, openapi/released.json.
--release writes that, once the version has risen as needed: commit it with the release.

The exit code is 1 when the base cannot be read, when --fail-on names what there is, and when
--check-version finds info.version too low.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from exactapi.diff.changes import Change
from exactapi.diff.compare import compare
from exactapi.diff.report import FORMATS, Report
from exactapi.diff.rules import Level
from exactapi.diff.touched import touched
from exactapi.diff.versions import NoVersionError, Version, needed
from exactapi.errors import ExactAPIError
from exactapi.generate.load import Loaded, load
from exactapi.generate.options import add_source_options
from exactapi.generate.refusals.refusals import RefusedError, one_line
from exactapi.project.settings import Project

_FAILS: Final = {"breaking": Level.MAJOR, "compatible": Level.MINOR, "any": Level.PATCH}


class _CannotPassError(ExactAPIError):
    """The message is one line, with the cure, or one for each thing that is refused."""


def main(argv: Sequence[str]) -> int:
    arguments = _arguments(argv)
    project = Project.find()
    spec = arguments.spec or project.find_document()
    released = project.root / project.released
    try:
        new = _document(spec, arguments)
        if arguments.release:
            return _release(new, spec, released, arguments)
        base = _base(arguments.base or released, arguments)
        report = _report(base, new, str(arguments.base or project.released), project)
        print("\n".join(FORMATS[arguments.format](report)))
        if arguments.check_version:
            _check_version(base, new, spec, report.changes)
        if arguments.fail_on:
            _check_changes(arguments.fail_on, report.changes)
    except (_CannotPassError, NoVersionError) as error:
        print(f"exactapi diff: {error}", file=sys.stderr)
        return 1
    return 0


def _report(base: Loaded, new: Loaded, name: str, project: Project) -> Report:
    before, after = base.served(), new.served()
    changes = compare(before, after)
    try:
        wanted = str(needed(Version.parse(before.version, name), changes))
    except NoVersionError:
        wanted = None
    return Report(
        name, before.version, after.version, wanted, changes, touched(before, after, project)
    )


def _check_version(base: Loaded, new: Loaded, spec: Path, changes: Sequence[Change]) -> None:
    """Check that the version has risen as the changes need.

    Raises:
        _CannotPassError: it has not.
    """
    wanted = needed(Version.parse(base.api.version, "the base"), changes)
    if Version.parse(new.api.version, str(spec)) < wanted:
        raise _CannotPassError(
            f"{spec}: info.version is {new.api.version}; the changes since {base.api.version} "
            f"need {wanted}: write that"
        )


def _check_changes(kind: str, changes: Sequence[Change]) -> None:
    """Check that no change is of the kind that was named, or of a graver one.

    Raises:
        _CannotPassError: there is such a change.
    """
    found = [each for each in changes if each.level >= _FAILS[kind]]
    if found:
        first, *others = found
        more = f", and {len(others)} more" if others else ""
        raise _CannotPassError(
            f"--fail-on {kind}: {first.place}: {first.code}{more}; take that back, or give it the"
            " version that it needs and release it with `exactapi diff --release`"
        )


def _release(new: Loaded, spec: Path, released: Path, arguments: argparse.Namespace) -> int:
    """Write what consumers have from now on; nothing is written where the version is too low."""
    Version.parse(new.api.version, str(spec))
    if released.exists():
        base = _base(released, arguments)
        _check_version(base, new, spec, compare(base.served(), new.served()))
    text = json.dumps(new.api.document, ensure_ascii=False, indent=2)
    fresh = released.with_name(f".{released.name}.new")
    fresh.write_text(text + "\n", encoding="utf-8")
    fresh.replace(released)
    print(f"{released}: version {new.api.version} is released; commit it", file=sys.stderr)
    return 0


def _base(path: Path, arguments: argparse.Namespace) -> Loaded:
    if not path.is_file():
        raise _CannotPassError(
            f"{path}: there is no such base; name a document, or write what consumers have with "
            "`exactapi diff --release`"
        )
    return _document(path, arguments)


def _document(path: Path, arguments: argparse.Namespace) -> Loaded:
    try:
        loaded = load(path, root=arguments.root, allow_remote=arguments.allow_remote)
    except RefusedError as error:
        raise _CannotPassError(str(error)) from error
    if loaded.refusals:
        first, *others = loaded.refusals
        more = f" (and {len(others)} more; `exactapi check --spec` lists them)" if others else ""
        raise _CannotPassError(one_line(f"{first}{more}"))
    return loaded


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="exactapi diff",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("base", type=Path, nargs="?", metavar="BASE")
    parser.add_argument("--spec", type=Path, help="another document than the project's")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--fail-on", choices=_FAILS, help="exit with 1 where there is such a one")
    parser.add_argument(
        "--check-version", action="store_true", help="exit with 1 unless info.version has risen"
    )
    parser.add_argument("--release", action="store_true", help="write openapi/released.json")
    add_source_options(parser)
    arguments = parser.parse_args(argv)
    if arguments.release and arguments.base:
        parser.error("--release compares with what was released; it takes no BASE")
    return arguments
