"""What generated code and the composition root stand on."""

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
from impl.contract.security import Verifier
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
]
