"""Makes constants of what several operations of a module have in common."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from exactapi.generate.ir import DeclaredOperation
from exactapi.generate.models.shapes.annotations import Imports
from exactapi.generate.python.names import Namespace, snake_case, upper_case
from exactapi.generate.routers import security
from exactapi.operations.policies import Limit

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shared:
    """`names` gives, for an expression, the constant that stands for it."""

    names: Mapping[str, str]
    definitions: tuple[str, ...]

    def name(self, expression: str) -> str:
        """Return the constant, or the expression itself where it is said once."""
        return self.names.get(expression, expression)


def shared(
    operations: Iterable[DeclaredOperation], taken: Iterable[str], imports: Imports
) -> Shared:
    """`taken` are names that the module uses already."""
    namespace = Namespace(taken)
    listed = list(operations)
    limits = _repeated((each for one in listed for each in one.limits), limit)
    rules = _repeated((one.security for one in listed if one.security), security.expression)
    names = {text: namespace.claim(_limit_name(each)) for text, each in limits.items()}
    definitions = [f"{name} = {text}" for text, name in names.items()]
    for text, rule in rules.items():
        imports.add("exactapi.runtime", "SecurityRequirements")
        names[text] = namespace.claim(security.constant_name(rule))
        definitions.append(f"{names[text]}: SecurityRequirements = {text}")
    return Shared(names, tuple(definitions))


def limit(stated: Limit) -> str:
    """Return the expression of a limit."""
    arguments = [f"name={stated.name!r}", f"limit={stated.limit}", f"window={stated.window}"]
    if stated.by != "principal":
        arguments.append(f"by={stated.by!r}")
    if stated.restricted:
        arguments.append("restricted=True")
    return f"Limit({', '.join(arguments)})"


def _limit_name(stated: Limit) -> str:
    name = upper_case(snake_case(stated.name, "limit"))
    return name if name.endswith("LIMIT") else f"{name}_LIMIT"


def _repeated(values: Iterable[T], written: Callable[[T], str]) -> dict[str, T]:
    """Return the values that are written more than once."""
    listed = [(written(value), value) for value in values]
    counts = Counter(text for text, _ in listed)
    return {text: value for text, value in listed if counts[text] > 1}
