"""Keeps impl/features/<tag>/handlers.py in step with generated/routers/<tag>.py."""

from collections.abc import Iterator
from pathlib import Path

from exactapi.generate.scaffold.composition import compose, differences, factory
from exactapi.generate.scaffold.handlers import (
    Handler,
    HandlersUnreadable,
    compare,
    handlers_path,
)
from exactapi.generate.scaffold.imports import dead_imports
from exactapi.generate.scaffold.protocols import Protocol, protocols


def check_readable(generated: Path, features: Path) -> None:
    """Look at every file that `synchronise` would read.

    Raises:
        HandlersUnreadable: of all that cannot be, a line each.
    """
    reasons = []
    for protocol in protocols(generated):
        try:
            compare(protocol, features)
        except HandlersUnreadable as unreadable:
            reasons.append(str(unreadable))
    try:
        compose(generated, features)
    except HandlersUnreadable as unreadable:
        reasons.append(str(unreadable))
    if reasons:
        raise HandlersUnreadable("\n".join(reasons))


def out_of_step(generated: Path, features: Path) -> Iterator[str]:
    """One line per operation without a method, old signature or import, and router not served."""
    for protocol in protocols(generated):
        path = handlers_path(features, protocol)
        for handler in compare(protocol, features):
            if handler.state in ("missing", "changed"):
                yield f"{path}: {handler.name}: {handler.state}"
        for name in _dead_imports(path, generated):
            yield f"{path}: {name}: is not generated any more"
    yield from differences(compose(generated, features))


def synchronise(generated: Path, features: Path) -> Iterator[str]:
    """Write what is missing or changed; yields one line per edit and per orphan."""
    for protocol in protocols(generated):
        handlers = compare(protocol, features)
        path = handlers_path(features, protocol)
        dead = _dead_imports(path, generated)
        if dead or any(handler.state in ("missing", "changed") for handler in handlers):
            _write(path, protocol, handlers, dead)
        for handler in handlers:
            if handler.state in _SAID:
                yield f"{path}: {handler.name}: {_SAID[handler.state]}"
        for name in dead:
            yield f"{path}: {name}: import removed, since it is not generated any more"
    yield from _composed(generated, features)
    yield from _unserved_features(generated, features)


def _dead_imports(path: Path, generated: Path) -> list[str]:
    return dead_imports(path.read_text("utf-8"), generated) if path.exists() else []


def _composed(generated: Path, features: Path) -> Iterator[str]:
    before = compose(generated, features)
    if before.missing or before.gone or before.unverified:
        # As in `_write`.
        from exactapi.generate.package.ruff import format_python  # noqa: PLC0415
        from exactapi.generate.scaffold.compose import composed  # noqa: PLC0415

        source = before.path.read_text(encoding="utf-8")
        before.path.write_text(composed(source, before, features), encoding="utf-8")
        format_python(before.path)
    after = compose(generated, features)
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


def _unserved_features(generated: Path, features: Path) -> Iterator[str]:
    modules = {protocol.module for protocol in protocols(generated)}
    for path in sorted(features.glob("*/handlers.py")):
        if path.parent.name not in modules:
            yield (
                f"{path}: serves no operation any more; remove the feature and its tests, "
                "or keep what others use of it"
            )


_SAID = {
    "missing": "stub added",
    "changed": "signature updated",
    "orphan": "belongs to no operation; remove it, or rename it with the operation",
}


def _write(path: Path, protocol: Protocol, handlers: tuple[Handler, ...], dead: list[str]) -> None:
    # libcst takes a third of a second to import, and most runs change no handler.
    from exactapi.generate.package.ruff import format_python  # noqa: PLC0415
    from exactapi.generate.scaffold import edit  # noqa: PLC0415

    path.parent.mkdir(parents=True, exist_ok=True)
    package = path.parent / "__init__.py"
    if not package.exists():
        package.write_text("", encoding="utf-8")
    source = path.read_text(encoding="utf-8") if path.exists() else edit.new_file(protocol)
    source = edit.without_imports(source, dead)
    missing = tuple(h.method for h in handlers if h.state == "missing" and h.method)
    changed = tuple(h.method for h in handlers if h.state == "changed" and h.method)
    path.write_text(edit.updated(source, protocol, missing, changed), encoding="utf-8")
    format_python(path)
