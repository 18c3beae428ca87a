"""What a well-formed document may still contradict itself in."""

import re
from typing import Any

from impl.contract.servers import base_of_operation
from scripts.generate.document.findings import Findings
from scripts.generate.document.overlay import served_operations
from scripts.generate.document.references import follow
from scripts.generate.document.security_schemes import scheme_fault
from scripts.generate.ir import Location, Pointer
from scripts.generate.source.library import nearest
from scripts.generate.source.places import join, tokens

LOCATIONS = ("path", "query", "header", "cookie")
_VARIABLE = re.compile(r"\{([^{}/]+)\}")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""The name of a field (RFC 9110, section 5.6.2)."""
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)|default")


class Rules:
    """Checks the operations of a canonical document."""

    def __init__(self, document: dict[str, Any], findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self._ids: dict[str, Pointer] = {}
        self._routes: dict[tuple[str, str], tuple[Pointer, str]] = {}

    def check(self) -> None:
        for path, item in self._document.get("paths", {}).items():
            if not path.startswith("x-") and isinstance(item, dict):
                self._path(path, join("/paths", path))
                self._parameter_list(join("/paths", path, "parameters"), item)
        self._security("/security", self._document)
        for pointer, operation in served_operations(self._document):
            path = tokens(pointer)[1]
            self._route(pointer, operation, path)
            self._operation_id(pointer, operation)
            self._parameter_list(join(pointer, "parameters"), operation)
            self._template(pointer, path, operation)
            self._security(join(pointer, "security"), operation)
            self._statuses(join(pointer, "responses"), operation)

    def _refuse(self, code: str, pointer: Pointer, reason: str, cure: str) -> None:
        self._findings.refuse(code, self._locate(pointer), pointer, reason, cure)

    def _locate(self, pointer: Pointer) -> Location:
        return self._findings.places.locate(self._document, pointer)

    def _path(self, path: str, pointer: Pointer) -> None:
        names = _VARIABLE.findall(path)
        rest = _VARIABLE.sub("", path)
        reason = ""
        if not path.startswith("/"):
            reason = "a path starts with a slash"
        elif "?" in rest or "#" in rest:
            reason = "a path holds neither a query (`?`) nor a fragment (`#`)"
        elif "{" in rest or "}" in rest:
            reason = "a brace has no partner"
        elif len(set(names)) < len(names):
            reason = "a parameter stands twice in the path"
        if reason:
            cure = "correct the path; what follows `?` belongs into query parameters"
            self._refuse("path-syntax", pointer, reason, cure)

    def _route(self, pointer: Pointer, operation: dict[str, Any], path: str) -> None:
        full = base_of_operation(self._document, self._item(path), operation) + path
        route = (tokens(pointer)[-1].upper(), _VARIABLE.sub("{}", full))
        known, other = self._routes.setdefault(route, (pointer, full))
        if known != pointer:
            reason = f"`{full}` and `{other}` match the same requests"
            self._refuse("path-duplicate", pointer, reason, "remove one of them")

    def _operation_id(self, pointer: Pointer, operation: dict[str, Any]) -> None:
        name = operation.get("operationId")
        if name is None:
            return
        at = join(pointer, "operationId")
        known = self._ids.setdefault(name, at)
        if known == at:
            return
        where, first = self._locate(at), self._locate(known)
        if where == first:
            # One text cannot have two names, and which it has matters to nobody on the wire.
            reason = f"several paths share the operation with the operationId `{name}`"
            cure = "write it once for each, with a name of its own"
            self._findings.warn("operation-duplicate", where, at, reason, cure)
        else:
            reason = f"the operationId `{name}` is taken already (line {first.line})"
            self._refuse("operation-duplicate", at, reason, "give it a name of its own")

    def _parameter_list(self, pointer: Pointer, owner: dict[str, Any]) -> None:
        seen = set()
        for index, value in enumerate(owner.get("parameters", [])):
            at, parameter = follow(self._document, join(pointer, index), value)
            if not isinstance(parameter, dict) or "name" not in parameter:
                continue
            key = (parameter.get("in"), parameter["name"])
            if key in seen:
                reason = f"the {key[0]} parameter `{key[1]}` is declared twice"
                here = join(pointer, index)
                self._refuse("parameter-duplicate", here, reason, "remove one of them")
            seen.add(key)
            self._parameter(at, parameter)

    def _parameter(self, pointer: Pointer, parameter: dict[str, Any]) -> None:
        location = parameter.get("in")
        if location not in LOCATIONS:
            reason = f"`{location}` is no place for a parameter"
            cure = f"write one of {', '.join(LOCATIONS)}"
            self._refuse("structure", join(pointer, "in"), reason, cure)
        if location == "header":
            self._header_name(join(pointer, "name"), parameter["name"])
        content = parameter.get("content", {})
        if ("schema" in parameter) and content:
            reason = "the parameter has both `schema` and `content`"
            self._refuse("parameter-schema", pointer, reason, "keep one of them")
        elif len(content) > 1:
            reason = "the parameter's `content` has several media types"
            self._refuse("parameter-schema", join(pointer, "content"), reason, "keep one of them")

    def _header_name(self, pointer: Pointer, name: str) -> None:
        if not _TOKEN.fullmatch(name):
            reason = f"`{name[:100]}` cannot be the name of a header"
            cure = "write letters, digits and hyphens"
            self._refuse("header-name", pointer, reason, cure)

    def _template(self, pointer: Pointer, path: str, operation: dict[str, Any]) -> None:
        item = pointer.rpartition("/")[0].removesuffix("/additionalOperations")
        wanted = _VARIABLE.findall(path)
        shared = self._path_parameters(join(item, "parameters"), self._item(path))
        own = self._path_parameters(join(pointer, "parameters"), operation)
        declared = shared | own
        for name in wanted:
            if name not in declared:
                reason = f"`{{{name}}}` is in the path, but no path parameter `{name}` is declared"
                cure = f"declare it{nearest(name, list(declared))}"
                self._refuse("path-parameter", pointer, reason, cure)
        for name, at in declared.items():
            if name not in wanted:
                reason = f"the path has no `{{{name}}}`"
                cure = f"remove the parameter, or add it to the path{nearest(name, wanted)}"
                self._refuse("path-parameter", at, reason, cure)

    def _item(self, path: str) -> dict[str, Any]:
        item: dict[str, Any] = self._document["paths"][path]
        return item

    def _path_parameters(self, pointer: Pointer, owner: dict[str, Any]) -> dict[str, Pointer]:
        found = {}
        for index, value in enumerate(owner.get("parameters", [])):
            _, parameter = follow(self._document, "", value)
            if isinstance(parameter, dict) and parameter.get("in") == "path":
                found[parameter.get("name", "")] = join(pointer, index)
        return found

    def _security(self, pointer: Pointer, owner: dict[str, Any]) -> None:
        schemes = self._document.get("components", {}).get("securitySchemes", {})
        for index, requirement in enumerate(owner.get("security", [])):
            for name in requirement:
                if name not in schemes:
                    reason = f"there is no security scheme `{name}`"
                    cure = (
                        f"declare it under components/securitySchemes{nearest(name, list(schemes))}"
                    )
                    self._refuse("security-unknown", join(pointer, index, name), reason, cure)
                elif fault := scheme_fault(follow(self._document, "", schemes[name])[1]):
                    reason = f"the security scheme `{name}` {fault}"
                    self._refuse("structure", join(pointer, index, name), reason, "correct it")

    def _statuses(self, pointer: Pointer, operation: dict[str, Any]) -> None:
        for status, value in operation.get("responses", {}).items():
            at, response = follow(self._document, join(pointer, status), value)
            for name in response.get("headers", {}) if isinstance(response, dict) else ():
                self._header_name(join(at, "headers", name), name)
            if not _STATUS.fullmatch(status) and not status.startswith("x-"):
                reason = f"`{status}` is neither a status, a range (`4XX`) nor `default`"
                self._refuse("status-invalid", join(pointer, status), reason, "correct it")
