"""The context of a request, with the resources of this service."""

from exactapi.runtime import RequestContext

from impl.resources import Resources
from impl.storage import UnitOfWork

Context = RequestContext[Resources, UnitOfWork]
