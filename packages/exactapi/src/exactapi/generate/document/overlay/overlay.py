"""Adds the answers that the runtime gives and the author left out, and lists them.

Every operation may meet an unknown query parameter (400, 422), a path that no resource has (404),
an unimplemented handler (501) or an absent database (503); so these are declared on all of them.
A declared `4XX`, `5XX` or `default` covers its statuses, and gets the problem media type only;
but not one whose headers are required, for which the runtime has no values, and not a `default`
without content that is the only success.
Where the author names no success, a `2XX` leaves it open: "documentation is expected to cover a
successful operation response" (OpenAPI 3.1.2, "Responses Object").
A variable of a path that no parameter declares is declared as a text, of which nothing is known.
All answers of an operation that has an `x-rate-limit` get the RateLimit fields, and the answer
that an `x-cache` keeps gets `Cache-Control` and `Age`. An `x-etag` adds `ETag`, the header with the
client's condition, and 304.
"""

from copy import deepcopy
from typing import Any

from exactapi.generate.document.overlay.limits import limits
from exactapi.generate.document.overlay.path_parameters import undeclared
from exactapi.generate.document.overlay.runtime_fields import (
    CACHE,
    ETAG,
    RATE_LIMIT,
    REPLAYED,
    SUNSET,
    RuntimeFields,
    free_name,
)
from exactapi.generate.document.overlay.runtime_parameters import (
    IF_NONE_MATCH,
    declare_header,
    idempotency_key,
    if_match,
)
from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import Pointer
from exactapi.operations.policies import WEBSOCKET
from exactapi.problems import PROBLEM_JSON, PROBLEM_SCHEMA
from exactapi.reason_phrases import reason_phrase
from exactapi.rejections import REJECTIONS, Occasion, Rejection
from exactapi.schemas.operations import READS, method_of, served_operations
from exactapi.schemas.pointers import join, tokens

_BY_STATUS = {rejection.status: rejection for rejection in REJECTIONS}
_RARE = ("etag", "etag-required", "idempotency")
"""Occasions whose statuses mean other things where an operation has no such extension."""
_COMMON = frozenset(str(each.status) for each in REJECTIONS if each.occasion not in _RARE)
_RANGES = ("4XX", "5XX")

UNDESCRIBED = "2XX"
"""The status of the success that is added where the author names none."""

_ANYTHING = {"description": "A success, not described any further.", "content": {"*/*": {}}}


