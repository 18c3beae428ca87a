"""The length of content that is not read: `minLength` and `maxLength` count octets there.

OpenAPI 3.1, "Considerations for File Uploads": "For unencoded binary, the length is the number
of octets."
"""

from collections.abc import Mapping

from impl.contract.document import Contract
from impl.contract.problems import ProblemError
from impl.contract.shapes import Pointers


class Lengths:
    """The bounds that the schemas at some pointers set; those of alternatives do not count."""

    def __init__(self, contract: Contract, pointers: Pointers) -> None:
        self._least = 0
        self._most: int | None = None
        pending, seen = list(pointers), set[str]()
        while pending:
            pointer = pending.pop()
            schema = contract.schema(pointer)
            if pointer in seen or not isinstance(schema, Mapping):
                continue
            seen.add(pointer)
            self._least = max(self._least, int(schema.get("minLength", 0)))
            if "maxLength" in schema:
                most = int(schema["maxLength"])
                self._most = most if self._most is None else min(self._most, most)
            if target := contract.referred(pointer):
                pending.append(target)
            pending += [f"{pointer}/allOf/{index}" for index in range(len(schema.get("allOf", ())))]

    def stand_in(self, size: int) -> str:
        """A text that the validator judges as it should the octets that it does not see."""
        longest = self._least if self._most is None else self._most + 1
        return "-" * min(size, longest)

    def errors(self, size: int) -> list[ProblemError]:
        """What is wrong with a body of so many octets."""
        if size < self._least:
            return [ProblemError("#", "minLength", f"must have at least {self._least} bytes")]
        if self._most is not None and size > self._most:
            return [ProblemError("#", "maxLength", f"must have at most {self._most} bytes")]
        return []
