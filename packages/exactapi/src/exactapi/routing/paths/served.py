"""The paths of all operations of the document, below each of their servers."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from exactapi.document.contract import Contract
from exactapi.document.prefixes import prefixes
from exactapi.document.servers import bases_of_operation
from exactapi.options import ConfigurationError
from exactapi.routing.paths.trie import Leaf, Paths
from exactapi.routing.route import ContractRoute
from exactapi.schemas.pointers import tokens


class ServedPaths:
    """Two tries: what the first servers say counts before what the others say.

    Raises:
        ConfigurationError: two operations match the same requests.
    """

    def __init__(
        self,
        contract: Contract,
        routes: Sequence[ContractRoute],
        *,
        strict_slashes: bool = False,
    ) -> None:
        self._contract = contract
        self._first: Paths[ContractRoute] = Paths(strict_slashes=strict_slashes)
        self._others: Paths[ContractRoute] = Paths(strict_slashes=strict_slashes)
        for route in routes:
            if not route.operation.refused:
                starts = prefixes(contract, route.operation)
                self._first.add(route.operation.method, route.path, route, starts)
        for route in routes:
            if route.operation.refused:
                # What is refused may match the requests of what is honoured: no reason to stop.
                with suppress(ConfigurationError):
                    self._first.add(route.operation.method, route.path, route)
        for route in routes:
            for path in self._paths_at_other_servers(route):
                # Where two servers lead to the same requests, the first one counts.
                with suppress(ConfigurationError):
                    starts = prefixes(contract, route.operation)
                    self._others.add(route.operation.method, path, route, starts)

    def find(self, path: str) -> tuple[Mapping[str, Leaf[ContractRoute]], Sequence[str]] | None:
        """Return the methods of an encoded path and the raw values of its expressions, or None."""
        return self._first.find(path) or self._others.find(path)

    @property
    def methods(self) -> set[str]:
        """Return every method that some path has."""
        return {name for node in self._first.nodes() for name in node.methods}

    def _paths_at_other_servers(self, route: ContractRoute) -> Iterator[str]:
        document, pointer = self._contract.document, route.operation.pointer
        template = tokens(pointer)[1]
        declared = self._contract.locate(pointer).node
        for base in bases_of_operation(document, document["paths"][template], declared)[1:]:
            yield base + template
