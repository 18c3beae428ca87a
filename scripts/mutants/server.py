"""`python -m scripts.mutants.server`: the service with the violation that MUTANT names.

Without a name the service is as it is. Answers are not checked in either, as in production: the
fuzz has to find alone what is wrong.
"""

import dataclasses
import os
import re
import sys
from collections.abc import Callable
from typing import Any, Final

from exactapi.runtime import ContractOptions, ExactAPI
from uvicorn.main import main as uvicorn

import scripts.mutants.violations  # noqa: F401  registers the mutants
from impl.server.__main__ import DEFAULTS
from scripts.mutants.exchange import Changed
from scripts.mutants.mutant import MUTANTS, Mutant, replace

VARIABLE: Final = "MUTANT"


def create_app() -> Any:
    """Return the application, with the violation."""
    mutant = MUTANTS[name] if (name := os.environ.get(VARIABLE)) else None
    if mutant is not None and mutant.prepare is not None:
        mutant.prepare()
    # Only now, because the routers are made of what is prepared.
    from impl import app  # noqa: PLC0415

    replace(app, "_options", _unchecked)
    service = app.create_app()
    if mutant is None or mutant.change is None:
        return service
    return Changed(service, concerns=_concerns(mutant, service), change=mutant.change)


def _unchecked(options: Callable[..., ContractOptions]) -> Callable[..., ContractOptions]:
    return lambda settings: dataclasses.replace(options(settings), check_responses=0.0)


def _concerns(mutant: Mutant, service: ExactAPI) -> Callable[[str, str], bool]:
    """Return whether a method and a path are those of the mutant's operation."""
    method, _, template = mutant.operation.partition(" ")
    pattern = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template)))
    others = {path for path in service.openapi()["paths"] if path != template}
    return lambda asked, path: (
        (mutant.every_method or asked == method)
        and path not in others
        and pattern.fullmatch(path) is not None
    )


if __name__ == "__main__":
    _, *options = DEFAULTS
    uvicorn(["scripts.mutants.server:create_app", *options, *sys.argv[1:]], prog_name="mutant")
