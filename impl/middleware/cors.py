"""Cross-origin requests: Starlette's middleware, with problems for refused preflights."""

from exactapi.runtime import Problem, problem_response
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Cors(CORSMiddleware):
    """Answers a refused preflight request with a problem instead of plain text.

    Browsers look at the headers alone; the body tells developers the reason.
    """

    def preflight_response(self, request_headers: Headers) -> Response:
        response = super().preflight_response(request_headers)
        return _PreflightResponse(response) if response.status_code >= 400 else response


class PreflightRefused(Problem):
    """The page's origin, or the method or a header that it asks for, is not allowed."""

    status = 400


class _PreflightResponse(Response):
    """The problem for Starlette's `refused` response, written when the request is known."""

    def __init__(self, refused: Response) -> None:
        super().__init__(status_code=refused.status_code)
        self._problem = PreflightRefused(f"{bytes(refused.body).decode()}.")
        self._kept = [
            (name, value) for name, value in refused.raw_headers if not name.startswith(b"content-")
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = problem_response(self._problem, scope)
        response.headers += self._kept
        await response.send(scope, receive, send)
