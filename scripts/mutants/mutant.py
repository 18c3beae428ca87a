"""What a mutant is: one violation of the contract, in a service that is right in all else.

Each is a function with a decorator: the name of the function is the mutant's, and says what is
wrong with the operation that the decorator names.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from scripts.mutants.exchange import Answer, Change, Request


@dataclass(frozen=True, slots=True)
class Mutant:
    """One violation.

    operation: its label, as `GET /pets`.
    prepare: what is done to the code before the service is made.
    change: what is done to the exchanges of the operation.
    every_method: whether other methods of the path are changed, too.
    """

    name: str
    operation: str
    prepare: Callable[[], None] | None = None
    change: Change | None = None
    every_method: bool = False


MUTANTS: Final[dict[str, Mutant]] = {}


def _add(mutant: Mutant) -> None:
    if mutant.name in MUTANTS:
        raise ValueError(f"two mutants are called {mutant.name}")
    MUTANTS[mutant.name] = mutant


def of_the_answer(
    operation: str, *, every_method: bool = False
) -> Callable[[Callable[[Answer], None]], None]:
    """Make a mutant of a function that changes each answer of the operation."""

    def add(function: Callable[[Answer], None]) -> None:
        def change(_request: Request, answer: Answer | None) -> None:
            if answer is not None:
                function(answer)

        _add(Mutant(function.__name__, operation, change=change, every_method=every_method))

    return add


def of_the_request(operation: str) -> Callable[[Callable[[Request], None]], None]:
    """Make a mutant of a function that changes each request before the service sees it."""

    def add(function: Callable[[Request], None]) -> None:
        def change(request: Request, answer: Answer | None) -> None:
            if answer is None:
                function(request)

        _add(Mutant(function.__name__, operation, change=change))

    return add


def of_the_exchange(operation: str) -> Callable[[Callable[[Request, Answer], None]], None]:
    """Make a mutant of a function that changes the answer, and knows the request."""

    def add(function: Callable[[Request, Answer], None]) -> None:
        def change(request: Request, answer: Answer | None) -> None:
            if answer is not None:
                function(request, answer)

        _add(Mutant(function.__name__, operation, change=change))

    return add


def of_the_code(operation: str) -> Callable[[Callable[[], None]], None]:
    """Make a mutant of a function that changes the service's code."""

    def add(function: Callable[[], None]) -> None:
        _add(Mutant(function.__name__, operation, prepare=function))

    return add


def replace(owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
    """Put what `wrap` makes of a function in its place."""
    setattr(owner, name, wrap(getattr(owner, name)))


def redeclare(router: Any, name: str, **changes: Any) -> None:
    """Have the service treat an operation as if the document said something else of it."""
    setattr(router, name, dataclasses.replace(getattr(router, name), **changes))
