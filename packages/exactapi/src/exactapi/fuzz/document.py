"""The goals of a run over a document: its operations, enough cases, the base path."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from exactapi.document.servers import base_of_operation
from exactapi.schemas.operations import served_operations
from exactapi.schemas.pointers import tokens

_CASES: Final = 30
"""Cases for each operation that takes input; of one that takes none there is nothing to vary."""


class FuzzFailed(Exception):
    """There was no run to speak of; the message is for people, with the cure."""


@dataclass(frozen=True, slots=True)
class Expected:
    """`operations` to be tested with at least `cases`; `base` is the base path of all of them.

    `stubs` are the operationIds of those that are left out.
    """

    operations: int
    cases: int
    base: str
    stubs: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: Path, max_examples: int, stubs: Collection[str] = ()) -> Self:
        """Read the document.

        Raises:
            FuzzFailed: it cannot be read, or its operations have several base paths.
        """
        try:
            document = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise FuzzFailed(
                f"{path}: cannot be read ({error}); run `exactapi generate`, or name another "
                "document in JSON with --spec"
            ) from error
        every = list(_operations(document))
        found = [each for each in every if each[1].get("operationId") not in stubs]
        bases = {base_of_operation(document, item, operation) for item, operation in found}
        if len(bases) > 1:
            raise FuzzFailed(
                f"{path}: its operations have several base paths ({', '.join(sorted(bases))}), "
                "and one URL serves only one of them; fuzz a document for each"
            )
        inputs = sum(_takes_input(item, operation) for item, operation in found)
        cases = inputs * min(_CASES, max_examples) + len(found) - inputs
        names = [str(operation.get("operationId")) for _, operation in every]
        left_out = [name for name in names if name in stubs]
        return cls(len(found), cases, bases.pop() if bases else "", tuple(left_out))


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for pointer, operation in served_operations(document):
        yield document["paths"][tokens(pointer)[1]], operation


def _takes_input(item: Mapping[str, Any], operation: Mapping[str, Any]) -> bool:
    return bool(
        item.get("parameters") or operation.get("parameters") or operation.get("requestBody")
    )
