"""Which OpenAPI a document is written in."""

import re
from typing import NoReturn

from scripts.generate.document.schema import known_dialect
from scripts.generate.ir import Location
from scripts.generate.refusals import Refusal, Refused
from scripts.generate.source.library import Library

_SUPPORTED = re.compile(r"3\.[012]\.[0-9]+(-.+)?")


def openapi_version(library: Library) -> str:
    """Give the version of a library's root document.

    Raises:
        Refused: when the file holds no OpenAPI document of a known version and dialect.
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
        cure = "write `openapi: 3.1.0` (3.0.x to 3.2.x are read)"
        _refuse(library, "openapi", "openapi-version", reason, cure)
    dialect = root.get("jsonSchemaDialect")
    if dialect is not None and not known_dialect(dialect):
        reason = f"the schemas are written in `{dialect}`"
        cure = "rewrite them for JSON Schema 2020-12 and remove `jsonSchemaDialect`"
        _refuse(library, "jsonSchemaDialect", "schema-dialect", reason, cure)
    return version


def _refuse(library: Library, key: str, code: str, reason: str, cure: str) -> NoReturn:
    place = library.places.of(library.root.root)
    location = place.of(key) if place else Location(library.root.text.name, 1, 1)
    raise Refused((Refusal(code, location, f"/{key}" if key else "", reason, cure),))
