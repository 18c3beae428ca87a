"""Security requirements, decided exactly as the document states them.

Of the alternatives one must hold (OR); of an alternative every scheme (AND), each granting all
of the scopes named for it. An alternative without schemes always holds: it is tried last, so
that credentials are used where they are given. A service supplies verifiers, nothing else.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from exactapi.access.context import RequestContext
from exactapi.access.credentials import (
    Credentials,
    SecurityScheme,
    UnreadableCredentialsError,
    security_scheme,
)
from exactapi.access.ports import Principal
from exactapi.operations.operation import Operation
from exactapi.options import ConfigurationError, ContractOptions
from exactapi.rejections import Forbidden, Unauthenticated


class Verifier(Protocol):
    """Credentials to principal; what an application supplies for each scheme.

    None refuses the credentials (401). Anything raised is answered like any other failure, so
    an unreachable store is a 503, never a 401. The context has the resources, not yet the
    principal.
    """

    async def __call__(
        self, credentials: Credentials, context: RequestContext, /
    ) -> Principal | None: ...


async def not_implemented(_credentials: Credentials, _context: RequestContext) -> Principal | None:
    """Verify a scheme that has no verifier yet: requests with its credentials get a 501."""
    raise NotImplementedError


class Requirement(NamedTuple):
    scheme: SecurityScheme
    verify: Verifier
    scopes: frozenset[str]


class Authorizer:
    """The requirement of one operation."""

    __slots__ = ("_alternatives", "_optional", "_realm", "_schemes")

    def __init__(self, alternatives: Sequence[Sequence[Requirement]], realm: str) -> None:
        self._alternatives = [alternative for alternative in alternatives if alternative]
        self._optional = len(self._alternatives) < len(alternatives)
        self._realm = realm
        self._schemes = {
            requirement.scheme.name: requirement.scheme
            for alternative in self._alternatives
            for requirement in alternative
        }

    async def authorize(self, context: RequestContext) -> tuple[Principal | None, Forbidden | None]:
        """Return the principal of the first scheme of the first alternative that holds.

        The second is set when none holds for lack of scopes alone: the caller is then known, and
        is told so once session and limits have been checked.

        Raises:
            Unauthenticated: no alternative has credentials that its verifiers take.
        """
        verified: dict[str, Principal | None] = {}
        refused: set[str] = set()
        lacking: frozenset[str] | None = None
        known: Principal | None = None
        for alternative in self._alternatives:
            principals = []
            missing: frozenset[str] = frozenset()
            for scheme, verify, scopes in alternative:
                if scheme.name not in verified:
                    verified[scheme.name] = await _verified(scheme, verify, context, refused)
                principal = verified[scheme.name]
                if principal is None:
                    break
                principals.append(principal)
                missing |= scopes - principal.scopes
            else:
                if not missing:
                    return principals[0], None
                if lacking is None:
                    lacking = frozenset().union(*(each.scopes for each in alternative))
                    known = principals[0]
        if self._optional:
            return None, None
        if lacking is not None:
            return known, self._forbidden(lacking)
        raise self._unauthenticated(refused)

    def session_over(self) -> Unauthenticated:
        """Return the problem of credentials that are valid, but whose session has ended."""
        return self._unauthenticated(set(self._schemes))

    def _unauthenticated(self, refused: set[str]) -> Unauthenticated:
        challenges = [
            self._challenge(scheme, error="invalid_token")
            if scheme.takes_bearer_tokens and scheme.name in refused
            else self._challenge(scheme)
            for scheme in self._schemes.values()
        ]
        detail = "The credentials are not valid." if refused else "Credentials are needed."
        return Unauthenticated(detail, www_authenticate=list(dict.fromkeys(challenges)))

    def _forbidden(self, scopes: frozenset[str]) -> Forbidden:
        needed = " ".join(sorted(scopes))
        challenges = [
            self._challenge(scheme, error="insufficient_scope", scope=needed)
            for scheme in self._schemes.values()
            if scheme.takes_bearer_tokens
        ]
        return Forbidden(
            f"The credentials do not grant all of: {needed}.",
            www_authenticate=list(dict.fromkeys(challenges)),
        )

    def _challenge(self, scheme: SecurityScheme, **parameters: str) -> str:
        """RFC 9110, section 11.6.1; errors as in RFC 6750, section 3."""
        if scheme.challenge == "Basic":
            parameters = {"charset": "UTF-8"} | parameters
        elif scheme.challenge.lower() == "digest":  # RFC 7616, section 3.3
            nonce = secrets.token_urlsafe(16)
            parameters = {"qop": "auth", "algorithm": "SHA-256", "nonce": nonce} | parameters
        listed = {"realm": self._realm} | parameters
        return f"{scheme.challenge} " + ", ".join(
            f"{name}={_quoted(value)}" for name, value in listed.items()
        )


def _quoted(text: str) -> str:
    """Return a quoted-string (RFC 9110, section 5.6.4); the document's scopes may hold anything."""
    plain = "".join(character if " " <= character <= "~" else "?" for character in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


async def _verified(
    scheme: SecurityScheme, verify: Verifier, context: RequestContext, refused: set[str]
) -> Principal | None:
    try:
        credentials = scheme.read(context.scope)
    except UnreadableCredentialsError:
        refused.add(scheme.name)
        return None
    if credentials is None:
        return None
    principal = await verify(credentials, context)
    if principal is None:
        refused.add(scheme.name)
    return principal


def authorizers(
    operations: Sequence[Operation],
    definitions: Mapping[str, Mapping[str, Any]],
    verifiers: Mapping[str, Verifier],
    options: ContractOptions,
) -> list[Authorizer | None]:
    """Return one for each operation, in their order; None for a public one.

    Raises:
        ConfigurationError: a scheme that is used is not in `definitions`, cannot be read, or
            has no verifier; the message names every such scheme and its operations.
    """
    users: dict[str, list[str]] = {}
    for operation in operations:
        for alternative in operation.security:
            for name in alternative:
                users.setdefault(name, []).append(operation.id)
    complaints = []
    for name, ids in users.items():
        if name not in definitions:
            complaints.append(f"{name} (used by {', '.join(ids)}) is not in the document")
        elif name not in verifiers:
            complaints.append(f"{name} (used by {', '.join(ids)}) has no verifier")
    if complaints:
        raise ConfigurationError(
            f"Security schemes: {'; '.join(complaints)}. "
            "Pass verifiers={scheme: verifier} to ContractRoutes for each."
        )
    schemes = {name: security_scheme(name, definitions[name], options) for name in users}
    return [
        Authorizer(
            [
                [
                    Requirement(schemes[name], verifiers[name], frozenset(scopes))
                    for name, scopes in alternative.items()
                ]
                for alternative in operation.security
            ],
            options.realm,
        )
        if operation.security
        else None
        for operation in operations
    ]
