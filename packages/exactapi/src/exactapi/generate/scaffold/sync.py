"""Keeps the handlers of each tag in step with the generated router of that tag."""

from collections.abc import Iterator
from pathlib import Path

from exactapi.generate.scaffold.composition import compose, differences, factory
from exactapi.generate.scaffold.handlers import (
    Handler,
    UnreadableHandlersError,
    compare,
    handlers_path,
)
from exactapi.generate.scaffold.imports import dead_imports
from exactapi.generate.scaffold.protocols import Protocol, protocols
from exactapi.project.settings import Project


def check_readable(generated: Path, project: Project) -> None:
    """Look at every file that `synchronise` would read.

    Raises:
        UnreadableHandlersError: of all that cannot be, a line each.
    """
    reasons = []
    for protocol in protocols(generated, project.output_package):
        try:
            compare(protocol, project)
        except UnreadableHandlersError as unreadable:
            reasons.append(str(unreadable))
    try:
        compose(generated, project)
    except UnreadableHandlersError as unreadable:
        reasons.append(str(unreadable))
    if reasons:
        raise UnreadableHandlersError("\n".join(reasons))


def out_of_step(generated: Path, project: Project) -> Iterator[str]:
    """One line per operation without a method, old signature or import, and router not served."""
    for protocol in protocols(generated, project.output_package):
        path = handlers_path(project, protocol)
        for handler in compare(protocol, project):
            if handler.state in ("missing", "changed"):
                yield f"{path}: {handler.name}: {handler.state}"
        for name in _dead_imports(path, generated, project.output_package):
            yield f"{path}: {name}: is not generated any more"
    yield from differences(compose(generated, project))


def synchronise(generated: Path, project: Project) -> Iterator[str]:
    """Write what is missing or changed; yields one line per edit and per orphan."""
    for protocol in protocols(generated, project.output_package):
        handlers = compare(protocol, project)
        path = handlers_path(project, protocol)
        dead = _dead_imports(path, generated, project.output_package)
        if dead or any(handler.state in ("missing", "changed") for handler in handlers):
            _write(path, protocol, handlers, dead, project.first_party)
        for handler in handlers:
            if handler.state in _SAID:
                yield f"{path}: {handler.name}: {_SAID[handler.state]}"
        for name in dead:
            yield f"{path}: {name}: import removed, since it is not generated any more"
    yield from _composed(generated, project)
    yield from _unserved_features(generated, project)


def _dead_imports(path: Path, generated: Path, package: str) -> list[str]:
    return dead_imports(path.read_text("utf-8"), generated, package) if path.exists() else []


def _composed(generated: Path, project: Project) -> Iterator[str]:
    before = compose(generated, project)
    if before.missing or before.gone or before.unverified:
        # As in `_write`.
        from exactapi.generate.scaffold.compose import composed  # noqa: PLC0415
        from exactapi.generate.tools.ruff import format_python  # noqa: PLC0415

        source = before.path.read_text(encoding="utf-8")
        _replace(before.path, composed(source, before, project))
        format_python(before.path, project.first_party)
    after = compose(generated, project)
    for protocol in before.missing:
        if protocol not in after.missing:
            yield f"{after.path}: {factory(protocol)}: added"
    for name in before.gone:
        if name not in after.gone:
            yield f"{after.path}: {name}: removed, since no operation has its tag any more"
    for scheme in before.unverified:
        if scheme not in after.unverified:
            yield f"{after.path}: {scheme!r}: added with a verifier that answers 501"
    yield from differences(after)
    for scheme in after.unused:
        yield f"{after.path}: {scheme!r}: secures no operation; remove it with its verifier"


def _unserved_features(generated: Path, project: Project) -> Iterator[str]:
    modules = {protocol.module for protocol in protocols(generated, project.output_package)}
    for path in sorted((project.root / project.handlers).glob("*/handlers.py")):
        if path.parent.name not in modules:
            yield (
                f"{path}: serves no operation any more; `exactapi prune` removes the feature "
                "with all that belongs to it"
            )


_SAID = {
    "missing": "stub added",
    "changed": "signature updated",
    "orphan": "belongs to no operation; remove it, or rename it with the operation",
}


def _write(
    path: Path,
    protocol: Protocol,
    handlers: tuple[Handler, ...],
    dead: list[str],
    first_party: tuple[str, ...],
) -> None:
    # libcst takes a third of a second to import, and most runs change no handler.
    from exactapi.generate.scaffold import edit  # noqa: PLC0415
    from exactapi.generate.tools.ruff import format_python  # noqa: PLC0415

    path.parent.mkdir(parents=True, exist_ok=True)
    package = path.parent / "__init__.py"
    if not package.exists():
        package.write_text("", encoding="utf-8")
    source = path.read_text(encoding="utf-8") if path.exists() else edit.new_file(protocol)
    source = edit.without_imports(source, dead)
    missing = tuple(h.method for h in handlers if h.state == "missing" and h.method)
    changed = tuple(h.method for h in handlers if h.state == "changed" and h.method)
    _replace(path, edit.updated(source, protocol, missing, changed))
    format_python(path, first_party)


def _replace(path: Path, text: str) -> None:
    """Write a file with the line ends that it had."""
    newline = "\r\n" if path.exists() and b"\r\n" in path.read_bytes() else "\n"
    path.write_text(text, encoding="utf-8", newline=newline)
