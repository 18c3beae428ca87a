"""The wheel of the library that a new service is given: it depends on what made it."""

import base64
import csv
import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Final

from exactapi import __version__
from exactapi.errors import ExactAPIError
from exactapi.release import RELEASE, release_of

NAME: Final = f"exactapi-{__version__}-py3-none-any.whl"
_NO_WHEEL: Final = "is no wheel of exactapi; give exactapi-...whl, or its sources"
_OF_THE_INSTALLER: Final = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}


class NoLibraryError(ExactAPIError):
    """There is no wheel to be had; the message is one line, with the cure."""


def put_wheel(folder: Path, checkout: Path | None, given: Path | None = None) -> Path:
    """Put the wheel into the folder: the one that is given, or that of this installation.

    From a checkout it is built; from an installed wheel it is packed again.

    Raises:
        NoLibraryError: it can be neither built nor packed, or what is given is no such wheel.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if given is not None:
        return _checked(_copied(given, folder), given)
    return _packed(folder) if checkout is None else _built(checkout / "packages/exactapi", folder)


def _copied(given: Path, folder: Path) -> Path:
    if (given / "pyproject.toml").is_file():
        return _built(given, folder)
    is_ours = given.name.startswith("exactapi-") and given.suffix == ".whl"
    if not is_ours or not given.is_file():
        raise NoLibraryError(f"{given}: {_NO_WHEEL}")
    return Path(shutil.copy(given, folder))


def _checked(wheel: Path, given: Path) -> Path:
    """Return the wheel; it runs what this command generates.

    Raises:
        NoLibraryError: it is no wheel of the library, or one of another release.
    """
    version = wheel.name.split("-")[1]
    try:
        with zipfile.ZipFile(wheel) as content:
            content.getinfo(f"exactapi-{version}.dist-info/METADATA")
    except (zipfile.BadZipFile, KeyError):
        raise NoLibraryError(f"{given}: {_NO_WHEEL}") from None
    if release_of(version) != RELEASE:
        raise NoLibraryError(
            f"{given}: is of exactapi {version}, and this command is of {__version__}; "
            f"run the command of that version, or give a wheel of {RELEASE}"
        )
    return wheel


def _built(sources: Path, folder: Path) -> Path:
    command = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "wheel",
        "-d",
        str(folder.absolute()),
    ]
    done = subprocess.run(command, cwd=sources, check=False, capture_output=True, text=True)  # noqa: S603  of our own making
    wheels = sorted(folder.glob("exactapi-*.whl"))
    if done.returncode or not wheels:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NoLibraryError(
            f"{sources}: no wheel can be built ({said[-1] if said else 'no reason was given'}); "
            "run ./scripts/setup there, or give a wheel with --library"
        )
    return wheels[-1]


def _packed(folder: Path) -> Path:
    """Pack what is installed, in the order of names, with a RECORD of its own."""
    installed = distribution("exactapi")
    record = io.StringIO()
    rows = csv.writer(record, lineterminator="\n")
    path = folder / NAME
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, source in sorted(_files(installed).items()):
            content = source.read_bytes()
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            rows.writerow((name, f"sha256={digest.decode()}", len(content)))
            wheel.writestr(_entry(name), content)
        recorded = f"exactapi-{__version__}.dist-info/RECORD"
        rows.writerow((recorded, "", ""))
        wheel.writestr(_entry(recorded), record.getvalue())
    return path


def _files(installed: Distribution) -> dict[str, Path]:
    """Return the files of the wheel by their names in it: no programs, nothing compiled.

    Raises:
        NoLibraryError: some are missing.
    """
    found = {}
    for file in installed.files or ():
        name = file.as_posix()
        if name.startswith("../") or file.suffix == ".pyc" or file.name in _OF_THE_INSTALLER:
            continue
        found[name] = Path(str(installed.locate_file(file)))
    missing = [name for name, path in found.items() if not path.is_file()]
    if missing or not found:
        raise NoLibraryError(
            "this installation of exactapi is incomplete; install it again, or give a wheel "
            "with --library"
        )
    return found


def _entry(name: str) -> zipfile.ZipInfo:
    """Return an entry that says nothing of when it was packed."""
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
