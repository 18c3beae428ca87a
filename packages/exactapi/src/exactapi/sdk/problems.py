"""The errors that a document declares, for clients: one for each status and problem type."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exactapi.errors import ExactAPIError
from exactapi.generate.ir import Api, DeclaredOperation, Location, Response
from exactapi.generate.load import Loaded
from exactapi.generate.plan import Module, PlannedOperation, phrase
from exactapi.generate.python.names import Namespace, pascal_case
from exactapi.generate.routers.results import is_success
from exactapi.problems import PROBLEM_JSON
from exactapi.schemas.pointers import join, value_at

_NO_TYPE = "about:blank"


class ProblemTwiceError(ExactAPIError):
    """Two responses declare the same problem; the message has the places and the cure."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`type` is None for one that has no type of its own, and is known by its status alone."""

    name: str
    status: int
    type: str | None
    title: str
    description: str


class Problems:
    """All problems of an API, each once, in the order of the document."""

    def __init__(
        self, loaded: Loaded, modules: tuple[Module, ...], reserved: tuple[str, ...]
    ) -> None:
        self._names = Namespace(reserved, separator="")
        self._of: dict[str, tuple[Problem, ...]] = {}
        places: dict[tuple[int, str], str] = {}
        for module in modules:
            for planned in module.operations:
                for response in errors(planned.operation):
                    pointer = _pointer(planned.operation, response)
                    if response.is_exact and pointer not in self._of:
                        found = tuple(self._declare(loaded.api, planned, response, pointer))
                        self._of[pointer] = found
                        for problem in found:
                            _refuse_twice(loaded, problem, pointer, places)

    def of(self, operation: DeclaredOperation, response: Response) -> tuple[Problem, ...]:
        """Return the problems of one response of an operation."""
        return self._of.get(_pointer(operation, response), ())

    def __iter__(self) -> Iterator[Problem]:
        for found in self._of.values():
            yield from found

    def _declare(
        self, api: Api, planned: PlannedOperation, response: Response, pointer: str
    ) -> Iterator[Problem]:
        wanted = pascal_case(response.component or "", "") if response.component else ""
        for index, (key, example) in enumerate(_examples(api.document, pointer)):
            kind = example.get("type", _NO_TYPE)
            if not isinstance(kind, str) or (kind == _NO_TYPE and not wanted):
                continue
            name = wanted or planned.class_prefix + phrase(response.status)
            title = example.get("title")
            yield Problem(
                name=self._names.claim(name + (pascal_case(key, "Problem") if index else "")),
                status=int(response.status),
                type=None if kind == _NO_TYPE else kind,
                title=title if isinstance(title, str) else "",
                description=response.description,
            )


def errors(operation: DeclaredOperation) -> Iterator[Response]:
    """Yield the responses that the author declares, and that are no success."""
    for response in operation.responses:
        if not response.overlay and not is_success(response, operation):
            yield response


def _refuse_twice(
    loaded: Loaded, problem: Problem, pointer: str, places: dict[tuple[int, str], str]
) -> None:
    if problem.type is None:
        return
    first = places.setdefault((problem.status, problem.type), pointer)
    if first != pointer:
        here, there = loaded.locate(pointer), loaded.locate(first)
        raise ProblemTwiceError(
            f"{_place(here)} the problem {problem.type} with status {problem.status} is declared a"
            f" second time, after {_place(there)[:-1]}; declare it once under components/responses,"
            " and refer to it from both"
        )


def _place(location: Location) -> str:
    return f"{location.file}:{location.line}:{location.column}:"


def _pointer(operation: DeclaredOperation, response: Response) -> str:
    if response.component is not None:
        return join("/components/responses", response.component)
    return join(operation.pointer, "responses", response.status)


def _examples(document: Any, pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    content = value_at(document, join(pointer, "content", PROBLEM_JSON))
    if not isinstance(content, Mapping):
        return
    if isinstance(content.get("example"), Mapping):
        yield "", content["example"]
        return
    named = content.get("examples")
    shown = [
        (key, one["value"])
        for key, one in (named.items() if isinstance(named, Mapping) else ())
        if isinstance(one, Mapping) and isinstance(one.get("value"), Mapping)
    ]
    by_type = {each.get("type"): (key, each) for key, each in reversed(shown)}
    yield from reversed(by_type.values()) if by_type else [("", {})]
