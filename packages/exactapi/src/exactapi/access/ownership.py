"""`x-owner`: an operation on an object is for the owner of the object, or for a scope."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from exactapi.access.ports import Principal
from exactapi.operations.operation import Operation
from exactapi.operations.policies import Owner
from exactapi.problems import ErrorBody, Problem
from exactapi.rejections import Forbidden, NotFound


class Ownership:
    """The rule of one operation; decided before the body is read, or the object looked for."""

    __slots__ = ("_owner", "_problem")

    def __init__(self, operation: Operation, owner: Owner) -> None:
        self._owner = owner
        self._problem = _not_found(operation)

    def check(self, arguments: Mapping[str, Any], principal: Principal | None) -> None:
        """Raise what a principal is told who is neither the owner nor has the scope."""
        owner = self._owner
        if principal is not None:
            if owner.unless is not None and owner.unless in principal.scopes:
                return
            if str(arguments[owner.argument]) == principal.subject:
                return
        if owner.denied == 404:
            raise self._problem()
        raise Forbidden("This belongs to another caller.")


def _not_found(operation: Operation) -> Callable[[], Problem | ErrorBody[Any]]:
    """Return the handler's problem for an absent object, so that the two look the same."""
    for problem in operation.problems:
        if problem.status != 404 or problem.headers:
            continue
        if issubclass(problem, Problem):
            return problem
        if problem.media_type is None:
            return partial(problem, body=None)
    return NotFound
