"""The isolated environment of fastapi-code-generator, made once, from pins that come with us.

The tool wants an older datamodel-code-generator than ours: see
docs/decisions/0002-two-code-generators.md. Making the environment needs uv, pip or venv, and a
package index; from then on generating needs no network.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Final

from exactapi.errors import ExactAPIError
from exactapi.generate.tools.cache import cache_folder, locked, say
from exactapi.generate.tools.process import ToolError

NAME: Final = "fastapi-code-generator"
PINS: Final = Path(__file__).with_name(f"{NAME}.txt")
_INSTALL: Final = ("install", "--quiet", "--require-hashes", "--no-deps", "-r")
_MISLEADING: Final = {
    *("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV"),
    *("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"),
}
"""Settings that would install somewhere else than into the environment that is being made."""


def environment_python(folder: Path | None = None) -> Path:
    """Return the Python of the environment, which is made first where there is none.

    Whatever a run that was interrupted has left is made anew, and of two runs at once one waits.

    Raises:
        ToolError: it cannot be made; the message says what is missing.
    """
    folder = folder or cache_folder(NAME)
    python = folder / "bin" / "python"
    if not _is_complete(folder):
        try:
            with locked(folder):
                if not _is_complete(folder):
                    _make(folder, python)
        except OSError as error:
            raise ToolError(
                f"{folder}: {NAME} cannot be installed there ({error.strerror}); make the folder "
                "writable, or name another with XDG_CACHE_HOME"
            ) from error
    return python


def is_installed() -> bool:
    """Return whether the environment is there, so that nothing need be installed."""
    return _is_complete(cache_folder(NAME))


def _is_complete(folder: Path) -> bool:
    """A copy of the pins stands for all that was installed from them."""
    installed = folder / "complete"
    return installed.is_file() and installed.read_bytes() == PINS.read_bytes()


def _make(folder: Path, python: Path) -> None:
    start = perf_counter()
    say(f"{NAME}: installing {PINS.read_text().count('==')} packages into {folder}, once ...")
    reason = ""
    for install in (_install_with_uv, _install_with_pip):
        shutil.rmtree(folder, ignore_errors=True)
        try:
            install(folder, python)
        except subprocess.CalledProcessError as error:
            said = f"{error.stderr or ''}{error.stdout or ''}".strip().splitlines()
            reason = said[-1].strip() if said else f"exit code {error.returncode}"
        except _UnavailableError as error:
            reason = reason or str(error)
        else:
            shutil.copyfile(PINS, folder / "complete")
            say(f"{NAME}: installed in {perf_counter() - start:.0f} s")
            return
    shutil.rmtree(folder, ignore_errors=True)
    raise ToolError(
        f"{NAME} could not be installed ({reason}); it needs uv, pip or venv, and a package index "
        "that it can reach this once"
    )


class _UnavailableError(ExactAPIError):
    """This way of installing is not there; the message says how to get it."""


def _install_with_uv(folder: Path, python: Path) -> None:
    uv = shutil.which("uv") or shutil.which("uv", path=Path(sys.executable).parent)
    if uv is None:
        raise _UnavailableError("there is no uv")
    _run(uv, "venv", "--quiet", "--no-project", "--python", sys.executable, str(folder))
    _run(uv, "pip", *_INSTALL, str(PINS), "--python", str(python), "--compile-bytecode")


def _install_with_pip(folder: Path, python: Path) -> None:
    pip = ("-m", "pip", "--no-input", "--disable-pip-version-check")
    if _pip_is_new():
        _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
        _run(sys.executable, *pip, "--python", str(python), *_INSTALL, str(PINS))
    elif importlib.util.find_spec("ensurepip") is not None:
        _run(sys.executable, "-m", "venv", str(folder))
        _run(str(python), *pip, *_INSTALL, str(PINS))
    else:
        raise _UnavailableError("this Python has neither uv, pip nor a complete venv")


def _pip_is_new() -> bool:
    """Return whether this Python's pip can install into another environment (22.3 and newer)."""
    if importlib.util.find_spec("pip") is None:
        return False
    command = [sys.executable, "-m", "pip", "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found = re.match(r"pip (\d+)\.(\d+)", said)
    return found is not None and (int(found[1]), int(found[2])) >= (22, 3)


def _run(*command: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    environment["UV_SYSTEM_CERTS"] = "true"  # as pip does: a company's proxy may sign with its own
    subprocess.run(
        command, check=True, env=environment, capture_output=True, text=True, close_fds=False
    )


if __name__ == "__main__":
    try:
        environment_python()
    except ToolError as failed:
        sys.exit(str(failed))
