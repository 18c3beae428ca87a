"""The file of routers beside the generated package: what serves them, what verifies credentials."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from exactapi.generate.scaffold.handlers import parsed
from exactapi.generate.scaffold.protocols import Protocol, protocols
from exactapi.project.settings import Project

ROUTERS = "ROUTERS"
VERIFIERS = "VERIFIERS"


@dataclass(frozen=True, slots=True)
class Composition:
    """The difference between the file and what the document asks for.

    `missing` are the routers that it does not call, `gone` those that it calls although there
    are none, by the name of their factory; `unverified` and `unused` are security schemes.
    """

    path: Path
    missing: tuple[Protocol, ...] = ()
    gone: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def compose(generated: Path, project: Project) -> Composition:
    """Compare; nothing differs where there is no such file.

    Raises:
        UnreadableHandlersError: it is no Python, or cannot be read.
    """
    path = project.root / project.routers
    if not path.exists():
        return Composition(path)
    module = parsed(path)
    asked = protocols(generated, project.output_package)
    wanted = {factory(protocol): protocol for protocol in asked}
    called = [
        node.func.id
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    schemes = dict.fromkeys(name for each in wanted.values() for name in each.schemes)
    verified = _keys(module)
    return Composition(
        path,
        missing=tuple(each for name, each in wanted.items() if name not in called),
        gone=tuple(n for n in called if n.endswith("_router") and n not in wanted),
        unverified=tuple(name for name in schemes if name not in verified),
        unused=tuple(name for name in verified if name not in schemes),
    )


def factory(protocol: Protocol) -> str:
    """Return the function of a generated router module: `users_router`."""
    return f"{protocol.module.rstrip('_')}_router"


def differences(found: Composition) -> Iterator[str]:
    """Yield one line for each thing without which the file does not fit; `unused` does no harm."""
    for protocol in found.missing:
        call = f"{factory(protocol)}({protocol.handler_class})"
        yield f"{found.path}: add {call} to {ROUTERS}; until then its operations answer 501"
    for name in found.gone:
        yield f"{found.path}: remove {name}; the document has no operation for it any more"
    for scheme in found.unverified:
        yield f"{found.path}: add a verifier of {scheme!r} to {VERIFIERS}"


def _keys(module: ast.Module) -> list[str]:
    """Return the security schemes that have a verifier."""
    for node in module.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(keys=keys))
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Dict(keys=keys))
            ) if name == VERIFIERS:
                written = [key.value for key in keys if isinstance(key, ast.Constant)]
                return [key for key in written if isinstance(key, str)]
    return []
