"""What a run has reached of a document: its keywords, and its responses.

A keyword is reached when one request kept it and was accepted, and another one broke it and was
refused as invalid; `exactapi.fuzz.reach.keywords` says which ones count. That a parameter or a body
is `required` counts as well. A response is reached when the operation gave an answer that it
describes.

The 404 and 405 that the runtime adds do not count: they answer what is no operation. Of what is
served over a WebSocket only the responses do: a plain request is turned away before it is read.
"""

import base64
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from exactapi.document.contract import Contract
from exactapi.document.prefixes import prefixes
from exactapi.document.servers import base_of_operation
from exactapi.fuzz.answers import refuses
from exactapi.fuzz.exchanges import Exchange
from exactapi.fuzz.reach.inputs import Inputs, Request
from exactapi.fuzz.reach.keywords import Keywords, keywords_of
from exactapi.fuzz.reach.verdicts import broken, kept
from exactapi.operations.operation import Operation
from exactapi.options import ConfigurationError
from exactapi.routing.paths.trie import Paths
from exactapi.schemas.operations import method_of, path_item_of, served_operations
from exactapi.schemas.pointers import join, tokens

Side = Literal["kept", "broken"]
SIDES: Final[tuple[Side, ...]] = ("kept", "broken")

_OF_PATHS: Final = frozenset(
    f"#/components/responses/Runtime{name}" for name in ("NotFound", "MethodNotAllowed")
)


@dataclass(frozen=True, slots=True)
class Reached:
    """What was reached of an operation.

    keywords: the sides that were seen of each, by its pointer.
    responses: whether each was seen, by its key in the document.
    """

    keywords: dict[str, set[Side]] = field(default_factory=dict)
    responses: dict[str, bool] = field(default_factory=dict)

    def answered(self, status: int) -> str | None:
        """Count an answer for the response that describes it, and return the key of that."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                self.responses[key] = True
                return key
        return None

    def saw(self, side: Side, places: Iterable[str]) -> None:
        """Count a side of keywords; others than those of the operation are no keywords."""
        for place in places:
            if place in self.keywords:
                self.keywords[place].add(side)


class Reach:
    """Gathers what exchanges reach of some operations of a document; `labels` as `GET /pets`.

    `root` comes before all paths: the one of the URL at which the API is served.
    """

    def __init__(
        self, document: Mapping[str, Any], labels: Collection[str], root: str = ""
    ) -> None:
        contract = Contract(document, b"")
        self._root = root.rstrip("/")
        self._paths: Paths[_Judge] = Paths()
        self.operations: dict[str, Reached] = {}
        for pointer, declared in served_operations(document):
            judge = _Judge(contract, pointer, declared)
            if judge.label in labels:
                self.operations[judge.label] = judge.reached
            with suppress(ConfigurationError):  # where two match the same, the first one counts
                self._paths.add(judge.method, judge.path, judge, judge.prefixes)

    def add(self, exchange: Exchange) -> None:
        """Count what an exchange reaches."""
        if "uri" not in exchange.request:
            return
        sent = urlsplit(exchange.request["uri"])
        if (judge := self._find(exchange.request["method"], sent.path)) is not None:
            operation, values = judge
            request = Request(values, sent.query, *_content(exchange.request))
            operation.judge(request, exchange.response)

    def answered(self, method: str, path: str, status: int) -> tuple[str, str] | None:
        """Count an answer of which its status is known; return the operation and the response."""
        found = self._find(method, path)
        response = found and found[0].reached.answered(status)
        return (found[0].label, response) if found and response else None

    def _find(self, method: str, path: str) -> "tuple[_Judge, Mapping[str, str]] | None":
        found = self._paths.find(path.removeprefix(self._root))
        leaf = found and found[0].get(method)
        if not found or not leaf:
            return None
        return leaf.route, dict(zip(leaf.names, found[1], strict=True))


class _Judge:
    """Judges the requests to one operation."""

    def __init__(self, contract: Contract, pointer: str, declared: Mapping[str, Any]) -> None:
        self._contract = contract
        item = contract.locate(path_item_of(pointer)).node
        template = tokens(pointer)[1]
        self.method = method_of(pointer)
        self.label = f"{self.method} {template}"
        self.path = base_of_operation(contract.document, item, declared) + template
        self.prefixes = prefixes(contract, Operation("", self.method, self.path, "", pointer))
        self.reached = Reached(responses=dict.fromkeys(_responses(declared), False))
        self._inputs: Inputs | None = None
        self._keywords: dict[str, Keywords] = {}
        self._required: set[str] = set()
        if "x-websocket" not in declared:
            self._inputs = Inputs(contract, pointer, self.method, self.path)
            self._count(self._inputs)

    def _count(self, inputs: Inputs) -> None:
        """Count the keywords that there are to reach."""
        for each in inputs.all():
            if each.is_required:
                self._required.add(each.place)
                self.reached.keywords[join(each.place, "required")] = set()
            for pointer, is_text in each.schemas:
                schemas = self._contract.schemas("request")
                keywords = keywords_of(schemas, pointer, is_text=is_text)
                self._keywords[pointer] = {**self._keywords.get(pointer, {}), **keywords}
                for place in (each.place for found in keywords.values() for each in found):
                    self.reached.keywords.setdefault(place, set())

    def judge(self, request: Request, response: Mapping[str, Any]) -> None:
        status = response["status_code"]
        self.reached.answered(status)
        is_accepted, is_refused = 200 <= status < 400, refuses(response)
        if self._inputs is None or not (is_accepted or is_refused):
            return
        sent = self._inputs.read(request)
        there = {each.place for each in sent}
        if is_accepted:
            self.reached.saw("kept", (join(each, "required") for each in there))
        else:
            self.reached.saw("broken", (join(each, "required") for each in self._required - there))
        for pointer, value in (judged for each in sent for judged in each.judged):
            validator = self._contract.validator(pointer, "request")
            if is_accepted and validator.is_valid(value):
                self.reached.saw("kept", kept(validator, self._keywords[pointer], value))
            elif is_refused:
                schemas = self._contract.schemas("request")
                self.reached.saw("broken", broken(schemas, validator, value))


def _responses(declared: Mapping[str, Any]) -> Iterator[str]:
    for key, response in declared.get("responses", {}).items():
        if not key.startswith("x-") and response.get("$ref") not in _OF_PATHS:
            yield key


def _content(request: Mapping[str, Any]) -> tuple[list[tuple[str, str]], bytes]:
    fields = [
        (name, value)
        for name, values in request.get("headers", {}).items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    body = request.get("body") or {"$base64": ""}
    return fields, base64.b64decode(body["$base64"])
