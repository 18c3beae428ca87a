"""Write the clients for the API's consumers: generated/clients/python and typescript.

Without a language it writes both. With --out it takes any document, and writes one SDK there.
Their name and their own versions are those of [tool.exactapi] in pyproject.toml: sdk-name,
sdk-python-version, sdk-typescript-version.

The exit code is 1, and nothing is changed, when the document cannot be taken: each reason has its
line, with the cure.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

from exactapi.cli.generate import told
from exactapi.generate.options import ONE_FOLDER, add_source_options, sources
from exactapi.generate.package.fingerprint import is_unchanged
from exactapi.project.settings import Project

LANGUAGES: Final = ("python", "typescript")


def main(argv: Sequence[str]) -> int:
    arguments = _arguments(argv)
    project = Project.find()
    codes = [_write(language, arguments, project) for language in arguments.languages]
    return max(codes)


def _write(language: str, arguments: argparse.Namespace, project: Project) -> int:
    start = perf_counter()
    spec, given = arguments.spec or project.find_document(), sources(arguments)
    is_forced = arguments.check or arguments.force or arguments.out or given != ONE_FOLDER
    if not is_forced and is_unchanged(spec, project, language):
        folder = project.client(language).as_posix()
        print(f"{folder}/ is up to date: nothing changed", file=sys.stderr)
        return 0
    # Slow to import, and not needed where nothing changed.
    from exactapi.sdk import build  # noqa: PLC0415

    try:
        if arguments.check:
            return told(build.check_sdk(language, spec, project, given), "sdk")
        if arguments.out:
            summary = build.write_sdk_elsewhere(language, spec, arguments.out, given)
        else:
            summary = build.write_sdk(language, spec, project, given)
    except build.SdkError as failed:
        print(failed, file=sys.stderr)
        print("Nothing was changed.", file=sys.stderr)
        return 1
    print(f"{summary} ({perf_counter() - start:.1f} s)", file=sys.stderr)
    return 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="exactapi sdk",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help=" or ".join(LANGUAGES))
    parser.add_argument("--spec", type=Path, help="another document")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to write one SDK")
    parser.add_argument("--check", action="store_true", help="change nothing; 1 if out of date")
    parser.add_argument("--force", action="store_true", help="write even if nothing changed")
    add_source_options(parser)
    arguments = parser.parse_args(argv)
    arguments.languages = arguments.languages or list(LANGUAGES)
    for language in arguments.languages:
        if language not in LANGUAGES:
            parser.error(f"there is no SDK for {language}; choose {' or '.join(LANGUAGES)}")
    if arguments.out and (len(arguments.languages) > 1 or arguments.check):
        parser.error("--out is for one language, and not for --check")
    return arguments
