"""Does every operation say who may call it, and what it is called?"""

from collections.abc import Mapping
from typing import Any

from exactapi.generate.ir import Api, DeclaredOperation
from exactapi.lint.findings import Findings
from exactapi.schemas.pointers import join, value_at


def check_operations(api: Api, findings: Findings) -> None:
    for operation in api.operations:
        if operation.id is None:
            findings.add("operation-unnamed", operation.pointer, "has no `operationId`")
        _security(operation, api.document, findings)


def _security(
    operation: DeclaredOperation, document: Mapping[str, Any], findings: Findings
) -> None:
    is_own = "security" in (value_at(document, operation.pointer) or {})
    if not is_own and "security" not in document:
        findings.add("security-missing", operation.pointer, "does not say who may call it")
    for index, alternative in enumerate(operation.security):
        for name, scopes in alternative.items():
            if not scopes:
                own = join(operation.pointer, "security", index, name)
                place = own if is_own else operation.pointer
                findings.add("scope-missing", place, f"asks `{name}` for no scope")