class Overlay:
    """Adds to a canonical document, in place, and lists the pointer of each addition."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.pointers: list[Pointer] = []
        self._document = document
        self._schema = self._free("schemas", "RuntimeProblem")
        self._responses: dict[int, str] = {}
        self._rate_limits = RuntimeFields(document, self.pointers, RATE_LIMIT)
        self._cache = RuntimeFields(document, self.pointers, CACHE)
        self._etag = RuntimeFields(document, self.pointers, ETAG)
        self._replayed = RuntimeFields(document, self.pointers, REPLAYED)
        self._sunset = RuntimeFields(document, self.pointers, SUNSET)
        self._needs_schema = False

    def add(self) -> tuple[Pointer, ...]:
        for pointer, operation in served_operations(self._document):
            self._operation(pointer, operation)
        if self._needs_schema:
            self._component("schemas", self._schema, self._problem_schema())
        for fields in (self._rate_limits, self._cache, self._etag, self._replayed, self._sunset):
            for name, header in fields.components():
                self._component("headers", name, header)
        for status in sorted(self._responses):
            self._component("responses", self._responses[status], self._response(status))
        return _outermost(self.pointers)

    def _operation(self, pointer: Pointer, operation: dict[str, Any]) -> None:
        self._path_parameters(pointer, operation)
        here = join(pointer, "responses")
        if not isinstance(operation.get("responses"), dict):
            operation["responses"] = {}
            self.pointers.append(here)
        responses = operation["responses"]
        if not any(key.startswith(("1", "2", "3", "default")) for key in responses):
            responses[UNDESCRIBED] = deepcopy(_ANYTHING)
            self.pointers.append(join(here, UNDESCRIBED))
        possible = rejections(self._document, pointer, operation)
        widened = _COMMON | {str(each.status) for each in possible}
        if not self._is_empty_success(here, responses):
            widened |= {"default"}
        for status in list(responses):
            if status in widened or status.upper() in _RANGES:
                self._widen(join(here, status), responses[status])
        for rejection in possible:
            status = rejection.status
            if not self._is_covered(status, here, responses):
                responses[str(status)] = {"$ref": f"#/components/responses/{self._name(status)}"}
                self.pointers.append(join(here, status))
        self._extensions(pointer, operation, responses)

    def _extensions(
        self, pointer: Pointer, operation: dict[str, Any], responses: dict[str, Any]
    ) -> None:
        """Declare what our extensions add to requests and answers."""
        here = join(pointer, "responses")
        if "x-etag" in operation:
            self._preconditions(pointer, operation, responses)
        if "x-idempotency" in operation:
            required = operation["x-idempotency"].get("required", False)
            self._replayed.declare(here, responses, on=lambda status: status[0] == "2")
            key = idempotency_key(required=required)
            declare_header(self._document, self.pointers, pointer, operation, key)
        if limits(self._document, pointer):
            self._rate_limits.declare(here, responses)
        if "x-cache" in operation:
            kept = status_of_kept(responses)
            self._cache.declare(here, responses, on=lambda status: status == kept)
        if "x-sunset" in operation:
            self._sunset.declare(here, responses)

    def _preconditions(
        self, pointer: Pointer, operation: dict[str, Any], responses: dict[str, Any]
    ) -> None:
        here = join(pointer, "responses")
        reads = method_of(pointer) in READS
        if reads and "304" not in responses:
            responses["304"] = {"description": reason_phrase(304)}
            self.pointers.append(join(here, 304))
        if method_of(pointer) != "DELETE":
            self._etag.declare(
                here, responses, on=lambda status: status[0] == "2" or status == "304"
            )
        condition = IF_NONE_MATCH
        if not reads:
            condition = if_match(required=operation["x-etag"].get("required", False))
        declare_header(self._document, self.pointers, pointer, operation, condition)

    def _path_parameters(self, pointer: Pointer, operation: dict[str, Any]) -> None:
        """Declare as texts the variables of the path that the document does not declare."""
        path = tokens(pointer)[1]
        unknown = undeclared(self._document, pointer, path, operation)
        if not unknown:
            return
        here = join(pointer, "parameters")
        if "parameters" not in operation:
            operation["parameters"] = []
            self.pointers.append(here)
        first, parameters = len(operation["parameters"]), operation["parameters"]
        parameters += [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in unknown
        ]
        # The last first, so that each can be taken out again where it is listed.
        self.pointers += [join(here, at) for at in reversed(range(first, len(parameters)))]

    def _is_covered(self, status: int, here: Pointer, responses: dict[str, Any]) -> bool:
        if str(status) in responses:
            return True
        ranges = (f"{status // 100}XX", f"{status // 100}xx", "default")
        found = [key for key in ranges if key in responses]
        if self._is_empty_success(here, responses):
            found.remove("default")
        return any(not self._demands_headers(join(here, key), responses[key]) for key in found)

    def _is_empty_success(self, here: Pointer, responses: dict[str, Any]) -> bool:
        """Return whether `default` is the only success, and has no content."""
        if "default" not in responses or any(key.startswith(("1", "2", "3")) for key in responses):
            return False
        _, response = follow(self._document, join(here, "default"), responses["default"])
        return isinstance(response, dict) and not response.get("content")

    def _demands_headers(self, pointer: Pointer, response: Any) -> bool:
        _, response = follow(self._document, pointer, response)
        declared = response.get("headers") if isinstance(response, dict) else None
        values = declared.values() if isinstance(declared, dict) else ()
        headers = (follow(self._document, pointer, value)[1] for value in values)
        return any(isinstance(each, dict) and each.get("required") is True for each in headers)

    def _problem_schema(self) -> dict[str, Any]:
        is_limited = bool(self._rate_limits.components())
        members = deepcopy(PROBLEM_SCHEMA["properties"])
        for rejection in REJECTIONS:
            if rejection.occasion != "limit" or is_limited:
                members |= rejection.members
        return {**PROBLEM_SCHEMA, "properties": members}

    def _widen(self, pointer: Pointer, response: Any) -> None:
        """Add the problem media type beside an error's own."""
        pointer, response = follow(self._document, pointer, response)
        content = response.get("content") if isinstance(response, dict) else None
        if not isinstance(response, dict) or (content and PROBLEM_JSON in content):
            return
        here = join(pointer, "content")
        if not isinstance(content, dict):
            response["content"] = content = {}
            self.pointers.append(here)
        else:
            self.pointers.append(join(here, PROBLEM_JSON))
        content[PROBLEM_JSON] = {"schema": self._reference()}

    def _reference(self) -> dict[str, Any]:
        self._needs_schema = True
        return {"$ref": f"#/components/schemas/{self._schema}"}

    def _response(self, status: int) -> dict[str, Any]:
        response: dict[str, Any] = {"description": reason_phrase(status)}
        if headers := _BY_STATUS[status].sends:
            response["headers"] = {
                name: {"description": header.description, "schema": dict(header.schema)}
                for name, header in headers.items()
            }
        if fields := self._rate_limits.of_runtime(status):
            response.setdefault("headers", {}).update(fields)
        response["content"] = {PROBLEM_JSON: {"schema": self._reference()}}
        return response

    def _name(self, status: int) -> str:
        if status not in self._responses:
            self._needs_schema = True
            name = "Runtime" + reason_phrase(status).replace(" ", "")
            self._responses[status] = self._free("responses", name)
        return self._responses[status]

    def _free(self, section: str, name: str) -> str:
        return free_name(self._document, section, name)

    def _component(self, section: str, name: str, value: dict[str, Any]) -> None:
        at = ""
        owner = self._document
        for token in ("components", section, name):
            at = join(at, token)
            if token not in owner:
                owner[token] = {}
                if not any(at.startswith(f"{known}/") for known in self.pointers):
                    self.pointers.append(at)
            owner = owner[token]
        owner.update(value)


