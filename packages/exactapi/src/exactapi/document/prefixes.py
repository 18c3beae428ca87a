"""The prefix that the styles `label` and `matrix` put before the value of a path parameter.

A style's first character tells where an expression begins in a segment that has several
(RFC 6570, sections 3.2.5 and 3.2.7).
"""

from exactapi.document.contract import Contract, Located
from exactapi.document.shapes import shape_of
from exactapi.operations.operation import Operation


def prefixes(contract: Contract, operation: Operation) -> dict[str, str]:
    """By the name of the parameter: `.` for `label`, `;name` for `matrix`."""
    found = {}
    for each in contract.parameters(operation.pointer):
        if each.node["in"] == "path" and not each.node.get("content"):
            match each.node.get("style"):
                case "label":
                    found[each.node["name"]] = "."
                case "matrix":
                    found[each.node["name"]] = _matrix(contract, each)
    return found


def _matrix(contract: Contract, parameter: Located) -> str:
    """`;` alone before an exploded object, which writes the names of its members instead."""
    explode, schema = parameter.node.get("explode", False), parameter.schema
    if explode and schema is not None and "object" in shape_of(contract, schema).types:
        return ";"
    return f";{parameter.node['name']}"
