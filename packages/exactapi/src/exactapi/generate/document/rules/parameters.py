"""Checks the parameters of a well-formed document (OpenAPI 3.1, "Parameter Object")."""

import re
from typing import Any, Final

from exactapi.document.contract import parameter_key
from exactapi.generate.document.overlay.path_parameters import VARIABLE, declared, undeclared
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.references.references import follow
from exactapi.generate.ir import Location, Pointer
from exactapi.generate.source.library import nearest
from exactapi.schemas.operations import path_item_of
from exactapi.schemas.pointers import join, value_at
from exactapi.text.serialization import STYLES

TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""The form of a field name (RFC 9110, section 5.6.2)."""

_IN_QUERY: Final = ("query", "querystring")
_SCALARS: Final = ("boolean", "integer", "number", "string")


class ParameterRules:
    """Checks the parameters of a canonical document."""

    def __init__(self, document: dict[str, Any], findings: Findings) -> None:
        self._document = document
        self._findings = findings

    def check_list(self, pointer: Pointer, owner: dict[str, Any]) -> None:
        """Check the `parameters` of a path item or an operation."""
        seen = set()
        for index, value in enumerate(owner.get("parameters", [])):
            at, parameter = follow(self._document, join(pointer, index), value)
            if not isinstance(parameter, dict) or not {"in", "name"} <= parameter.keys():
                continue
            key = parameter_key(parameter["in"], parameter["name"])
            if key in seen:
                reason = f"the {key[0]} parameter `{parameter['name']}` is declared twice"
                here = join(pointer, index)
                self._refuse("parameter-duplicate", here, reason, "remove one of them")
            seen.add(key)
            self._parameter(at, parameter)

    def check_query_string(self, pointer: Pointer, operation: dict[str, Any]) -> None:
        """Check that one parameter at most is the query string, beside none in it."""
        item = value_at(self._document, path_item_of(pointer)) or {}
        owners = ((path_item_of(pointer), item), (pointer, operation))
        found = {}
        for owner, declaring in owners:
            for index, value in enumerate(declaring.get("parameters", [])):
                at = join(owner, "parameters", index)
                _, parameter = follow(self._document, at, value)
                if isinstance(parameter, dict) and {"in", "name"} <= parameter.keys():
                    found[parameter_key(parameter["in"], parameter["name"])] = at
        whole = [at for (location, _), at in found.items() if location == "querystring"]
        others = [at for (location, _), at in found.items() if location in _IN_QUERY]
        for at in whole[:1] if len(others) > 1 else []:
            reason = "a parameter is the whole query string, in which others have no place"
            cure = "let it be the only one in the query, or describe each by `in: query`"
            self._refuse("parameter-duplicate", at, reason, cure)

    def check_template(self, pointer: Pointer, path: str, operation: dict[str, Any]) -> None:
        """Check that the path and the parameters of an operation name the same values."""
        unknown = undeclared(self._document, pointer, path, operation)
        wanted = VARIABLE.findall(path)
        known = declared(self._document, pointer, path, operation)
        unused = {name: at for name, at in known.items() if name not in wanted}
        # Where each side lacks what the other has, a name is misspelt: its schema would be lost.
        report = self._refuse if unknown and unused else self._warn
        for name in unknown:
            reason = f"`{{{name}}}` is in the path, but no path parameter `{name}` is declared"
            cure = f"declare it{nearest(name, list(known))}"
            report("path-parameter", pointer, reason, cure)
        for name, at in unused.items():
            reason = f"the path has no `{{{name}}}`"
            cure = f"remove the parameter, or add it to the path{nearest(name, wanted)}"
            report("path-parameter", at, reason, cure)

    def check_header_name(self, pointer: Pointer, name: str) -> None:
        if not TOKEN.fullmatch(name):
            reason = f"`{name[:100]}` cannot be the name of a header"
            self._refuse("header-name", pointer, reason, "write letters, digits and hyphens")

    def _parameter(self, pointer: Pointer, parameter: dict[str, Any]) -> None:
        location = parameter["in"]
        if location not in STYLES:
            reason = f"`{location}` is no place for a parameter"
            cure = f"write one of {', '.join(STYLES)}"
            self._refuse("structure", join(pointer, "in"), reason, cure)
            return
        if location == "header":
            self.check_header_name(join(pointer, "name"), parameter["name"])
        if location == "cookie" and not parameter["name"]:
            self._refuse("header-name", join(pointer, "name"), "a cookie has a name", "add one")
        if location == "path" and parameter.get("required") is not True:
            reason = f"the path parameter `{parameter['name']}` does not say that it is required"
            self._warn("path-parameter", pointer, reason, "add `required: true`: no path lacks it")
        content = parameter.get("content", {})
        if location == "querystring" and ("schema" in parameter or len(content) != 1):
            reason = "the whole query string is content of one media type, without a style"
            cure = "write `content` with application/x-www-form-urlencoded, or another type"
            self._refuse("parameter-schema", pointer, reason, cure)
        elif "schema" in parameter and content:
            reason = "the parameter has both `schema` and `content`"
            self._refuse("parameter-schema", pointer, reason, "keep one of them")
        elif len(content) > 1:
            reason = "the parameter's `content` has several media types"
            self._refuse("parameter-schema", join(pointer, "content"), reason, "keep one of them")
        elif "schema" not in parameter and not content:
            reason = "the parameter has neither `schema` nor `content`, so any text will do"
            self._warn("parameter-schema", pointer, reason, "add a `schema`")
        if "schema" in parameter and location != "querystring":
            self._style(pointer, parameter)

    def _style(self, pointer: Pointer, parameter: dict[str, Any]) -> None:
        known, style = STYLES[parameter["in"]], parameter.get("style")
        if style is None:
            return
        at = join(pointer, "style")
        if style not in known:
            reason = f"a {parameter['in']} parameter has no style `{style[:100]}`"
            cure = f"write `{'` or `'.join(known)}`"
            self._refuse("parameter-style", at, reason, cure)
        elif style == "deepObject":
            self._deep_object(at, parameter)
        elif style.endswith("Delimited"):
            if self._type(parameter) in _SCALARS:
                reason = (
                    f"the style `{style}` has no meaning for a single value, which is read as it is"
                )
                self._warn("parameter-style", at, reason, "remove the style")
            elif parameter.get("explode") is True:
                array = self._type(parameter) == "array"
                read = (
                    "the name is repeated, as in `form`" if array else "it is read as if it did not"
                )
                reason = f"no specification says how `{style}` explodes: {read}"
                cure = "write `explode: false`, or the style `form`"
                self._warn("parameter-style", join(pointer, "explode"), reason, cure)

    def _deep_object(self, at: Pointer, parameter: dict[str, Any]) -> None:
        kind = self._type(parameter)
        if kind in _SCALARS:
            reason = f"the style `deepObject` cannot write a value of type {kind}"
            self._refuse("parameter-style", at, reason, "remove the style")
        elif kind == "array":
            name = parameter["name"]
            reason = (
                "no specification says how `deepObject` writes an array: "
                f"it is read from `{name}=` or `{name}[]=` repeated, or `{name}[0]=`, `{name}[1]=`"
            )
            self._warn("parameter-style", at, reason, "write the style `form`, if that is meant")

    def _type(self, parameter: dict[str, Any]) -> Any:
        """Return the one JSON type of a parameter's values, as far as its schema names it."""
        _, schema = follow(self._document, "", parameter["schema"])
        return schema.get("type") if isinstance(schema, dict) else None

    def _refuse(self, code: str, pointer: Pointer, reason: str, cure: str) -> None:
        self._findings.refuse(code, self._locate(pointer), pointer, reason, cure)

    def _warn(self, code: str, pointer: Pointer, reason: str, cure: str) -> None:
        self._findings.warn(code, self._locate(pointer), pointer, reason, cure)

    def _locate(self, pointer: Pointer) -> Location:
        return self._findings.places.locate(self._document, pointer)
