"""The TypeScript SDK, compiled, and run in Node or in Chromium."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from exactapi.project.settings import Project
from exactapi.sdk.typescript.node import NODE
from exactapi.sdk.typescript.package import tools

SCRIPTS = Path(__file__).parent / "typescript"
_SECONDS = 60


def compiled(project: Project, out: Path) -> Path:
    """The SDK as JavaScript, checked by `tsc --strict`."""
    source = project.root / project.client("typescript")
    compiler = tools() / "node_modules/typescript/bin/tsc"
    command = [str(NODE), str(compiler), "-p", str(source), "--outDir", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    (out / "package.json").write_text('{"type": "module"}')
    return out


def in_node(node: str, script: str, name: str, sdk: Path, url: str) -> Any:
    """What a function of one of the scripts returns."""
    entry = (sdk / "index.js").as_uri()
    command = [node, str(SCRIPTS / "node.mjs"), str(SCRIPTS / script), name, entry, url]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def nodes() -> dict[str, str]:
    """By versions: the wheel's Node, the machine's, and those that NODES names as PATH would."""
    found = [str(NODE), shutil.which("node"), *os.environ.get("NODES", "").split(os.pathsep)]
    return {_version(node): node for node in found if node}


def _version(node: str) -> str:
    return subprocess.run(
        [node, "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()


@contextmanager
def chromium(url: str) -> Iterator[None]:
    """A headless browser that has a page open."""
    program = shutil.which("chromium") or ""
    with TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run")
        command = [program, *options, f"--user-data-dir={profile}", url]
        browser = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            browser.terminate()
            browser.wait(timeout=_SECONDS)
