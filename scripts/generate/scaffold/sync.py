"""Keeps impl/features/<tag>/handlers.py in step with generated/routers/<tag>.py."""

import re
from collections.abc import Iterator
from pathlib import Path

from scripts.generate.scaffold.handlers import (
    Handler,
    HandlersUnreadable,
    compare,
    handlers_path,
)
from scripts.generate.scaffold.protocols import Protocol, protocols


def check_readable(generated: Path, features: Path) -> None:
    """Look at every handlers file that `synchronise` would read.

    Raises:
        HandlersUnreadable: of all that cannot be, a line each.
    """
    reasons = []
    for protocol in protocols(generated):
        try:
            compare(protocol, features)
        except HandlersUnreadable as unreadable:
            reasons.append(str(unreadable))
    if reasons:
        raise HandlersUnreadable("\n".join(reasons))


def out_of_step(generated: Path, features: Path) -> Iterator[str]:
    """One line per operation without a method, old signature, and router that nobody serves."""
    yield from unserved(generated, features.parent / "app.py")
    for protocol in protocols(generated):
        for handler in compare(protocol, features):
            if handler.state in ("missing", "changed"):
                yield f"{handlers_path(features, protocol)}: {handler.name}: {handler.state}"


def synchronise(generated: Path, features: Path) -> Iterator[str]:
    """Write what is missing or changed; yields one line per edit and per orphan."""
    for protocol in protocols(generated):
        handlers = compare(protocol, features)
        path = handlers_path(features, protocol)
        if any(handler.state in ("missing", "changed") for handler in handlers):
            _write(path, protocol, handlers)
        for handler in handlers:
            if handler.state in _SAID:
                yield f"{path}: {handler.name}: {_SAID[handler.state]}"
    yield from unserved(generated, features.parent / "app.py")


def unserved(generated: Path, application: Path) -> Iterator[str]:
    """One line per router that the composition root does not name: its operations answer 501.

    Putting it there is left to people, because a program that edits the one page everybody reads
    first would have to guess where.
    """
    if not application.exists():
        return
    source = application.read_text(encoding="utf-8")
    for protocol in protocols(generated):
        router = f"{protocol.module.rstrip('_')}_router"
        if not re.search(rf"\b{router}\(", source):
            yield f"{application}: add {router}({protocol.handler_class}) to its routers"


_SAID = {
    "missing": "stub added",
    "changed": "signature updated",
    "orphan": "belongs to no operation; remove it, or rename it with the operation",
}


def _write(path: Path, protocol: Protocol, handlers: tuple[Handler, ...]) -> None:
    # libcst takes a third of a second to import, and most runs change no handler.
    from scripts.generate.ruff import format_python  # noqa: PLC0415
    from scripts.generate.scaffold import edit  # noqa: PLC0415

    path.parent.mkdir(parents=True, exist_ok=True)
    package = path.parent / "__init__.py"
    if not package.exists():
        package.write_text("", encoding="utf-8")
    source = path.read_text(encoding="utf-8") if path.exists() else edit.new_file(protocol)
    missing = tuple(h.method for h in handlers if h.state == "missing" and h.method)
    changed = tuple(h.method for h in handlers if h.state == "changed" and h.method)
    path.write_text(edit.updated(source, protocol, missing, changed), encoding="utf-8")
    format_python(path)
