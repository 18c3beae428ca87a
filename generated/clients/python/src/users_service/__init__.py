"""Users service: a client for Python.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""

from . import models, problems
from ._runtime import errors
from ._runtime.model import UNSET, Unset
from ._runtime.request.bodies import Upload
from ._runtime.request.credentials import Basic, Tokens
from ._runtime.request.options import CallOptions
from ._runtime.request.retries import Retries
from ._runtime.response.reading import ApiResponse
from .client import API_VERSION, VERSION, AsyncClient, Client

__all__ = [
    "API_VERSION",
    "UNSET",
    "VERSION",
    "ApiResponse",
    "AsyncClient",
    "Basic",
    "CallOptions",
    "Client",
    "Retries",
    "Tokens",
    "Unset",
    "Upload",
    "errors",
    "models",
    "problems",
]
