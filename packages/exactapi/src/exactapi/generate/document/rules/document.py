"""Checks a well-formed document for contradictions."""

import re
from typing import Any

from exactapi.document.servers import base_of_operation
from exactapi.generate.document.overlay.path_parameters import VARIABLE
from exactapi.generate.document.rules.parameters import TOKEN, ParameterRules
from exactapi.generate.document.rules.security_schemes import authorization, scheme_fault, scopes
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import Location, Pointer
from exactapi.generate.source.library import nearest
from exactapi.operations.results import WITHOUT_CONTENT
from exactapi.schemas.operations import (
    ADDITIONAL,
    METHODS,
    PARSED,
    method_of,
    served_operations,
)
from exactapi.schemas.pointers import join, tokens

_MOST_SEGMENTS = 100
_WITHOUT_CONTENT = frozenset(map(str, WITHOUT_CONTENT))
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)|default")


class Rules:
    """Checks the operations of a canonical document."""

    def __init__(self, document: dict[str, Any], findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self._ids: dict[str, Pointer] = {}
        self._routes: dict[tuple[str, str], tuple[Pointer, str]] = {}
        self._parameters = ParameterRules(document, findings)

    def check(self) -> None:
        for path, item in self._document.get("paths", {}).items():
            if not path.startswith("x-") and isinstance(item, dict):
                self._path(path, join("/paths", path))
                self._parameters.check_list(join("/paths", path, "parameters"), item)
        self._tags()
        self._security("/security", self._document)
        for pointer, operation in served_operations(self._document):
            path = tokens(pointer)[1]
            self._method(pointer)
            self._route(pointer, operation, path)
            self._operation_id(pointer, operation)
            self._parameters.check_list(join(pointer, "parameters"), operation)
            self._parameters.check_template(pointer, path, operation)
            self._parameters.check_query_string(pointer, operation)
            self._security(join(pointer, "security"), operation)
            self._statuses(join(pointer, "responses"), operation)

    def _refuse(self, code: str, pointer: Pointer, reason: str, cure: str) -> None:
        self._findings.refuse(code, self._locate(pointer), pointer, reason, cure)

    def _locate(self, pointer: Pointer) -> Location:
        return self._findings.places.locate(self._document, pointer)

    def _tags(self) -> None:
        """Check that each parent of a tag is a tag, and none is its own (OpenAPI 3.2)."""
        tags = self._document.get("tags", [])
        parents = {tag.get("name"): tag.get("parent") for tag in tags}
        for index, tag in enumerate(tags):
            above, name = [tag.get("name")], tag.get("parent")
            if not isinstance(name, str):
                continue
            while name in parents and name not in above:
                above.append(name)
                name = parents[name]
            at = join("/tags", index, "parent")
            if name in above:
                reason, cure = "the tag is above itself", "let one of them have no parent"
            elif len(above) == 1 and name is not None:
                reason = f"there is no tag `{name}`"
                cure = f"declare it{nearest(str(name), list(parents))}"
            else:
                continue
            self._findings.warn("tag-parent", self._locate(at), at, reason, cure)

    def _path(self, path: str, pointer: Pointer) -> None:
        names = VARIABLE.findall(path)
        rest = VARIABLE.sub("", path)
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

    def _method(self, pointer: Pointer) -> None:
        *_, place, name = tokens(pointer)
        if place != ADDITIONAL:
            return
        if name.lower() in METHODS:
            reason = f"the operation of {name.upper()} has a member of its own in a path item"
            cure = f"move it up, as `{name.lower()}`"
            self._refuse("method-invalid", pointer, reason, cure)
        elif not TOKEN.fullmatch(name):
            reason = f"`{name[:100]}` cannot be the name of a method"
            self._refuse("method-invalid", pointer, reason, "write letters, digits and hyphens")
        elif name not in PARSED:
            reason = f"httptools, with which uvicorn reads requests, does not know `{name[:100]}`"
            cure = "serve with `uvicorn --http h11`, or choose another method"
            self._findings.warn("method-invalid", self._locate(pointer), pointer, reason, cure)

    def _route(self, pointer: Pointer, operation: dict[str, Any], path: str) -> None:
        full = base_of_operation(self._document, self._item(path), operation) + path
        route = (method_of(pointer), VARIABLE.sub("{}", full))
        known, other = self._routes.setdefault(route, (pointer, full))
        if known != pointer:
            reason = f"`{full}` and `{other}` match the same requests"
            self._refuse("path-duplicate", pointer, reason, "remove one of them")
        if full.count("/") > _MOST_SEGMENTS:
            reason = f"the path has more than {_MOST_SEGMENTS} segments, the server's included"
            self._refuse("path-syntax", pointer, reason, "shorten it")

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
            # One text cannot have two names, and on the wire it makes no difference which.
            reason = f"several paths share the operation with the operationId `{name}`"
            cure = "write it once for each, with a name of its own"
            self._findings.warn("operation-duplicate", where, at, reason, cure)
        else:
            reason = f"the operationId `{name}` is taken already (line {first.line})"
            self._refuse("operation-duplicate", at, reason, "give it a name of its own")

    def _item(self, path: str) -> dict[str, Any]:
        item: dict[str, Any] = self._document["paths"][path]
        return item

    def _security(self, pointer: Pointer, owner: dict[str, Any]) -> None:
        schemes = self._document.get("components", {}).get("securitySchemes", {})
        for index, requirement in enumerate(owner.get("security", [])):
            self._together(join(pointer, index), requirement, schemes)
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
                else:
                    self._scopes(join(pointer, index, name), requirement[name], schemes[name])

    def _scopes(self, pointer: Pointer, wanted: list[str], scheme: dict[str, Any]) -> None:
        """Return whether the flows of a scheme grant these scopes; only OAuth 2.0 lists scopes."""
        granted = scopes(follow(self._document, "", scheme)[1])
        for index, scope in enumerate(wanted):
            if granted is not None and scope not in granted:
                at = join(pointer, index)
                reason = f"no flow of the scheme has the scope `{scope[:100]}`"
                cure = f"declare it in a flow{nearest(scope, list(granted))}"
                self._findings.warn("security-scope", self._locate(at), at, reason, cure)

    def _together(
        self, pointer: Pointer, requirement: dict[str, Any], schemes: dict[str, Any]
    ) -> None:
        """Return whether one request can meet all of a requirement."""
        resolved = {name: follow(self._document, "", schemes.get(name))[1] for name in requirement}
        presented = {name: authorization(scheme) for name, scheme in resolved.items()}
        if len({kind for kind in presented.values() if kind}) > 1:
            names = " and ".join(f"`{name}`" for name, kind in presented.items() if kind)
            where = self._locate(pointer)
            reason = f"no request can hold {names}: it has one Authorization header"
            cure = "write an item of `security` for each, if one of them is enough"
            self._findings.warn("security-unmet", where, pointer, reason, cure)

    def _statuses(self, pointer: Pointer, operation: dict[str, Any]) -> None:
        for status, value in operation.get("responses", {}).items():
            at, response = follow(self._document, join(pointer, status), value)
            for name in response.get("headers", {}) if isinstance(response, dict) else ():
                self._parameters.check_header_name(join(at, "headers", name), name)
            if status in _WITHOUT_CONTENT and isinstance(response, dict):
                self._content_never_sent(status, join(at, "content"), response)
            if not _STATUS.fullmatch(status) and not status.startswith("x-"):
                reason = f"`{status}` is neither a status, a range (`4XX`) nor `default`"
                self._refuse("status-invalid", join(pointer, status), reason, _right(status))

    def _content_never_sent(self, status: str, pointer: Pointer, response: dict[str, Any]) -> None:
        if response.get("content"):
            reason = f"a response {status} has no content, so none is ever sent"
            cure = "remove `content`, or write another status (RFC 9110, section 15)"
            self._findings.warn("response-content", self._locate(pointer), pointer, reason, cure)


def _right(status: str) -> str:
    """Return the cure of what is no status: `5xx` and `Default` are meant well."""
    meant = next((word for word in (status.upper(), status.lower()) if _STATUS.fullmatch(word)), "")
    return f"write `{meant}`" if meant else "correct it"
