"""Operations of one tag.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `TagRaiseSystemExitHandlers` in impl/features/tag_raise_system_exit/handlers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from exactapi.runtime import ContractRouter, Operation, RequestContext, Result, path, query

from .. import models, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class OpImportOs77OK(Result):
    """200: '''."""

    status: ClassVar[Literal[200]] = 200
    media_type: ClassVar = "application/json"
    headers: ClassVar = {"X-'Quote": "x_quote"}

    body: models.S
    x_quote: str


class TagRaiseSystemExitHandlers(Protocol):
    """One method for each of the operations of one tag."""

    async def op_import_os_7_7(
        self, *, x_y: Literal['"""', "\\", "{{ x }}", "'"], q_exit: str = '"""\\\n\''
    ) -> OpImportOs77OK:
        r"""GET /a'''b/{x'y}: isort: skip_file; constr(regex=1); ends with a backslash \.

        ''' raise SystemExit(1) ''' {{ view }} {% raw %} \N{BULLET} \

        Public. Answers 200.

        Raises:
            problems.OpImportOs77BadRequest: quote" (400).
        """


OP_IMPORT_OS_7_7 = Operation(
    id='op"""; import os #{{ 7 * 7 }}',
    method="GET",
    path='/a"""b/{x\'y}',
    handler="op_import_os_7_7",
    parameters=(path("x'y", argument="x_y"), query('q"]; exit()', argument="q_exit")),
    results=(OpImportOs77OK,),
    problems=(problems.OpImportOs77BadRequest,),
)


def tag_raise_system_exit_router(
    handlers: Callable[[RequestContext], TagRaiseSystemExitHandlers],
) -> ContractRouter:
    """Routes for the operations of one tag; one handler object per request."""
    return ContractRouter(
        'tag"""\nraise SystemExit',
        handlers,
        [OP_IMPORT_OS_7_7],
    )
