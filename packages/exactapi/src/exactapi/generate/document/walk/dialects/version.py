"""The version of OpenAPI that a document is written in."""

import re
from dataclasses import dataclass
from typing import NoReturn

from exactapi.generate.document.walk.dialects.dialects import (
    JSON_SCHEMA_2020_12,
    OPENAPI_3_0,
    Dialect,
)
from exactapi.generate.document.walk.dialects.metaschemas import Dialects
from exactapi.generate.ir import Location
from exactapi.generate.refusals.refusals import Refusal, RefusedError
from exactapi.generate.source.library import Library

_SUPPORTED = re.compile(r"3\.[012]\.[0-9]+(-.+)?")
_SHORT = re.compile(r"3\.[012]")


@dataclass(frozen=True, slots=True)
class Version:
    """The version as written, and the dialect of the schemas that do not name their own."""

    name: str
    dialect: Dialect

    @property
    def is_30(self) -> bool:
        return self.name.startswith("3.0")

    @property
    def is_32(self) -> bool:
        return self.name.startswith("3.2")


def openapi_version(library: Library) -> Version:
    """Return the version of a library's root document.

    Raises:
        RefusedError: the file holds no OpenAPI document of a known version and dialect.
    """
    root = library.root.root
    if not isinstance(root, dict):
        reason = "this is no OpenAPI document"
        _refuse(library, "", "structure", reason, "start with `openapi: 3.1.0`")
    if "swagger" in root:
        reason = "this is Swagger 2.0, not OpenAPI 3"
        _refuse(library, "swagger", "openapi-version", reason, "convert the document to OpenAPI 3")
    version = root.get("openapi")
    if not isinstance(version, str) or not _SUPPORTED.fullmatch(version):
        shown = str(version)[:40]
        reason = f"`openapi` is {shown}" if "openapi" in root else "`openapi` is missing"
        meant = f"{shown}.0" if _SHORT.fullmatch(shown) else "3.1.0"
        cure = f"write `openapi: {meant}` (3.0.x to 3.2.x are read)"
        _refuse(library, "openapi", "openapi-version", reason, cure)
    if version.startswith("3.0"):
        return Version(version, OPENAPI_3_0)
    declared = root.get("jsonSchemaDialect")
    found = JSON_SCHEMA_2020_12 if declared is None else Dialects(library).of(declared)
    if found is None:
        reason = f"the schemas are written in `{declared}`"
        cure = "rewrite them for JSON Schema 2020-12 and remove `jsonSchemaDialect`"
        _refuse(library, "jsonSchemaDialect", "schema-dialect", reason, cure)
    return Version(version, found)


def _refuse(library: Library, key: str, code: str, reason: str, cure: str) -> NoReturn:
    place = library.places.of(library.root.root)
    location = place.of(key) if place else Location(library.root.text.name, 1, 1)
    raise RefusedError((Refusal(code, location, f"/{key}" if key else "", reason, cure),))
