"""Make the environment that `scripts/setup` found missing; needs nothing but Python itself.

The library installs its own tools in the same ways (exactapi.generate.tools.environment). Neither
can use the other: this runs before anything is installed, and the library knows no repository.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "packages" / "exactapi"
# A service that `exactapi new` has made has the library as a wheel instead.
WHEELS = sorted((ROOT / "vendor").glob("*.whl"))
# The folder, the pins, and what else decides what is in it.
ENVIRONMENT = (
    ROOT / ".venv",
    ROOT / "requirements/dev.txt",
    LIBRARY / "pyproject.toml",
    LIBRARY / "src/exactapi/generate/tools/fastapi-code-generator.txt",
    *WHEELS,
)
UV = (ROOT / ".tools/uv", ROOT / "requirements/uv.txt")
# The pins are all there is. Asked for more, pip before 23.3 takes a newer `coverage[toml]` than the
# `coverage` that is pinned, and refuses it.
INSTALL = ("install", "--quiet", "--require-hashes", "--no-deps")
# Settings that would install somewhere else than into the environment that is being made.
MISLEADING = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV"}
MISLEADING |= {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"}
# Python compiles what it imports, once. Told to write no bytecode, it would do so in every process,
# which doubles the time of short ones: then set-up compiles everything.
COMPILE = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
NO_INSTALLER = (
    "this Python has neither uv, pip nor a complete venv; one of them is enough:\n"
    "    sudo apt install python3-venv"
)


def say(message: str) -> None:
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def run(*command: str | Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    environment["UV_SYSTEM_CERTS"] = "true"  # as pip does: a company's proxy may sign with its own
    subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=sys.stderr)


def has_pip() -> bool:
    """Return whether this Python's pip can install into another environment (22.3 and newer)."""
    if importlib.util.find_spec("pip") is None:
        return False
    version = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, check=False
    ).stdout
    found = re.match(rb"pip (\d+)\.(\d+)", version)
    return found is not None and (int(found[1]), int(found[2])) >= (22, 3)


def install_with_uv(uv: str | Path, folder: Path, requirements: Path) -> None:
    """Make the environment `folder` with exactly the pinned and hashed `requirements`."""
    python = folder / "bin" / "python"
    run(uv, "venv", "--quiet", "--no-project", "--python", sys.executable, folder)
    now = ["--compile-bytecode"] if COMPILE else []
    run(uv, "pip", *INSTALL, "-r", requirements, "--python", python, *now)


def install_with_pip(folder: Path, requirements: Path) -> None:
    """Do the same with whichever pip there is."""
    python = folder / "bin" / "python"
    pip = ("-m", "pip", "--no-input", "--disable-pip-version-check")
    later = [] if COMPILE else ["--no-compile"]
    if has_pip():
        run(sys.executable, "-m", "venv", "--without-pip", folder)
        run(sys.executable, *pip, "--python", python, *INSTALL, "-r", requirements, *later)
    elif importlib.util.find_spec("ensurepip") is not None:
        run(sys.executable, "-m", "venv", folder)
        run(python, *pip, *INSTALL, "-r", requirements, *later)
    else:
        sys.exit(NO_INSTALLER)


def find_uv() -> str | Path:
    """Return the uv on the path, or our own: pip takes a minute for what uv does in ten seconds."""
    if uv := shutil.which("uv"):
        return uv
    folder, requirements = UV
    if not is_complete(folder, requirements):
        shutil.rmtree(folder, ignore_errors=True)
        install_with_pip(folder, requirements)
        (folder / "complete").write_text(stamp(folder, requirements))
    return folder / "bin" / "uv"


def install(uv: str | Path, folder: Path, requirements: Path) -> None:
    try:
        install_with_uv(uv, folder, requirements)
    except subprocess.CalledProcessError:
        # pip may be set up for a mirror or a proxy that uv knows nothing of.
        say(f"{folder.relative_to(ROOT)}: uv could not install it; trying pip ...")
        shutil.rmtree(folder, ignore_errors=True)
        install_with_pip(folder, requirements)


def install_library(uv: str | Path, folder: Path) -> None:
    """Install packages/exactapi, or the wheel in vendor/; what it needs is among the pins."""
    checkout: list[str | Path] = ["--no-build-isolation", "--editable", LIBRARY]
    local = ("--no-deps", *(WHEELS or checkout))
    python = folder / "bin" / "python"
    try:
        run(uv, "pip", "install", "--quiet", "--python", python, *local)
    except subprocess.CalledProcessError:
        run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *local)


def install_generator(folder: Path) -> None:
    """Make the environment of the library's own, so that generating needs no network."""
    python = folder / "bin" / "python"
    library: list[str | Path] = [python, "-c", "import exactapi"]
    if subprocess.run(library, capture_output=True, check=False).returncode == 0:
        run(python, "-m", "exactapi.generate.tools.environment")


def stamp(folder: Path, *sources: Path) -> str:
    """Return what `scripts/setup` compares: see its function of this name."""
    version = subprocess.run([folder / "bin/python", "-V"], capture_output=True, check=True)
    content = b"".join(path.read_bytes() for path in sources if path.is_file())
    checksum = subprocess.run(["cksum"], input=content, capture_output=True, check=True)
    return f"{ROOT}\n{version.stdout.decode()}{checksum.stdout.decode()}"


def is_complete(folder: Path, *sources: Path) -> bool:
    try:
        return (folder / "complete").read_text() == stamp(folder, *sources)
    except (OSError, subprocess.CalledProcessError):
        return False


def make(folder: Path, requirements: Path, *others: Path) -> None:
    uv = find_uv()
    name = folder.relative_to(ROOT)
    say(f"{name}: installing {requirements.read_text().count('==')} packages ...")
    started = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    install(uv, folder, requirements)
    if LIBRARY.is_dir() or WHEELS:
        install_library(uv, folder)
    install_generator(folder)
    (folder / "complete").write_text(stamp(folder, requirements, *others))
    say(f"{name}: installed in {time.monotonic() - started:.0f} s")


def make_tools(name: str) -> None:
    """Make `.tools/NAME` from `requirements/NAME.txt`, unless it already is what this says."""
    folder, requirements = ROOT / ".tools" / name, ROOT / f"requirements/{name}.txt"
    if is_complete(folder, requirements):
        return
    say(f".tools/{name}: installing {requirements.read_text().count('==')} packages ...")
    shutil.rmtree(folder, ignore_errors=True)
    install(find_uv(), folder, requirements)
    (folder / "complete").write_text(stamp(folder, requirements))


def main(tools: list[str]) -> None:
    with (ROOT / ".tools/lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up of this checkout ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_complete(*ENVIRONMENT):
            make(*ENVIRONMENT)
        for name in tools:
            make_tools(name)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(f"set-up failed: {' '.join(map(str, error.cmd))} ended with {error.returncode}")
    except KeyboardInterrupt:
        sys.exit("set-up interrupted; the next start resumes it")
