"""What the README and API.md of an SDK show: calls from the document's examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from exactapi.generate.python.text import printable
from exactapi.sdk.python.examples import Examples
from exactapi.sdk.python.methods import MethodView
from exactapi.sdk.python.operations import SdkOperation


class Tag(Protocol):
    """A module of the SDK, and the client's attribute for it."""

    @property
    def name(self) -> str: ...
    @property
    def attribute(self) -> str: ...
    @property
    def methods(self) -> tuple[MethodView, ...]: ...


@dataclass(frozen=True, slots=True)
class ExampleView:
    """One operation: `call` is None where no example can be made."""

    method: str
    title: str
    call: str | None


@dataclass(frozen=True, slots=True)
class Guide:
    """`hello` is a simple call, in whole and in its parts."""

    hello: str
    hello_method: str
    hello_arguments: str
    hello_with_options: str
    paged: str
    examples: tuple[ExampleView, ...]


def guide_of(
    tags: Sequence[Tag], operations: Mapping[str, Sequence[SdkOperation]], examples: Examples
) -> Guide:
    """Return the calls of all operations, and the simplest of them."""
    shown: list[ExampleView] = []
    simple: list[tuple[bool, int, str, str]] = []
    paged = ""
    for tag in tags:
        for operation, method in zip(operations[tag.name], tag.methods, strict=True):
            name = f"client.{tag.attribute}.{method.name}"
            streams = f"client.{tag.attribute}.{method.events_name}"
            called = examples.call(operation, name if method.returns is not None else streams)
            shown.append(ExampleView(name, _title(operation), called))
            if called and method.returns is not None and not method.deprecated:
                arguments = called.removeprefix(name)[1:-1]
                is_write = operation.operation.method != "GET"
                simple.append((is_write, len(arguments), name, arguments))
            if method.pages and not paged and not _needs(operation):
                paged = f"{tag.attribute}.{method.pages.name}"
    _, _, name, arguments = min(simple, default=(False, 0, "client", ""))
    return Guide(
        hello=f"{name}({arguments})",
        hello_method=name,
        hello_arguments=arguments,
        hello_with_options=f"{name}({', '.join(filter(None, (arguments, 'options=call')))})",
        paged=paged,
        examples=tuple(shown),
    )


def _needs(operation: SdkOperation) -> bool:
    return any(parameter.required for parameter, _, _ in operation.parameters)


def _title(operation: SdkOperation) -> str:
    declared = operation.operation
    place = f"`{declared.method} {printable(declared.path)}`"
    summary = " ".join(printable(declared.summary).split())
    notes = [summary, "Deprecated." if declared.deprecated else ""]
    raised = [f"`problems.{name}`" for name in operation.raised]
    notes.append(f"Raises {', '.join(raised)}." if raised else "")
    return "\n".join([place, *(["", " ".join(filter(None, notes))] if any(notes) else [])])
