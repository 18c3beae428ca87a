"""The generated package of any document: made once, kept in the cache, imported."""

import hashlib
import importlib.util
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from exactapi.generate.load import Loaded
from exactapi.generate.package.emit import Package, emit
from exactapi.generate.package.folders import replace_folder
from exactapi.generate.tools.cache import cache_folder
from exactapi.runtime import ContractRouter, RequestContext

_LIBRARY = Path(__file__).parents[1]
_KEPT = 20

RouterFactory = Callable[[Callable[[RequestContext], Any]], ContractRouter]


def generated_package(loaded: Loaded, source: str) -> Path:
    """Return the folder `generated/` of a document, from the cache if it was made before.

    Raises:
        ToolError: a code generator failed.
    """
    cache = cache_folder("mock")
    folder = cache / _key(loaded)
    target = folder / "generated"
    if not target.exists():
        with TemporaryDirectory(prefix="mock-") as work:
            fresh = Path(work) / "generated"
            emit(Package(loaded.api, loaded.overlay, source, Path("handlers")), fresh)
            folder.mkdir(parents=True, exist_ok=True)
            replace_folder(fresh, target)
    folder.touch()
    _drop_oldest(cache)
    return target


def router_factories(package: Path) -> list[RouterFactory]:
    """Return the `<tag>_router` functions of a generated package, wherever it lies."""
    module = imported(package)
    return [
        getattr(
            import_module(f"{module.__name__}.routers.{each.name}"),
            f"{each.name.rstrip('_')}_router",
        )
        for each in iter_modules([str(package / "routers")])
    ]


def imported(package: Path) -> ModuleType:
    """Under a name of its own, so that several can be imported, none of them as `generated`."""
    name = f"mocked_{hashlib.sha256(str(package).encode()).hexdigest()[:16]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, package / "__init__.py")
    if spec is None or spec.loader is None:
        raise ImportError(f"{package} is no package")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _key(loaded: Loaded) -> str:
    """Of all that decides what is generated: the canonical document and the generator itself."""
    digest = hashlib.sha256(json.dumps(loaded.api.document, sort_keys=True).encode())
    digest.update(repr(sorted(each.pointer for each in loaded.refusals)).encode())
    for path in _generator_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def _generator_files() -> Iterator[Path]:
    yield from sorted(_LIBRARY.glob("generate/**/*.py"))
    yield from sorted(_LIBRARY.glob("generate/**/*.jinja2"))


def _drop_oldest(cache: Path) -> None:
    folders = sorted(cache.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in folders[_KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)
