"""The state that all parts of one walk through the source share."""

from typing import Any

from exactapi.generate.document.walk.context import ABSENT, Context
from exactapi.generate.document.walk.dialects.dialects import Dialect
from exactapi.generate.document.walk.dialects.metaschemas import Dialects
from exactapi.generate.document.walk.dialects.version import Version
from exactapi.generate.document.walk.findings import Findings
from exactapi.generate.document.walk.references.bundle import Bundle
from exactapi.generate.document.walk.references.identity import Names
from exactapi.generate.document.walk.references.references import References, Target
from exactapi.generate.ir import Location, Pointer
from exactapi.generate.source.library import Library, SourceFile


class Walk:
    """Resolves references, names what it moves, and collects findings, for one walk.

    `unnamed` are the base URIs of resources that cannot keep their `$id` and anchors.
    """

    def __init__(self, library: Library, version: Version, unnamed: frozenset[str]) -> None:
        self.findings = Findings(library.places)
        self.places = library.places
        self.root = library.root
        self.is_30 = version.is_30
        self.is_32 = version.is_32
        self.dialects = Dialects(library)
        self.references = References(library, identified=not version.is_30)
        self.names = Names(library, unnamed, identified=not version.is_30)
        self.bundle = Bundle(library, self.references)
        self._default_dialect = version.dialect

    def start(self) -> Context:
        """Begin at the root of the root document."""
        return Context(self.root, "", self.root.root, "openapi", self._dialect(self.root))

    def enter(self, target: Target, pointer: Pointer, owner: Any, token: str | int) -> Context:
        """Go on in another file; `owner` and `token` say where findings are placed."""
        base = self.references.around(target)
        return Context(target.file, pointer, owner, token, self._dialect(target.file), base)

    def _dialect(self, file: SourceFile) -> Dialect:
        """Return the dialect of the schemas of a file that do not name their own."""
        declared = file.root.get("$schema") if isinstance(file.root, dict) else None
        return self.dialects.of(declared) or self._default_dialect

    def _locate(self, context: Context) -> Location:
        return self.findings.location(context.owner, context.token)

    def refuse(self, context: Context, code: str, reason: str, cure: str) -> Any:
        """Refuse the value here; it is ABSENT from the canonical document."""
        self.findings.refuse(code, self._locate(context), context.pointer, reason, cure)
        return ABSENT

    def warn(self, context: Context, code: str, reason: str, cure: str) -> None:
        self.findings.warn(code, self._locate(context), context.pointer, reason, cure)
