"""The names of everything that is generated for an operation, decided once for all emitters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from exactapi.generate.ir import Api, DeclaredOperation, is_exact_status
from exactapi.generate.python.names import (
    Namespace,
    member_name,
    pascal_case,
    snake_case,
    upper_case,
    words,
)
from exactapi.reason_phrases import reason_phrase
from exactapi.schemas.operations import path_item_of
from exactapi.schemas.pointers import tokens

_UNTAGGED = "default"
_LONGEST_NAME = 100
"""The longest name of a module: file systems take 255 letters, with the ending."""
IMPORTED_CONSTANTS = ("UUID",)
"""Names that routers import, and constants must not have."""


@dataclass(frozen=True, slots=True)
class PlannedOperation:
    """An operation and the names of its handler method, its constant and its classes' prefix."""

    operation: DeclaredOperation
    id: str
    handler: str
    constant: str
    class_prefix: str


@dataclass(frozen=True, slots=True)
class Module:
    """One generated router module, and the feature package that implements it."""

    tag: str
    name: str
    class_name: str
    operations: tuple[PlannedOperation, ...]


def plan(api: Api) -> tuple[Module, ...]:
    """Return one module per tag, in the order in which the document first uses the tags.

    An operation belongs to its first tag; those without one go to the module `default`.
    """
    by_tag: dict[str, list[DeclaredOperation]] = {}
    for operation in api.operations:
        by_tag.setdefault(operation.tags[0] if operation.tags else _UNTAGGED, []).append(operation)
    prefixes = _class_prefixes(api)
    modules = Namespace()
    classes = Namespace(separator="")
    return tuple(
        Module(
            tag=tag,
            name=modules.claim(snake_case(tag, "tag")[:_LONGEST_NAME]),
            class_name=classes.claim(pascal_case(tag, "Tag")),
            operations=_planned(operations, prefixes),
        )
        for tag, operations in by_tag.items()
    )


def identifier(operation: DeclaredOperation) -> str:
    """Return the operationId, or one made of method and path: `getPetsByPetId`.

    Webhooks and callbacks have names of their own.
    """
    if operation.id:
        return operation.id
    if is_callback(operation) or operation.pointer.startswith("/webhooks/"):
        return sent_name(operation)
    path = operation.path.replace("{", " by ").replace("}", " ")
    first, *rest = [operation.method.lower(), *(words(path) or ("root",))]
    return first + "".join(word[0].upper() + word[1:] for word in rest)


def plan_webhooks(api: Api) -> tuple[PlannedOperation, ...]:
    """Webhooks and callbacks, each once; what is refused cannot be sent either."""
    sent = {each.pointer: each for each in api.webhooks if not each.refused}
    return _planned(sent.values(), _class_prefixes(api))


def sent_name(operation: DeclaredOperation) -> str:
    """Return the name that a webhook or callback has in the document."""
    *_, around, name = tokens(path_item_of(operation.pointer))
    return around if is_callback(operation) else name


def is_callback(operation: DeclaredOperation) -> bool:
    return tokens(path_item_of(operation.pointer))[-3:-2] == ["callbacks"]


def phrase(status: str) -> str:
    """`Created` for 201, `ClientError` for 4XX, `Default` for default, `Status299` for 299."""
    if is_exact_status(status):
        return pascal_case(reason_phrase(int(status)).replace("'", ""), "Status")
    families = {
        "1": "Informational",
        "2": "Success",
        "3": "Redirection",
        "4": "ClientError",
        "5": "ServerError",
    }
    return families.get(status[:1], "Default")


def _class_prefixes(api: Api) -> Mapping[str, str]:
    """Unique over all operations, since their inline models share one module."""
    namespace = Namespace(separator="")
    return {
        operation.pointer: namespace.claim(pascal_case(identifier(operation), "Operation"))
        for operation in (*api.operations, *api.webhooks)
    }


def _planned(
    operations: Iterable[DeclaredOperation], prefixes: Mapping[str, str]
) -> tuple[PlannedOperation, ...]:
    handlers = Namespace()
    constants = Namespace(IMPORTED_CONSTANTS)
    planned = []
    for operation in operations:
        handler = handlers.claim(member_name(identifier(operation), "operation"))
        planned.append(
            PlannedOperation(
                operation=operation,
                id=identifier(operation),
                handler=handler,
                constant=constants.claim(upper_case(handler)),
                class_prefix=prefixes[operation.pointer],
            )
        )
    return tuple(planned)
