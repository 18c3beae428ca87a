"""Problems of what never reaches `Exchange`, with the headers that it adds to its own."""

from exactapi.runtime import Problem, RawResponse, problem_response, request_id
from starlette.types import Scope

from impl.middleware.security_headers import SECURITY_HEADERS


def early_problem(problem: Problem, scope: Scope) -> RawResponse:
    response = problem_response(problem, scope)
    response.headers += [(b"x-request-id", request_id(scope).encode()), *SECURITY_HEADERS]
    return response
