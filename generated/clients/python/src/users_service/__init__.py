"""Users service: a client for Python.

Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.
"""

from . import models, problems
from ._runtime import errors
from ._runtime.answers import Answer
from ._runtime.bodies import Upload
from ._runtime.credentials import Basic, Tokens
from ._runtime.model import UNSET, Unset
from ._runtime.options import CallOptions
from ._runtime.retries import Retries
from .client import API_VERSION, VERSION, AsyncClient, Client

__all__ = [
    "API_VERSION",
    "UNSET",
    "VERSION",
    "Answer",
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
