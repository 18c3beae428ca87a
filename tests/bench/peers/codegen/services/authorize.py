"""Credentials to subject, by the ceiling's cached token check."""

from ceiling import tokens
from ceiling.storage import Storage
from fastapi import HTTPException
from fastapi.security import HTTPAuthorizationCredentials
from peer.server import Credentials, RequirementSets

STORE = Storage()


async def authorize(requirement_sets: RequirementSets, credentials: Credentials) -> object:
    presented = credentials["bearerAuth"]
    if not isinstance(presented, HTTPAuthorizationCredentials):
        raise HTTPException(401)
    for _scheme, scopes in requirement_sets[0]:
        for scope in scopes:
            subject = tokens.verify(presented.credentials, scope)
            if subject is None:
                raise HTTPException(401)
    if not await STORE.is_allowed(subject):
        raise HTTPException(429)
    return subject
