"""Operations of one tag.

Generated from openapi.yaml by `exactapi generate` 0.2; do not edit.

Implement `TagRaiseSystemExitHandlers` in impl/features/tag_raise_system_exit/handlers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

from exactapi.runtime import ContractRouter, Operation, Parameter, RequestContext, Result

from .. import models, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class OpImportOs77OK(Result):
    """200: '''."""

    media_type: ClassVar = "application/json"
    headers: ClassVar = {"X-'Quote": "x_quote"}

    status: Literal[200] = 200
    body: models.S
    x_quote: str


class TagRaiseSystemExitHandlers(Protocol):
    """One method for each of the operations of one tag."""

    async def op_import_os_7_7(
        self, *, x_y: Literal['"""', "\\", "{{ x }}", "'"], q_exit: str = '"""\\\n\''
    ) -> OpImportOs77OK:
        r"""GET /a'''b/{x'y}: isort: skip_file; constr(regex=1); ends with a backslash \.

        ''' raise SystemExit(1) ''' {{ view }} {% raw %} \N{BULLET} \

        Raises: `problems.OpImportOs77BadRequest`.
        """


OP_IMPORT_OS_7_7 = Operation(
    id='op"""; import os #{{ 7 * 7 }}',
    method="GET",
    path='/a"""b/{x\'y}',
    pointer='/paths/~1a"""b~1{x\'y}/get',
    handler="op_import_os_7_7",
    parameters=(Parameter("path", "x'y", "x_y"), Parameter("query", 'q"]; exit()', "q_exit")),
    results=(OpImportOs77OK,),
    problems=(problems.OpImportOs77BadRequest,),
)


def tag_raise_system_exit_router(
    handlers: Callable[[RequestContext], TagRaiseSystemExitHandlers],
) -> ContractRouter:
    """Routes for the operations of one tag; one handler object per request."""
    router = ContractRouter(tags=['tag"""\nraise SystemExit'])
    router.add(OP_IMPORT_OS_7_7, handlers)
    return router
