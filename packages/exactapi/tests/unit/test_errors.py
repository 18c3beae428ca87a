"""What the library raises has one base and one suffix, or is told to clients."""

import ast
from collections.abc import Iterator
from pathlib import Path

import exactapi

SOURCE = Path(exactapi.__file__).parent
ROOTS = {"ExactAPIError", "Problem", "ErrorBody"}
NO_FAULT = {"SocketClosed"}


def exceptions() -> Iterator[tuple[str, list[str]]]:
    """Each class that has an exception among its bases, with the names of these."""
    for path in SOURCE.rglob("*.py"):
        if path.is_relative_to(SOURCE / "sdk/python/runtime"):
            continue  # the clients' own; they do not install the library
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                bases = [ast.unparse(base) for base in node.bases]
                if any(base.endswith(("Error", "Exception")) for base in bases):
                    yield node.name, bases


def test_errors_have_one_base() -> None:
    found = dict(exceptions())
    assert len(found) > 30
    bases = {name: base for name, base in found.items() if "ExactAPIError" not in base}
    derived = {name for name, base in bases.items() if set(base) & found.keys()}
    assert bases.keys() - derived == ROOTS


def test_their_names_end_in_error() -> None:
    names = {name for name, _ in exceptions()} - ROOTS - NO_FAULT
    assert {name for name in names if not name.endswith("Error")} == set()
