"""All that `exactapi lint` finds in a document that was read."""

from collections.abc import Iterator, Sequence

from exactapi.generate.ir import DeclaredOperation, MediaType, Pointer
from exactapi.generate.load import Loaded
from exactapi.lint.contradictions import Contradictions
from exactapi.lint.findings import Finding, Findings
from exactapi.lint.operations import check_operations
from exactapi.lint.values import Values


def lint(loaded: Loaded) -> tuple[Finding, ...]:
    """Return what breaks a house rule, in the order of the source."""
    findings = Findings(loaded)
    api = loaded.api
    check_operations(api, findings)
    values = Values(api.schemas, findings)
    for operation in api.operations:
        _visit(operation, values, is_served=True)
    for webhook in api.webhooks:
        _visit(webhook, values, is_served=False)
    Contradictions(api.schemas, findings).check()
    return tuple(findings)


def _visit(operation: DeclaredOperation, values: Values, *, is_served: bool) -> None:
    """`is_served`: consumers send the requests; those of webhooks they receive."""
    for parameter in operation.parameters:
        if parameter.schema:
            # HTTP has no U+0000 in fields (RFC 9110, section 5.5).
            nul = is_served and parameter.location in ("path", "query")
            values.visit(parameter.schema, nul=nul)
    for pointer in _read(operation.body.content if operation.body else ()):
        values.visit(pointer, nul=is_served)
    for response in operation.responses:
        if response.overlay:
            continue
        for pointer in _read(response.content):
            values.visit(pointer, nul=not is_served)
        for header in response.headers:
            if header.schema:
                values.visit(header.schema, nul=False)


def _read(content: Sequence[MediaType]) -> Iterator[Pointer]:
    """Yield the schemas of what is read as values; the rest is octets, which the size bounds."""
    for media_type in content:
        name = media_type.name.partition(";")[0].strip().lower()
        is_read = name.endswith(("json", "xml", "yaml", "x-www-form-urlencoded", "form-data"))
        if media_type.schema and (is_read or name.startswith("text/")):
            yield media_type.schema
        if media_type.item_schema:
            yield media_type.item_schema
