"""The modules that a page of the documentation shows, imported as a reader would write them."""

import re
import sys
from types import ModuleType

import pytest

from tests.service import ROOT

_MODULE = re.compile(r"```python\n# (impl/\S+)\.py\n(.*?)```", re.DOTALL)


def code_of(page: str) -> dict[str, str]:
    """The code that a page of docs/ shows, by the name of its module."""
    found = _MODULE.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))
    return {path.replace("/", "."): code for path, code in found}


def imported(monkeypatch: pytest.MonkeyPatch, name: str, code: str) -> ModuleType:
    """Import it for the time of the test; the packages around it need not be there."""
    made = ModuleType(name)
    exec(code, made.__dict__)
    package = name.rpartition(".")[0]
    if package not in sys.modules:
        monkeypatch.setitem(sys.modules, package, ModuleType(package))
    monkeypatch.setitem(sys.modules, name, made)
    return made