def _outermost(pointers: list[Pointer]) -> tuple[Pointer, ...]:
    """Return the additions that do not lie in another one."""
    known = set(pointers)

    def inside(pointer: Pointer) -> bool:
        while pointer := pointer.rpartition("/")[0]:
            if pointer in known:
                return True
        return False

    return tuple(dict.fromkeys(each for each in pointers if not inside(each)))


def rejections(
    document: dict[str, Any], pointer: Pointer, operation: dict[str, Any]
) -> list[type[Rejection]]:
    """Return the answers that the runtime itself may give for an operation."""
    occasions: set[Occasion] = {"always"}
    if "requestBody" in operation:
        occasions.add("body")
    if any(operation.get("security", document.get("security", []))):
        occasions.add("security")
    if limits(document, pointer):
        occasions.add("limit")
    if "x-etag" in operation:
        occasions.add("etag")
        if operation["x-etag"].get("required"):
            occasions.add("etag-required")
    if "x-idempotency" in operation:
        occasions.add("idempotency")
    if WEBSOCKET in operation:
        occasions.add("websocket")
    return [each for each in REJECTIONS if each.occasion in occasions]


def status_of_kept(responses: dict[str, Any]) -> str | None:
    """Return the declared status of the answer that a cache keeps: 200, or what covers it."""
    return next((each for each in ("200", "2XX", "2xx", "default") if each in responses), None)
