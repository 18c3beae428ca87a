"""What generated code and the composition root stand on."""

from impl.contract.answers import Answer
from impl.contract.context import RequestContext
from impl.contract.credentials import Credentials
from impl.contract.operation import Operation, Parameter
from impl.contract.options import ConfigurationError, ContractOptions
from impl.contract.problems import ErrorBody, Problem, ProblemError

__all__ = [
    "Answer",
    "ConfigurationError",
    "ContractOptions",
    "Credentials",
    "ErrorBody",
    "Operation",
    "Parameter",
    "Problem",
    "ProblemError",
    "RequestContext",
]
