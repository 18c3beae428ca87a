"""The context of a request, with the resources of this service."""

from impl.contract import RequestContext
from impl.resources import Resources
from impl.storage import UnitOfWork

Context = RequestContext[Resources, UnitOfWork]
