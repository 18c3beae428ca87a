"""Names of tags, operations and webhooks, apart from those that the SDK's own modules import."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from exactapi.generate.plan import Module
from exactapi.generate.python.names import Namespace

PROBLEMS: Final = (
    *("Annotated", "Any", "AwareDatetime", "ClassVar", "Final", "Literal", "Mapping"),
    *("DecimalNumber", "DecimalString", "PROBLEMS", "UUID"),
)
"""What `problems.py` imports, or defines besides errors."""
WEBHOOKS: Final = ("from_json", "unknown", "verify")
"""The functions that `webhooks.py` imports."""

_CLASSES: Final = (
    *("Annotated", "Any", "AsyncIterator", "AwareDatetime", "Callable", "Final", "Iterator"),
    *("DecimalNumber", "DecimalString", "Literal", "Mapping", "UUID"),
    *("Api", "AsyncCalls", "AsyncClient", "AsyncEventStream", "AsyncSockets", "Basic", "Body"),
    *("CallOptions", "Client", "Content", "Credential", "EventStream", "Operation", "Parameter"),
    *(
        "Refresh",
        "DeclaredResponse",
        "Retries",
        "Scheme",
        "Settings",
        "Shared",
        "Sockets",
        "SyncCalls",
    ),
    *("Tokens", "Unset", "Upload"),
)
"""What `client.py` and the modules of tags import, or define besides the tags' classes."""
_CONSTANTS: Final = (
    *("API_VERSION", "DEFAULTS", "PROBLEMS", "RETRIES", "UNSET", "UUID", "VERSION"),
)
"""The same, of what is written in capitals."""


def apart(modules: Iterable[Module]) -> Iterator[Module]:
    """Yield the modules with classes and constants that hide nothing, and each other neither."""
    classes = Namespace(_CLASSES, separator="")
    renamed = [replace(each, class_name=_claim_both(classes, each.class_name)) for each in modules]
    constants = Namespace((*_CONSTANTS, *(each.class_name for each in renamed)))
    for module in renamed:
        operations = tuple(
            replace(each, constant=constants.claim(each.constant)) for each in module.operations
        )
        yield replace(module, operations=operations)


def _claim_both(names: Namespace, wanted: str) -> str:
    """Claim a name for the synchronous class, with which that of the asynchronous one is free."""
    while True:
        name = names.claim(wanted)
        if f"Async{name}" not in names:
            names.claim(f"Async{name}")
            return name
