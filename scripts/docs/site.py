"""`task docs`: build the site of the guides and pages, in reports/site/html; `-- serve` serves it.

The pages lie where they are in the repository, so that links hold in both places. A broken link
fails the build. Nothing is loaded from elsewhere, neither while building nor by who reads.
"""

import argparse
import functools
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
SITE: Final = ROOT / "reports" / "site"
CONFIGURATION: Final = ROOT / "docs" / "zensical.toml"
_TOOL: Final = ROOT / ".tools" / "docs" / "bin" / "zensical"
_PAGES: Final = ("*.md", "docs", "packages/exactapi/*.md", "tests/bench/peers/*.md", "LICENSE")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="./scripts/task docs",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("action", nargs="?", choices=("build", "serve"), default="build")
    parser.add_argument("--port", type=int, default=8001)
    arguments = parser.parse_args(argv)
    if code := build(SITE):
        return code
    if arguments.action == "serve":
        serve(SITE / "html", arguments.port)
    return 0


def build(folder: Path) -> int:
    """Write the site to `html` below a folder; the exit code is that of Zensical."""
    shutil.rmtree(folder, ignore_errors=True)
    for page in pages():
        copy = folder / "pages" / page.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(page, copy)
    shutil.copyfile(CONFIGURATION, folder / CONFIGURATION.name)
    configuration = folder / CONFIGURATION.name
    command = [str(_TOOL), "build", "--strict", "--config-file", str(configuration)]
    return subprocess.run(command, check=False).returncode


def pages() -> Iterator[Path]:
    """Yield what the site is made of, images included."""
    for pattern in _PAGES:
        for found in sorted(ROOT.glob(pattern)):
            files = sorted(found.rglob("*")) if found.is_dir() else [found]
            yield from (each for each in files if each.is_file() and each != CONFIGURATION)


def serve(folder: Path, port: int) -> None:
    """Serve a folder on this machine until Ctrl-C."""
    handler = functools.partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        print(f"http://localhost:{server.server_address[1]}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print(file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
