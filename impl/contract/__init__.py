"""What generated code and the composition root stand on.

A name is imported when it is first used: the generator reads documents with modules of this
package, and would spend twice its own memory on a web framework that it has no use for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from impl.contract.answers import Answer
    from impl.contract.context import RequestContext
    from impl.contract.credentials import Credentials
    from impl.contract.dispatch import ContractRoutes
    from impl.contract.document import Contract
    from impl.contract.model import Model
    from impl.contract.operation import Operation, Parameter
    from impl.contract.options import ConfigurationError, ContractOptions
    from impl.contract.policies import Limit, Owner
    from impl.contract.problems import ErrorBody, Problem, ProblemError
    from impl.contract.router import ContractRouter
    from impl.contract.security import Verifier, not_implemented
    from impl.contract.sessions import SessionSource

__all__ = [
    "Answer",
    "ConfigurationError",
    "Contract",
    "ContractOptions",
    "ContractRouter",
    "ContractRoutes",
    "Credentials",
    "ErrorBody",
    "Limit",
    "Model",
    "Operation",
    "Owner",
    "Parameter",
    "Problem",
    "ProblemError",
    "RequestContext",
    "SessionSource",
    "Verifier",
    "not_implemented",
]

_MODULES: Final = {
    "Answer": "answers",
    "ConfigurationError": "options",
    "Contract": "document",
    "ContractOptions": "options",
    "ContractRouter": "router",
    "ContractRoutes": "dispatch",
    "Credentials": "credentials",
    "ErrorBody": "problems",
    "Limit": "policies",
    "Model": "model",
    "Operation": "operation",
    "Owner": "policies",
    "Parameter": "operation",
    "Problem": "problems",
    "ProblemError": "problems",
    "RequestContext": "context",
    "SessionSource": "sessions",
    "Verifier": "security",
    "not_implemented": "security",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value
