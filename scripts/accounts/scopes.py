"""`task lint`: can somebody call every operation of the document?

An operation whose scopes no role is granted refuses everybody, with 403; nothing else would say so.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any, Final

from exactapi.runtime import Contract, Verifier
from exactapi.schemas.operations import served_operations

from impl.app import DOCUMENT
from impl.features.auth.roles import SCOPES
from impl.features.auth.verifiers import verify_bearer
from impl.routers import VERIFIERS

ROLES: Final = "impl/features/auth/roles.py"


def main() -> int:
    found = [*never_granted(Contract.load(DOCUMENT).document, SCOPES.values(), VERIFIERS)]
    for fault in found:
        print(fault, file=sys.stderr)
    return int(bool(found))


def never_granted(
    document: Mapping[str, Any], roles: Iterable[Set[str]], verifiers: Mapping[str, Verifier]
) -> Iterator[str]:
    """Yield a line for each operation whose tokens no role can have."""
    granted = [*roles]
    ours = {scheme for scheme, verify in verifiers.items() if verify is verify_bearer}
    for pointer, operation in served_operations(document):
        asked = operation.get("security", document.get("security", ()))
        scopes = [
            {scope for scheme, each in alternative.items() if scheme in ours for scope in each}
            for alternative in asked
        ]
        if not scopes or any(needed <= role for needed in scopes for role in granted):
            continue
        fewest = min(scopes, key=lambda needed: len(needed - frozenset().union(*granted)))
        name = operation.get("operationId", pointer)
        yield f"{name}: no role has all of {' '.join(sorted(fewest))}; grant them in {ROLES}"


if __name__ == "__main__":
    sys.exit(main())
