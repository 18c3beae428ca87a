"""Our extensions as arguments of an `Operation` constant."""

from collections.abc import Sequence

from exactapi.generate.ir import Limit, Operation, Owner
from exactapi.generate.models.annotations import Imports


def policies(operation: Operation, names: Sequence[str], imports: Imports) -> list[str]:
    """`names` are the handler's arguments, one for each parameter of the operation."""
    arguments = []
    if operation.limits:
        imports.add("exactapi.runtime", "Limit")
        listed = [_limit(limit) for limit in operation.limits]
        arguments.append(f"limits=({', '.join(listed)},)")
    if operation.owner is not None:
        imports.add("exactapi.runtime", "Owner")
        arguments.append(f"owner={_owner(operation.owner, operation, names)}")
    return arguments


def _limit(limit: Limit) -> str:
    arguments = [f"name={limit.name!r}", f"limit={limit.limit}", f"window={limit.window}"]
    if limit.by != "principal":
        arguments.append(f"by={limit.by!r}")
    if limit.restricted:
        arguments.append("restricted=True")
    return f"Limit({', '.join(arguments)})"


def _owner(owner: Owner, operation: Operation, names: Sequence[str]) -> str:
    arguments = [
        repr(name)
        for parameter, name in zip(operation.parameters, names, strict=True)
        if (parameter.location, parameter.name) == ("path", owner.parameter)
    ]
    if owner.unless is not None:
        arguments.append(f"unless={owner.unless!r}")
    if owner.denied != 403:
        arguments.append(f"denied={owner.denied}")
    return f"Owner({', '.join(arguments)})"
