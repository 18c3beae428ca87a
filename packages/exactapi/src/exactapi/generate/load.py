"""From files to the canonical document and the IR: the front half of the generator."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from exactapi.generate.document.overlay.overlay import Overlay
from exactapi.generate.document.overlay.plain import plain
from exactapi.generate.document.overlay.prune import prune
from exactapi.generate.document.rules.document import Rules
from exactapi.generate.document.rules.extensions.extensions import Extensions
from exactapi.generate.document.rules.extensions.websockets import check_websockets
from exactapi.generate.document.rules.schemas.defaults import unfit_defaults, without_defaults
from exactapi.generate.document.rules.schemas.examples import SchemaChecks, check_examples
from exactapi.generate.document.rules.schemas.expansion import Expansion
from exactapi.generate.document.rules.schemas.problem_schemas import check_problem_schemas
from exactapi.generate.document.rules.schemas.schemas import SchemaRules
from exactapi.generate.document.rules.schemas.unions import check_unions
from exactapi.generate.document.rules.unread import check_unread
from exactapi.generate.document.walk.canonical import canonical
from exactapi.generate.document.walk.dialects.version import openapi_version
from exactapi.generate.document.walk.inheritance import spell_out_inheritance
from exactapi.generate.ir import Api, Location, Pointer
from exactapi.generate.refusals.reach import refused_operations
from exactapi.generate.refusals.refusals import Refusal
from exactapi.generate.resolve.operations import Resolver
from exactapi.generate.source.library import Library
from exactapi.generate.source.places import Places
from exactapi.schemas.operations import served_operations


@dataclass(frozen=True)
class Loaded:
    """A document that was read.

    `api.document` is the canonical document; `overlay` lists the pointers of all that it has and
    the source has not. `refusals` cannot be honoured, `warnings` are worth a look. `files` are the
    absolute paths of those that were read, the document first.
    """

    api: Api
    refusals: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...]
    overlay: tuple[Pointer, ...]
    files: tuple[str, ...]
    _places: Places = field(repr=False)
    _pointed: dict[str, Any] = field(repr=False)

    def locate(self, pointer: Pointer) -> Location:
        """Tell where the source says what the canonical document has at `pointer`."""
        return self._places.locate(self.api.document, pointer)

    def served(self) -> Api:
        """Return the API as consumers see it: what the runtime adds is declared like the rest."""
        whole = Resolver(self._pointed, self._places, (), {}).api()
        return replace(whole, document=self.api.document)


def load(spec: Path, *, root: Path | None = None, allow_remote: bool = False) -> Loaded:
    """Read an OpenAPI document and all the files that it refers to.

    Files come from below `root`, by default the document's folder; `allow_remote` fetches `$ref`s
    to http(s) addresses.

    Raises:
        RefusedError: when there is no document to speak of: unreadable, or no OpenAPI.
    """
    library = Library(spec, root=root, allow_remote=allow_remote)
    version = openapi_version(library)
    document, findings = canonical(library, version)
    spell_out_inheritance(document, library.places)
    SchemaRules(document, findings).check()
    Expansion(plain(document, library.places)).check(document, findings)
    Rules(document, findings).check()
    Extensions(document, findings).check()
    references = plain(document, library.places)
    check_websockets(references, SchemaChecks(references, Expansion(references)), findings)
    operations = [pointer for pointer, _ in served_operations(document)]
    refused = refused_operations(references, operations, findings.refusals)
    if findings.refusals:
        prune(document)
    overlay = Overlay(document).add()
    pointed = plain(document, library.places)
    check_unions(pointed, findings)
    checks = SchemaChecks(pointed, Expansion(pointed))
    check_examples(pointed, checks, findings)
    unfit = unfit_defaults(pointed, checks, findings)
    check_problem_schemas(pointed, overlay, checks, findings)
    known = len(findings.refusals)
    check_unread(pointed, operations, findings)
    unread = refused_operations(pointed, operations, findings.refusals[known:])
    refused |= {each: (*refused.get(each, ()), *codes) for each, codes in unread.items()}
    api = Resolver(pointed, library.places, overlay, refused).api()
    api = replace(api, document=document, schemas=without_defaults(pointed, unfit))
    return Loaded(
        api=api,
        refusals=tuple(findings.refusals),
        warnings=tuple(findings.warnings),
        overlay=overlay,
        files=library.local,
        _places=library.places,
        _pointed=pointed,
    )
