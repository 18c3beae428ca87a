"""The goals of a run over a document: its operations, enough cases, the base path."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from exactapi.document.servers import base_of_operation
from exactapi.errors import ExactAPIError
from exactapi.schemas.operations import method_of, served_operations
from exactapi.schemas.pointers import tokens

_CASES: Final = 30
"""Cases for each operation that takes input; of one that takes none there is nothing to vary."""


class FuzzError(ExactAPIError):
    """There was no run to speak of; the message is for people, with the cure."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a run has to reach.

    labels: the operations that are to be tested, as `GET /pets`.
    sockets: those of them that are served over a WebSocket, so a plain request is turned away.
    cases: how many are drawn at least.
    base: the base path of all operations.
    stubs: the operations that are left out, as `GET /pets`.
    """

    labels: tuple[str, ...]
    cases: int
    base: str
    sockets: frozenset[str] = frozenset()
    stubs: tuple[str, ...] = ()

    @property
    def operations(self) -> int:
        """Return how many operations are to be tested."""
        return len(self.labels)

    @classmethod
    def of(cls, path: Path, max_examples: int, stubs: Collection[str] = ()) -> Self:
        """Read the document; `stubs` are left out, each as `GET /v1/pets` with its base path.

        An operation is known by that, because it may have no operationId.

        Raises:
            FuzzError: it cannot be read, or its operations have several base paths.
        """
        try:
            document = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise FuzzError(
                f"{path}: cannot be read ({error}); run `exactapi generate`, or name another "
                "document in JSON with --spec"
            ) from error
        every = list(_operations(document))
        found = [each for each in every if each.served not in stubs]
        bases = {each.base for each in found}
        if len(bases) > 1:
            raise FuzzError(
                f"{path}: its operations have several base paths ({', '.join(sorted(bases))}), "
                "and one URL serves only one of them; fuzz a document for each"
            )
        inputs = sum(each.takes_input for each in found)
        return cls(
            labels=tuple(each.label for each in found),
            cases=inputs * min(_CASES, max_examples) + len(found) - inputs,
            base=bases.pop() if bases else "",
            sockets=frozenset(each.label for each in found if "x-websocket" in each.declared),
            stubs=tuple(each.label for each in every if each.served in stubs),
        )


@dataclass(frozen=True, slots=True)
class _Operation:
    """An Operation Object, and the Path Item Object that it is in."""

    method: str
    base: str
    path: str
    item: Mapping[str, Any]
    declared: Mapping[str, Any]

    @property
    def label(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def served(self) -> str:
        return f"{self.method} {self.base}{self.path}"

    @property
    def takes_input(self) -> bool:
        parameters = self.item.get("parameters") or self.declared.get("parameters")
        return bool(parameters or self.declared.get("requestBody"))


def _operations(document: Mapping[str, Any]) -> Iterator[_Operation]:
    for pointer, operation in served_operations(document):
        path = tokens(pointer)[1]
        item = document["paths"][path]
        base = base_of_operation(document, item, operation)
        yield _Operation(method_of(pointer), base, path, item, operation)
