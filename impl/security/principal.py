"""Who is asking, once a verifier has looked at the credentials."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """`scopes` are those granted; whether they suffice is the contract's business.

    `session` names what the credentials live and die with (claim `sid`): the contract asks
    whether it still holds before anything else happens. None: they hold until they expire.
    """

    subject: str
    scopes: frozenset[str] = frozenset()
    session: str | None = None
