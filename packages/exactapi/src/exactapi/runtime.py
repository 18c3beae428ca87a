"""The public names: what generated code and a service's composition root stand on."""

from exactapi.access.context import RequestContext
from exactapi.access.credentials import Credentials
from exactapi.access.memory_guard import MemoryGuard
from exactapi.access.ports import (
    CacheEntry,
    Charge,
    GuardResult,
    IdempotencyKeys,
    KeptResponse,
    KeyInUseError,
    Principal,
    Quota,
    RequestGuard,
    ResponseCache,
    SessionState,
    Standing,
    Translate,
    UnitOfWork,
)
from exactapi.access.security import Verifier, not_implemented
from exactapi.access.sessions import SessionSource
from exactapi.application.app import ExactAPI
from exactapi.caching.memory import MemoryCache
from exactapi.document.contract import Contract
from exactapi.error_codes import ErrorCode
from exactapi.errors import ExactAPIError
from exactapi.model import Deferred, Model, NonObject, OpenTuple
from exactapi.operations.operation import (
    Operation,
    Parameter,
    SecurityRequirements,
    cookie,
    header,
    path,
    query,
    querystring,
)
from exactapi.operations.policies import Cache, ETag, Idempotency, Limit, Owner, Sunset, Timeout
from exactapi.operations.results import Result
from exactapi.options import ConfigurationError, ContractOptions, SocketOptions
from exactapi.problems import (
    ContractViolationError,
    ErrorBody,
    JsonValue,
    Problem,
    ProblemError,
)
from exactapi.rejections import InvalidRequest, Unavailable
from exactapi.request_id import request_id
from exactapi.response.problems import problem_response
from exactapi.response.raw import RawResponse
from exactapi.routing.dispatch import ContractRoutes
from exactapi.routing.own_errors import DescribeError
from exactapi.routing.router import ContractRouter
from exactapi.text.decimals import DecimalNumber, DecimalString
from exactapi.websockets.messages import WrittenMessage
from exactapi.websockets.socket import Socket, SocketClosed

__all__ = [
    "Cache",
    "CacheEntry",
    "Charge",
    "ConfigurationError",
    "Contract",
    "ContractOptions",
    "ContractRouter",
    "ContractRoutes",
    "ContractViolationError",
    "Credentials",
    "DecimalNumber",
    "DecimalString",
    "Deferred",
    "DescribeError",
    "ETag",
    "ErrorBody",
    "ErrorCode",
    "ExactAPI",
    "ExactAPIError",
    "GuardResult",
    "Idempotency",
    "IdempotencyKeys",
    "InvalidRequest",
    "JsonValue",
    "KeptResponse",
    "KeyInUseError",
    "Limit",
    "MemoryCache",
    "MemoryGuard",
    "Model",
    "NonObject",
    "OpenTuple",
    "Operation",
    "Owner",
    "Parameter",
    "Principal",
    "Problem",
    "ProblemError",
    "Quota",
    "RawResponse",
    "RequestContext",
    "RequestGuard",
    "ResponseCache",
    "Result",
    "SecurityRequirements",
    "SessionSource",
    "SessionState",
    "Socket",
    "SocketClosed",
    "SocketOptions",
    "Standing",
    "Sunset",
    "Timeout",
    "Translate",
    "Unavailable",
    "UnitOfWork",
    "Verifier",
    "WrittenMessage",
    "cookie",
    "header",
    "not_implemented",
    "path",
    "problem_response",
    "query",
    "querystring",
    "request_id",
]
