"""Our extensions as arguments of an `Operation` constant."""

from collections.abc import Sequence

from exactapi.generate.ir import DeclaredOperation, DeclaredOwner
from exactapi.generate.models.shapes.annotations import Imports, tuple_of
from exactapi.generate.routers.shared import Shared, limit
from exactapi.operations.policies import Cache, Idempotency, Sunset


def policies(
    operation: DeclaredOperation, names: Sequence[str], shared: Shared, imports: Imports
) -> list[str]:
    """`names` are the handler's arguments, one for each parameter of the operation."""
    arguments = []
    if operation.limits:
        imports.add("exactapi.runtime", "Limit")
        listed = [shared.name(limit(each)) for each in operation.limits]
        arguments.append(f"limits={tuple_of(listed)}")
    if operation.owner is not None:
        imports.add("exactapi.runtime", "Owner")
        arguments.append(f"owner={_owner(operation.owner, owned(operation, names))}")
    if operation.cache is not None:
        imports.add("exactapi.runtime", "Cache")
        arguments.append(f"cache={_cache(operation.cache)}")
    if operation.etag is not None:
        imports.add("exactapi.runtime", "ETag")
        arguments.append(f"etag=ETag({'required=True' if operation.etag.required else ''})")
    if operation.idempotency is not None:
        imports.add("exactapi.runtime", "Idempotency")
        arguments.append(f"idempotency={_idempotency(operation.idempotency)}")
    if operation.sunset is not None:
        imports.add("exactapi.runtime", "Sunset")
        arguments.append(f"sunset={_sunset(operation.sunset)}")
    if operation.timeout is not None:
        imports.add("exactapi.runtime", "Timeout")
        arguments.append(f"timeout=Timeout(seconds={operation.timeout.seconds!r})")
    return arguments


def owned(operation: DeclaredOperation, names: Sequence[str]) -> str | None:
    """Return the handler's argument that says whose object it is."""
    if operation.owner is None:
        return None
    wanted = ("path", operation.owner.parameter)
    pairs = zip(operation.parameters, names, strict=True)
    return next((name for each, name in pairs if (each.location, each.name) == wanted), None)


def _owner(owner: DeclaredOwner, argument: str | None) -> str:
    arguments = [repr(argument)] if argument else []
    if owner.unless is not None:
        arguments.append(f"unless={owner.unless!r}")
    if owner.denied != 403:
        arguments.append(f"denied={owner.denied}")
    return f"Owner({', '.join(arguments)})"


def _cache(cache: Cache) -> str:
    arguments = [f"ttl={cache.ttl}"]
    if cache.vary:
        arguments.append(f"vary={tuple_of([repr(each) for each in cache.vary])}")
    if cache.tags:
        arguments.append(f"tags={tuple_of([repr(each) for each in cache.tags])}")
    return f"Cache({', '.join(arguments)})"


def _idempotency(stated: Idempotency) -> str:
    arguments = [f"ttl={stated.ttl}"]
    if stated.required:
        arguments.append("required=True")
    return f"Idempotency({', '.join(arguments)})"


def _sunset(stated: Sunset) -> str:
    said = [(name, getattr(stated, name)) for name in ("since", "at", "link")]
    return f"Sunset({', '.join(f'{name}={value!r}' for name, value in said if value)})"
