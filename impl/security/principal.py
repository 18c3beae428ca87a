"""Who is asking, once a verifier has looked at the credentials."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """`scopes` are those granted; whether they suffice is the contract's business."""

    subject: str
    scopes: frozenset[str] = frozenset()
